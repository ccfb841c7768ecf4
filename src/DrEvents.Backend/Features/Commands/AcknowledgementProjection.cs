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

    public AcknowledgementProjection()
    {
        Name = ProjectionName;
        Version = FormVersion;
        Options.BatchSize = 1_000;
        Options.DeleteViewTypeOnTeardown<Acknowledgement>();
    }

    public void Project(IEvent<AckReceived> stored, IDocumentOperations operations) => Keep(stored, operations);

    public void Project(IEvent<OptedOut> stored, IDocumentOperations operations) => Keep(stored, operations);

    public void Project(IEvent<OptedIn> stored, IDocumentOperations operations) => Keep(stored, operations);

    public void Project(IEvent<AckUnmatched> stored, IDocumentOperations operations) => Keep(stored, operations);

    private static void Keep(IEvent stored, IDocumentOperations operations)
    {
        if (Acknowledgement.From(stored) is { } acknowledgement)
            operations.Store(acknowledgement);
    }
}
