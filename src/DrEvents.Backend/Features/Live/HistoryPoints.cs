using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>Makes points of intervals, at the intervals' own length or a multiple of it. An interval without samples has no point.</summary>
public static class HistoryPoints
{
    /// <summary>Points of a VEN: means over all samples; the event is that of the last interval that has one.</summary>
    public static IReadOnlyList<HistoryPoint> OfVen(IEnumerable<VenInterval> intervals, TimeSpan granularity) =>
        Grouped(
            intervals,
            i => i.Start,
            granularity,
            (start, group) =>
            {
                var held = group.FindLast(i => i.EventId is not null);
                return new HistoryPoint(
                    start,
                    Mean(group.Sum(i => i.UsedSumKw), group.Sum(i => i.Samples)),
                    Mean(group.Sum(i => i.ClaimedSumKw), group.Sum(i => i.Claims)),
                    held?.EventId,
                    held?.RequestedReductionKw
                );
            }
        );

    /// <summary>Points of one load of a VEN. What is shed is told by the VEN for all of its loads together, so it is 0 here.</summary>
    public static IReadOnlyList<HistoryPoint> OfLoad(IEnumerable<VenInterval> intervals, string loadId, TimeSpan granularity) =>
        OfVen(
            from interval in intervals
            from load in interval.Loads
            where load.Id == loadId
            select interval with
            {
                Samples = load.Samples,
                UsedSumKw = load.SumKw,
                Claims = 0,
                ClaimedSumKw = 0,
            },
            granularity
        );

    public static IReadOnlyList<HistoryPoint> OfFleet(IEnumerable<FleetInterval> intervals, TimeSpan granularity) =>
        Grouped(
            intervals,
            i => i.Start,
            granularity,
            (start, group) => new HistoryPoint(start, group.Average(i => i.UsedKw), group.Average(i => i.ClaimedKw))
        );

    private static List<HistoryPoint> Grouped<T>(
        IEnumerable<T> intervals,
        Func<T, DateTimeOffset> start,
        TimeSpan granularity,
        Func<DateTimeOffset, List<T>, HistoryPoint> point
    ) =>
        [
            .. intervals
                .GroupBy(i => Interval.StartOf(start(i), granularity))
                .OrderBy(g => g.Key)
                .Select(g => point(g.Key, [.. g.OrderBy(start)])),
        ];

    private static double Mean(double sum, long n) => n == 0 ? 0 : sum / n;
}
