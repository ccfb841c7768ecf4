using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Commands;

/// <summary>Decides which command an acknowledgement belongs to, and what it is if it belongs to none.</summary>
public static class MatchAck
{
    private const string OptedOutPrefix = "opted out";

    /// <summary>By correlation id, else by the event that the VEN names; null when the acknowledgement names neither.</summary>
    public static string? StreamFor(string venId, VenAck ack)
    {
        var owner = ack.CorrelationId is { } id ? CorrelationIds.OwnerOf(id) : null;
        owner ??= ack.EventId is { } eventId && EventIds.IsValid(eventId) ? eventId : null;
        return owner is null ? null : Participation.StreamOf(owner, venId);
    }

    public static (string Stream, object Event) Decide(string venId, VenAck ack, Participation? participation, DateTimeOffset receivedAt)
    {
        var command = participation is null ? null : Find(participation, ack);
        var mismatch =
            participation is null && ack is { CorrelationId: null, EventId: null } ? "names neither a command nor an event"
            : participation is null ? "this VEN was sent no command of that event"
            : command is null ? "this VEN was sent no command of that correlation id"
            : ack.VenId is { } claimed && claimed != venId ? "the payload says another VEN than the topic"
            : ack.EventId is { } eventId && participation.EventId is { } own && eventId != own ? "another event than the command's"
            : null;
        if (participation is null || command is null || mismatch is not null)
        {
            var unmatched = new AckUnmatched(ack.CorrelationId, ack.EventId, ack.Op, ack.Ok, mismatch!, ack.At, receivedAt);
            return (Ven.StreamOf(venId), unmatched);
        }
        if (ByOwner(participation, command, ack, receivedAt) is { } decided)
            return (participation.Id, decided);
        var standing =
            command.AnsweredAt is not null ? AckStandings.Repeated
            : receivedAt >= command.ExpiresAt ? AckStandings.Late
            : AckStandings.First;
        // What sheds and restores say is in fields of their own; other answers are kept as they are.
        var isInFields = ack.Op is CommandOps.ShedPanel or CommandOps.Event or CommandOps.Restore;
        var received = new AckReceived(
            command.CorrelationId,
            ack.Op,
            ack.Ok,
            standing,
            ack.RequestedShedKw,
            ack.ActualShedKw,
            ack.Until,
            ack.CircuitsCurtailed.Count == 0 ? null : ack.CircuitsCurtailed,
            ack.Error,
            isInFields ? null : ack.DataJson,
            Math.Max(0, (receivedAt - (command.AcceptedAt ?? command.ReadyAt)).TotalMilliseconds),
            ack.At,
            receivedAt
        );
        return (participation.Id, received);
    }

    /// <summary>Decisions of the VEN's people: a no to what was obeyed, a yes to what was withdrawn. A repeat of what was said has the old time.</summary>
    private static object? ByOwner(Participation participation, CommandLife command, VenAck ack, DateTimeOffset receivedAt)
    {
        var isNews = participation.SaidAt is not { } saidAt || (ack.At ?? receivedAt) > saidAt;
        if (participation.EventId is null || command.Op == CommandOps.Restore || receivedAt >= command.ExpiresAt || !isNews)
            return null;
        if (ack.Ok)
            return participation.Status == ParticipationStatus.OptedOut && command.Status == CommandStatus.Refused
                ? new OptedIn(
                    command.CorrelationId,
                    command.RequestedReductionKw,
                    command.EndsAt ?? command.ExpiresAt,
                    ack.ActualShedKw,
                    ack.At,
                    receivedAt,
                    command.StartsAt > receivedAt ? command.StartsAt : null
                )
                : null;
        var isOptOut = ack.Error?.StartsWith(OptedOutPrefix, StringComparison.OrdinalIgnoreCase) == true;
        if (command.Status != CommandStatus.Acknowledged && !isOptOut)
            return null;
        var reason = isOptOut ? ack.Error![OptedOutPrefix.Length..].Trim(':', ' ') : ack.Error;
        return new OptedOut(command.CorrelationId, string.IsNullOrEmpty(reason) ? "no reason given" : reason, ack.At, receivedAt);
    }

    /// <summary>By correlation id; a VEN that sends none means the newest command of the event that it names.</summary>
    private static CommandLife? Find(Participation participation, VenAck ack) =>
        ack.CorrelationId is null ? participation.Newest : participation.Commands.FirstOrDefault(c => c.CorrelationId == ack.CorrelationId);
}
