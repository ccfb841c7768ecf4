using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>A projection whose pages wait while commands are being stored.</summary>
/// <param name="projection">What is done then.</param>
/// <param name="commandsFirst">Whether they are.</param>
public sealed class AfterCommands(IProjection projection, CommandsFirst commandsFirst) : IProjection
{
    /// <inheritdoc />
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        await commandsFirst.WaitAsync(cancellation);
        await projection.ApplyAsync(operations, events, cancellation);
    }
}
