using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.LikeDays;
using NodaTime;
using Interval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>
/// Means of what VENs have together in an interval. A sum has so many values of VENs that no event held; those that one held are counted as flagged, and are
/// not in the sum.
/// </summary>
public static class FleetMeans
{
    /// <summary>Above that share of VENs that an event held, what the others have is no measure of all.</summary>
    private const double HeldShareMax = 0.05;

    /// <summary>An interval of which fewer are known than that share of the most in the same hours is missing.</summary>
    private const double KnownShareMin = 0.5;

    /// <summary>Means over intervals of that length. Those of which a part is missing are missing.</summary>
    public static Dictionary<Instant, IntervalMean> Of(
        IEnumerable<SumAt> rows,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> ranges,
        TimeSpan length
    )
    {
        var known = rows.Where(r => r.Values + r.Flagged > 0).ToList();
        var means = new Dictionary<Instant, IntervalMean>();
        foreach (var range in known.GroupBy(r => ranges.First(t => r.At >= t.From && r.At < t.To)))
        {
            var most = range.Max(r => r.Values + r.Flagged);
            var whole = range.Where(r => r.Values + r.Flagged >= most * KnownShareMin);
            foreach (var parts in whole.GroupBy(r => Interval.StartOf(r.At, length)).Where(g => g.Count() == length / Interval.Length))
            {
                var isEvent = parts.Any(p => p.Flagged > HeldShareMax * (p.Values + p.Flagged));
                var kw = isEvent ? 0 : parts.Average(AllKw);
                means[Instant.FromDateTimeOffset(parts.Key)] = new IntervalMean(kw, isEvent);
            }
        }
        return means;
    }

    /// <summary>The few that an event held are taken to be as the others.</summary>
    private static double AllKw(SumAt sum) => sum.Sum * (sum.Values + sum.Flagged) / sum.Values;
}
