using DrEvents.Backend.Features.Dispatch;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.History;

/// <summary>When a VEN was held by which event, and for how much; only the newest few are kept.</summary>
public sealed record ServedEvents
{
    /// <summary>A sample that comes in later than this many events belongs to none in the history.</summary>
    private const int EventsMax = 16;

    /// <summary>The VEN's id.</summary>
    public required string Id { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ServedEvent> Events { get; init; } = [];

    /// <summary>The event that held the VEN at a time. Where two touch, the later one does.</summary>
    public ServedEvent? At(DateTimeOffset time) => Events.LastOrDefault(e => time >= e.From && time < e.To);

    /// <summary>What follows from one more event of a participation.</summary>
    public ServedEvents After(string eventId, object stored) =>
        stored switch
        {
            CommandDispatched { Op: CommandOps.ShedPanel } e => Ended(eventId, e.At)
                .Begun(new ServedEvent(eventId, e.RequestedReductionKw, e.At, e.EndsAt ?? e.ExpiresAt)),
            CommandDispatched { Op: CommandOps.Event, StartsAt: { } from } e => Ended(eventId, e.At)
                .Begun(new ServedEvent(eventId, e.RequestedReductionKw, from, e.EndsAt ?? e.ExpiresAt)),
            CommandDispatched { Op: CommandOps.Restore } e => Ended(eventId, e.At),
            OptedOut e => Ended(eventId, e.ReceivedAt),
            OptedIn e => Ended(eventId, e.ReceivedAt)
                .Begun(new ServedEvent(eventId, e.RequestedReductionKw, e.StartsAt ?? e.ReceivedAt, e.EndsAt)),
            ParticipationDisplaced e => Ended(eventId, e.At),
            ParticipationEnded e => Ended(eventId, e.At),
            _ => this,
        };

    private ServedEvents Begun(ServedEvent begun) => this with { Events = [.. Events.TakeLast(EventsMax - 1), begun] };

    private ServedEvents Ended(string eventId, DateTimeOffset at) =>
        this with
        {
            Events = [.. Events.Select(e => e.EventId == eventId && e.To > at ? e with { To = at < e.From ? e.From : at } : e)],
        };
}

/// <summary>A span of time in which an event held a VEN and asked it for so many kW.</summary>
public sealed record ServedEvent(string EventId, double? RequestedKw, DateTimeOffset From, DateTimeOffset To);
