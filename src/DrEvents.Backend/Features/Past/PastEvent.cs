using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Tables;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Past;

/// <summary>All that is shown of an event at a moment of its past, made anew from the streams.</summary>
/// <param name="MadeAt">When that was.</param>
/// <param name="Vens">What was known of the VENs themselves.</param>
/// <param name="Intervals">Five minutes of those that were told and those that are held out.</param>
/// <param name="Minutes">What belongs to the event of each minute; null where that is too much to show.</param>
/// <param name="Stored">The newest stored events of it, the newest first.</param>
/// <param name="NotRecomputable">VENs whose samples retention has deleted.</param>
public sealed record PastEvent(
    Moment Moment,
    DateTimeOffset MadeAt,
    EventFigures Figures,
    IReadOnlyDictionary<string, VenRow> Vens,
    List<VenInterval> Intervals,
    Dictionary<DateTimeOffset, Dictionary<string, HeldPart>>? Minutes,
    IReadOnlyList<CourseRequest> Requests,
    IReadOnlyList<AdjustmentView> Adjustments,
    IReadOnlyList<StoredItem> Stored,
    long EventsRead,
    IReadOnlyList<string> NotRecomputable
)
{
    public string EventId => Figures.Event.Id;
}
