namespace DrEvents.Contracts.Http;

/// <summary>
/// A DR event as it was at a moment of the past: answer of <c>GET /api/events/{id}/at</c>. Each part is what its own route shows of now.
/// </summary>
/// <param name="Time">The moment.</param>
/// <param name="View"><c>known</c>: by what was stored by then. <c>now</c>: by what is known today of the time until then.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Statuses">Its VENs by status.</param>
/// <param name="Course">In minutes; of large events in five minutes.</param>
/// <param name="Why">What was missing, and why: the intervals of <c>GET /api/events/{id}/why</c>.</param>
/// <param name="Adjustments">What the control loop had decided.</param>
/// <param name="Stored">What had been stored of it last, the newest first; 50 at most.</param>
/// <param name="EventsRead">Stored events that it was made of.</param>
/// <param name="NotRecomputable">VENs whose samples retention has deleted: they count for nothing that is measured.</param>
public sealed record EventAt(
    string EventId,
    DateTimeOffset Time,
    string View,
    DateTimeOffset MadeAt,
    EventView Event,
    EventMetricsView Metrics,
    IReadOnlyDictionary<string, int> Statuses,
    EventCourse Course,
    IReadOnlyList<WhySpan> Why,
    IReadOnlyList<AdjustmentView> Adjustments,
    IReadOnlyList<StoredItem> Stored,
    long EventsRead,
    IReadOnlyList<string> NotRecomputable
);
