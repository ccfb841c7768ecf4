using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

public static class HeldSpans
{
    /// <summary>Spans that are kept; samples older than the oldest of them belong to no event.</summary>
    private const int SpansMax = 32;

    public static IReadOnlyList<HeldSpan> After(IReadOnlyList<HeldSpan> spans, string eventId, object stored) =>
        stored switch
        {
            CommandDispatched { Op: CommandOps.ShedPanel } e => Begun(
                spans,
                new HeldSpan(eventId, e.RequestedReductionKw, e.SendAt ?? e.At, e.EndsAt ?? e.ExpiresAt)
            ),
            CommandDispatched { Op: CommandOps.Event, StartsAt: { } from } e => Begun(
                Ended(spans, eventId, e.At),
                new HeldSpan(eventId, e.RequestedReductionKw, from, e.EndsAt ?? e.ExpiresAt)
            ),
            CommandDispatched { Op: CommandOps.Restore } e => Ended(spans, eventId, e.At),
            OptedOut e => Ended(spans, eventId, e.ReceivedAt),
            AckReceived { Ok: false } e => Ended(spans, eventId, e.ReceivedAt),
            OptedIn e => Begun(spans, new HeldSpan(eventId, e.RequestedReductionKw, e.StartsAt ?? e.ReceivedAt, e.EndsAt)),
            ParticipationDisplaced e => Ended(spans, eventId, e.At),
            ParticipationEnded e => Ended(spans, eventId, e.At),
            _ => spans,
        };

    private static List<HeldSpan> Begun(IReadOnlyList<HeldSpan> spans, HeldSpan begun) =>
        [.. Ended(spans, begun.EventId, begun.From).TakeLast(SpansMax - 1), begun];

    private static List<HeldSpan> Ended(IReadOnlyList<HeldSpan> spans, string eventId, DateTimeOffset at) =>
        [.. spans.Select(s => s.EventId == eventId && s.To > at ? s with { To = at < s.From ? s.From : at } : s)];
}
