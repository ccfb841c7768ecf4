using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;
using Marten.Events.Projections;

namespace DrEvents.Backend.Features.Commands;

public static class AcknowledgementStatus
{
    public const string Accepted = "accepted";
    public const string Refused = "refused";
    public const string OptedOut = "optedOut";
    public const string OptedIn = "optedIn";
    public const string Unmatched = "unmatched";
}

/// <summary>One acknowledgement of a VEN, with what became of it. Powers in kW.</summary>
/// <param name="Op">The VEN's own word for what it did.</param>
public sealed record Acknowledgement(string Id, long Sequence, string VenId, string Op, string Status, DateTimeOffset ReceivedAt)
{
    public string? EventId { get; init; }
    public string? CorrelationId { get; init; }
    public string? Reason { get; init; }
    public double? RequestedShedKw { get; init; }
    public double? ActualShedKw { get; init; }
    public IReadOnlyList<CurtailedCircuit>? CircuitsCurtailed { get; init; }

    public static Acknowledgement? From(IEvent stored)
    {
        var stream = stored.StreamKey!;
        var (owner, venId) = Participation.Parse(stream) ?? (stream, Ven.VenOf(stream)!);
        return stored.Data switch
        {
            _ when venId is null => null,
            AckReceived e => Of(e.CorrelationId, e.Op, StatusOf(e), e.ReceivedAt) with
            {
                Reason = e.Error ?? (e.Standing == AckStandings.Late ? "came after the command's time was over" : null),
                RequestedShedKw = e.RequestedShedKw,
                ActualShedKw = e.ActualShedKw,
                CircuitsCurtailed = e.CircuitsCurtailed,
            },
            OptedOut e => Of(e.CorrelationId, CommandOps.Event, AcknowledgementStatus.OptedOut, e.ReceivedAt) with { Reason = e.Reason },
            OptedIn e => Of(e.CorrelationId, CommandOps.Event, AcknowledgementStatus.OptedIn, e.ReceivedAt) with
            {
                ActualShedKw = e.ActualShedKw,
            },
            AckUnmatched e => Of(e.CorrelationId, e.Op, AcknowledgementStatus.Unmatched, e.ReceivedAt) with
            {
                EventId = e.EventId,
                Reason = e.Reason,
            },
            _ => null,
        };

        Acknowledgement Of(string? correlationId, string op, string status, DateTimeOffset receivedAt) =>
            new(stored.Id.ToString("n"), stored.Sequence, venId, op, status, receivedAt)
            {
                EventId = EventIds.IsValid(owner) ? owner : null,
                CorrelationId = correlationId,
            };
    }

    /// <summary>Of those that are not the first, their standing.</summary>
    private static string StatusOf(AckReceived e) =>
        e.Standing is AckStandings.Repeated or AckStandings.Late ? e.Standing
        : e.Ok ? AcknowledgementStatus.Accepted
        : AcknowledgementStatus.Refused;
}

/// <summary>Keeps one document per acknowledgement.</summary>
public sealed class AcknowledgementProjection : ProjectionBase, IProjection
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
        IncludeType<AckReceived>();
        IncludeType<OptedOut>();
        IncludeType<OptedIn>();
        IncludeType<AckUnmatched>();
        Options.BatchSize = 1_000;
        Options.DeleteViewTypeOnTeardown<Acknowledgement>();
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        if (_pressure is not null)
            await _pressure.GiveWayAsync(Waiter.Acknowledgements, cancellation);
        operations.StoreAll([.. events.Select(Acknowledgement.From).OfType<Acknowledgement>()], a => a.Id);
    }
}
