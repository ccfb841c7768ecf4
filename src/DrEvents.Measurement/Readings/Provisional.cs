using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace DrEvents.Measurement.Readings;

/// <summary>Hours that a result rests on.</summary>
/// <param name="Name">What they are, for the reason: <c>the event</c>, <c>the adjustment's window</c>.</param>
public sealed record ResultHours(string Name, Instant Start, Instant End);

/// <summary>Whether a result is provisional: it rests on intervals that are estimated, missing, or have odd readings.</summary>
/// <param name="Reasons">One for each kind of trouble in each of the hours; empty where the result is final.</param>
public sealed record Provisional(IReadOnlyList<string> Reasons)
{
    public bool IsProvisional => Reasons.Count > 0;

    /// <param name="intervals">The meter's intervals; those that the hours touch are looked at.</param>
    /// <param name="hours">The event's, and the windows of the adjustment.</param>
    public static Provisional Of(IReadOnlyList<MeteredInterval> intervals, IEnumerable<ResultHours> hours)
    {
        var reasons = new List<string>();
        foreach (var part in hours)
        {
            var touched = intervals.Where(i => i.Start < part.End && i.End > part.Start).OrderBy(i => i.Start).ToList();
            Add(part, touched, i => i.Quality == IntervalQuality.Missing, _ => "missing");
            Add(
                part,
                touched,
                i => i.Quality == IntervalQuality.Estimated,
                found => $"estimated ({string.Join(", ", found.SelectMany(i => i.Rules).Distinct().Order(StringComparer.Ordinal))})"
            );
            Add(
                part,
                touched,
                i => i.Flags.Doubtful() != ReadingFlags.None,
                found =>
                    $"of odd readings ({string.Join(", ", found.Aggregate(ReadingFlags.None, (all, i) => all | i.Flags.Doubtful()).Words())})"
            );
            if (UncoveredS(part, touched) is > 0 and var seconds)
                reasons.Add(
                    string.Create(CultureInfo.InvariantCulture, $"{part.Name} has {seconds / 60:0.##} minutes without any interval")
                );
        }
        return new Provisional(reasons);

        void Add(
            ResultHours part,
            List<MeteredInterval> touched,
            Func<MeteredInterval, bool> isMeant,
            Func<List<MeteredInterval>, string> what
        )
        {
            var found = touched.Where(isMeant).ToList();
            if (found.Count > 0)
                reasons.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{part.Name} rests on {found.Count} {(found.Count == 1 ? "interval that is" : "intervals that are")} {what(found)}, the first at {InstantPattern.General.Format(found[0].Start)}"
                    )
                );
        }
    }

    private static double UncoveredS(ResultHours part, List<MeteredInterval> touched)
    {
        var seconds = (part.End - part.Start).TotalSeconds;
        foreach (var interval in touched)
            seconds -= (Instant.Min(part.End, interval.End) - Instant.Max(part.Start, interval.Start)).TotalSeconds;
        return Math.Max(0, seconds);
    }
}
