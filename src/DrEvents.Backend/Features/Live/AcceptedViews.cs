using DrEvents.Backend.Features.Vens;
using DrEvents.Measurement.Readings;

namespace DrEvents.Backend.Features.Live;

/// <summary>Odd readings that were accepted, as they are shown.</summary>
public static class AcceptedViews
{
    /// <summary>All that of a VEN ever were, the oldest first.</summary>
    public static async Task<List<AcceptedReadingsView>> ReadAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        [
            .. (await session.EventsOfAsync(Ven.StreamOf(venId), [typeof(ReadingsAccepted)], cancellation)).Select(e =>
                Of((ReadingsAccepted)e.Data)
            ),
        ];

    public static AcceptedReadingsView Of(ReadingsAccepted a) =>
        new(
            a.From,
            a.To,
            a.Intervals,
            [.. ReadingFlagWords.All.Where(f => ((ReadingFlags)a.Flags & f.Flag) != 0).Select(f => NameOf(f.Flag))],
            a.Reason,
            a.By,
            a.At
        );

    /// <summary>Of one that says what is odd.</summary>
    public static string NameOf(ReadingFlags flag) => JsonNamingPolicy.CamelCase.ConvertName(flag.ToString());
}
