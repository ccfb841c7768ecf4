using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Vens;
using DrEvents.Contracts;
using DrEvents.Contracts.Mqtt;
using JasperFx.Events;

namespace DrEvents.Backend.Features.Acknowledgements;

/// <summary>What became of an acknowledgement.</summary>
public static class AcknowledgementStatus
{
    /// <summary>The VEN obeys.</summary>
    public const string Accepted = "accepted";

    /// <summary>The VEN does not obey.</summary>
    public const string Refused = "refused";

    /// <summary>The people behind the VEN took it out of the event.</summary>
    public const string OptedOut = "optedOut";

    /// <summary>The people behind the VEN took it back into the event.</summary>
    public const string OptedIn = "optedIn";

    /// <summary>The command was answered before.</summary>
    public const string Repeated = "repeated";

    /// <summary>The command's time was over.</summary>
    public const string Late = "late";

    /// <summary>It belongs to no command of this VEN.</summary>
    public const string Unmatched = "unmatched";
}

/// <summary>One acknowledgement of a VEN, with what became of it. Powers in kW.</summary>
public sealed record Acknowledgement
{
    /// <summary>The stored event's id.</summary>
    public required string Id { get; init; }

    /// <summary>Place in the order of storing.</summary>
    public required long Sequence { get; init; }

    /// <summary>The VEN.</summary>
    public required string VenId { get; init; }

    /// <summary>The DR event; null for a direct command.</summary>
    public string? EventId { get; init; }

    /// <summary>The command; null where an acknowledgement named none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The VEN's own word for what it did.</summary>
    public required string Op { get; init; }

    /// <summary>One of <see cref="AcknowledgementStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Why, where it is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>When it came in.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What the VEN understood.</summary>
    public double? RequestedShedKw { get; init; }

    /// <summary>What the VEN says that it sheds.</summary>
    public double? ActualShedKw { get; init; }

    /// <summary>What was done to which circuit.</summary>
    public IReadOnlyList<CurtailedCircuit>? CircuitsCurtailed { get; init; }

    /// <summary>The acknowledgement that a stored event is; null for any other event.</summary>
    public static Acknowledgement? From(IEvent stored) =>
        stored.Data switch
        {
            AckReceived e when Participation.Parse(stored.StreamKey!) is var (owner, venId) => new Acknowledgement
            {
                Id = IdOf(stored),
                Sequence = stored.Sequence,
                VenId = venId,
                EventId = EventIds.IsValid(owner) ? owner : null,
                CorrelationId = e.CorrelationId,
                Op = e.Op,
                Status = StatusOf(e),
                Reason = e.Error ?? (e.Standing == AckStandings.Late ? "came after the command's time was over" : null),
                ReceivedAt = e.ReceivedAt,
                RequestedShedKw = e.RequestedShedKw,
                ActualShedKw = e.ActualShedKw,
                CircuitsCurtailed = e.CircuitsCurtailed,
            },
            OptedOut e => ByOwner(stored, e.CorrelationId, AcknowledgementStatus.OptedOut, e.Reason, null, e.ReceivedAt),
            OptedIn e => ByOwner(stored, e.CorrelationId, AcknowledgementStatus.OptedIn, null, e.ActualShedKw, e.ReceivedAt),
            AckUnmatched e when Ven.VenOf(stored.StreamKey!) is { } venId => new Acknowledgement
            {
                Id = IdOf(stored),
                Sequence = stored.Sequence,
                VenId = venId,
                EventId = e.EventId,
                CorrelationId = e.CorrelationId,
                Op = e.Op,
                Status = AcknowledgementStatus.Unmatched,
                Reason = e.Reason,
                ReceivedAt = e.ReceivedAt,
            },
            _ => null,
        };

    private static Acknowledgement? ByOwner(
        IEvent stored,
        string correlationId,
        string status,
        string? reason,
        double? actualShedKw,
        DateTimeOffset receivedAt
    ) =>
        Participation.Parse(stored.StreamKey!) is var (eventId, venId)
            ? new Acknowledgement
            {
                Id = IdOf(stored),
                Sequence = stored.Sequence,
                VenId = venId,
                EventId = eventId,
                CorrelationId = correlationId,
                Op = CommandOps.Event,
                Status = status,
                Reason = reason,
                ReceivedAt = receivedAt,
                ActualShedKw = actualShedKw,
            }
            : null;

    private static string IdOf(IEvent stored) => stored.Id.ToString("n");

    private static string StatusOf(AckReceived e) =>
        e.Standing switch
        {
            AckStandings.Repeated => AcknowledgementStatus.Repeated,
            AckStandings.Late => AcknowledgementStatus.Late,
            _ => e.Ok ? AcknowledgementStatus.Accepted : AcknowledgementStatus.Refused,
        };
}
