using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

public static class AcknowledgementStatus
{
    public const string Accepted = "accepted";
    public const string Refused = "refused";
    public const string OptedOut = "optedOut";
    public const string OptedIn = "optedIn";
    public const string Repeated = "repeated";
    public const string Late = "late";
    public const string Unmatched = "unmatched";
}

/// <summary>One acknowledgement of a VEN, with what became of it. Powers in kW.</summary>
public sealed record Acknowledgement
{
    public required string Id { get; init; }
    public required long Sequence { get; init; }
    public required string VenId { get; init; }
    public string? EventId { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>The VEN's own word for what it did.</summary>
    public required string Op { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
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
            new()
            {
                Id = stored.Id.ToString("n"),
                Sequence = stored.Sequence,
                VenId = venId,
                EventId = EventIds.IsValid(owner) ? owner : null,
                CorrelationId = correlationId,
                Op = op,
                Status = status,
                ReceivedAt = receivedAt,
            };
    }

    private static string StatusOf(AckReceived e) =>
        e.Standing switch
        {
            AckStandings.Repeated => AcknowledgementStatus.Repeated,
            AckStandings.Late => AcknowledgementStatus.Late,
            _ => e.Ok ? AcknowledgementStatus.Accepted : AcknowledgementStatus.Refused,
        };
}
