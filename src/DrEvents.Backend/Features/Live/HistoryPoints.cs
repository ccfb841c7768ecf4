using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>Makes points of intervals, at the intervals' own length or a multiple of it. An interval without samples has no point.</summary>
public static class HistoryPoints
{
    public static IReadOnlyList<HistoryPoint> OfVen(IEnumerable<VenInterval> intervals, TimeSpan granularity) =>
        [
            .. intervals
                .OrderBy(i => i.Start)
                .GroupBy(i => Interval.StartOf(i.Start, granularity))
                .Where(g => g.Any(i => i.Samples > 0))
                .Select(g => Point(g.Key, [.. g])),
        ];

    /// <summary>Points of one load of a VEN. What is shed is told by the VEN for all of its loads together, so it is 0 here.</summary>
    public static IReadOnlyList<HistoryPoint> OfLoad(IEnumerable<VenInterval> intervals, string loadId, TimeSpan granularity) =>
        OfVen(
            from interval in intervals
            from load in interval.Loads
            where load.Id == loadId && load.MeasuredS > 0
            select interval with
            {
                MeasuredS = load.MeasuredS,
                UsedSumKw = load.SumKw,
                ClaimedS = 0,
                ClaimedSumKw = 0,
            },
            granularity
        );

    public static IReadOnlyList<HistoryPoint> OfFleet(IEnumerable<FleetInterval> intervals, TimeSpan granularity) =>
        [
            .. intervals
                .Where(i => i.Vens > 0)
                .OrderBy(i => i.Start)
                .GroupBy(i => Interval.StartOf(i.Start, granularity))
                .Select(g => new HistoryPoint(
                    g.Key,
                    g.Average(i => i.UsedKw),
                    g.Average(i => i.ClaimedKw),
                    ReadingsLeftOut: g.Sum(i => i.LeftOut)
                )),
        ];

    /// <summary>Of VENs whose use was added up. What they say they shed is not.</summary>
    public static IReadOnlyList<HistoryPoint> OfSums(IEnumerable<SumAt> sums, TimeSpan granularity) =>
        [
            .. sums.Where(s => s.Values > 0)
                .GroupBy(s => Interval.StartOf(s.At, granularity))
                .Select(g => new HistoryPoint(g.Key, g.Average(s => s.Sum), ShedPowerKw: null)),
        ];

    /// <summary>Means over all of the time that was measured; the event is that of the last interval that has one.</summary>
    private static HistoryPoint Point(DateTimeOffset start, List<VenInterval> intervals)
    {
        var held = intervals.FindLast(i => i.EventId is not null);
        return new HistoryPoint(
            start,
            Mean(intervals.Sum(i => i.UsedSumKw), intervals.Sum(i => i.UsedWeight)),
            Mean(intervals.Sum(i => i.ClaimedSumKw), intervals.Sum(i => i.ClaimedWeight)),
            held?.EventId,
            held?.RequestedReductionKw,
            intervals.Sum(i => i.LeftOut)
        );
    }

    private static double Mean(double sum, double weight) => weight == 0 ? 0 : sum / weight;
}
