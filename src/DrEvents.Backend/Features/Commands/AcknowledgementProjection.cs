using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Keeps one document per acknowledgement.</summary>
public sealed partial class AcknowledgementProjection : EventProjection
{
    public const string ProjectionName = "Acknowledgements";

    /// <summary>Raised with every change after which documents that were written before lack something, or are read as something else.</summary>
    public const uint FormVersion = 2;
    public static readonly string Shard = ShardName.Compose(ProjectionName, version: FormVersion).Identity;

    /// <summary>The name under which it is made anew, together with the live read models.</summary>
    public const string BuildName = "live";

    private readonly Pressure? _pressure;

    public AcknowledgementProjection(Pressure? pressure)
    {
        _pressure = pressure;
        Name = ProjectionName;
        Version = FormVersion;
        Options.BatchSize = 1_000;
        Options.DeleteViewTypeOnTeardown<Acknowledgement>();
    }

    public Task Project(IEvent<AckReceived> stored, IDocumentOperations operations, CancellationToken cancellation) =>
        KeepAsync(stored, operations, cancellation);

    public Task Project(IEvent<OptedOut> stored, IDocumentOperations operations, CancellationToken cancellation) =>
        KeepAsync(stored, operations, cancellation);

    public Task Project(IEvent<OptedIn> stored, IDocumentOperations operations, CancellationToken cancellation) =>
        KeepAsync(stored, operations, cancellation);

    public Task Project(IEvent<AckUnmatched> stored, IDocumentOperations operations, CancellationToken cancellation) =>
        KeepAsync(stored, operations, cancellation);

    private async Task KeepAsync(IEvent stored, IDocumentOperations operations, CancellationToken cancellation)
    {
        if (_pressure is not null)
            await _pressure.GiveWayAsync(Waiter.Acknowledgements, cancellation);
        if (Acknowledgement.From(stored) is { } acknowledgement)
            operations.Store(acknowledgement);
    }
}
