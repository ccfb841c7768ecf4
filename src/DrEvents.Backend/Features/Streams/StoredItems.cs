using DrEvents.Backend.Features.Audit;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Meters;
using DrEvents.Backend.Features.Results;
using DrEvents.Backend.Features.Settlement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Features.Weather;
using DrEvents.Measurement.Results;

namespace DrEvents.Backend.Features.Streams;

/// <summary>Stored events as people read them.</summary>
public static class StoredItems
{
    /// <summary>
    /// Types of which nothing is told: there are too many of one, others are as large as a hundred VENs or a day, and what these come to is told with
    /// them; actions have a list of their own.
    /// </summary>
    public static readonly Type[] NotTold =
    [
        typeof(TelemetrySampled),
        typeof(VenResultsIssued),
        typeof(RowsDigested),
        typeof(LinesBooked),
        typeof(MeterDayImported),
        typeof(TemperatureDayImported),
        // From where somebody calls is told to auditors alone.
        .. ActionStream.Types,
    ];

    /// <summary>Fewer of a kind are told one by one.</summary>
    private const int CrowdFrom = 4;

    /// <summary>Stored events in their order, in parts that are told together: a decision of the control loop ends one.</summary>
    public static IEnumerable<IReadOnlyList<IEvent>> Told(IReadOnlyList<IEvent> stored)
    {
        var from = 0;
        for (var i = 0; i < stored.Count; i++)
        {
            if (i < stored.Count - 1 && stored[i].Data is not SharesAdjusted)
                continue;
            yield return [.. stored.Skip(from).Take(i + 1 - from)];
            from = i + 1;
        }
    }

    /// <summary>In the order of their storing, with one item for many of a kind.</summary>
    public static IEnumerable<StoredItem> Together(IReadOnlyList<IEvent> told) => Gathered(told).Select(g => g.Item);

    /// <summary>The same, each with the events that it is of.</summary>
    public static IEnumerable<(StoredItem Item, IReadOnlyList<IEvent> Of)> Gathered(IReadOnlyList<IEvent> told) =>
        told.GroupBy(e => (e.EventTypeName, StoredPlace.Of(e).Crowd(e))).SelectMany(g => Gathered([.. g])).OrderBy(g => g.Item.Sequence);

    private static IEnumerable<(StoredItem Item, IReadOnlyList<IEvent> Of)> Gathered(List<IEvent> alike) =>
        alike.Count < CrowdFrom ? alike.Select(e => (One(e), (IReadOnlyList<IEvent>)[e])) : [(Many(alike), alike)];

    public static StoredItem One(IEvent e)
    {
        var (place, words) = (StoredPlace.Of(e), StoredWords.Of(e.Data));
        return new StoredItem(
            e.Sequence,
            e.Data.GetType().Name,
            e.Timestamp,
            words.Text,
            Stream: e.StreamKey,
            EventId: place.EventId,
            VenId: place.VenId,
            Said: words.Said
        );
    }

    private static StoredItem Many(List<IEvent> all)
    {
        var (last, type) = (all[^1], all[^1].Data.GetType().Name);
        var (eventId, venId) = StoredPlace.Of(last);
        var stream = all.TrueForAll(e => e.StreamKey == last.StreamKey) ? last.StreamKey : null;
        var isOfOneVen = all.TrueForAll(e => StoredPlace.Of(e).VenId == venId);
        var (text, said) = CrowdWords.Of(type, eventId ?? stream, [.. all.Select(e => e.Data)]);
        return new StoredItem(last.Sequence, type, last.Timestamp, text, all.Count, stream, eventId, isOfOneVen ? venId : null, said);
    }
}
