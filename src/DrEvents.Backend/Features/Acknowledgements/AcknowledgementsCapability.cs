using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Hosting;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Acknowledgements;

/// <summary>What VENs answered to their commands.</summary>
public static class AcknowledgementsCapability
{
    /// <summary>The projection's name.</summary>
    public const string ProjectionName = "Acknowledgements";

    /// <summary>Read models.</summary>
    public static void Configure(StoreOptions store, CommandsFirst commandsFirst)
    {
        store.Projections.Add(
            new AfterCommands(new AcknowledgementProjection(), commandsFirst),
            ProjectionLifecycle.Async,
            ProjectionName,
            o =>
            {
                o.BatchSize = 1_000;
                o.DeleteViewTypeOnTeardown<Acknowledgement>();
            }
        );
        store.Schema.For<Acknowledgement>().Index(a => new { a.VenId, a.ReceivedAt });
    }
}

/// <summary>Keeps one document per acknowledgement.</summary>
public sealed class AcknowledgementProjection : IProjection
{
    /// <inheritdoc />
    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        operations.StoreAll([.. events.Select(Acknowledgement.From).OfType<Acknowledgement>()], a => a.Id);
        return Task.CompletedTask;
    }
}
