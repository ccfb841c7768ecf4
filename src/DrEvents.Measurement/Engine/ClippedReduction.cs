namespace DrEvents.Measurement.Engine;

/// <summary>
/// A reduction of which each stretch of so many minutes, from the event's start on, counts as zero where its mean is below zero. The stretches are the
/// same whatever intervals figures are given for, and so is the energy: an interval within a stretch that counts keeps its sign.
/// </summary>
internal static class ClippedReduction
{
    /// <param name="baselineKw">Mean of the baseline over hours.</param>
    /// <returns>One for each interval; null where the meter misses a part of it, or of a stretch that it lies in.</returns>
    public static double?[] Of(MeteredSite site, EventHours hours, int stretchMinutes, Func<Hours, double> baselineKw)
    {
        bool?[] counts = [.. hours.Cut(site, stretchMinutes).Select(stretch => SignedKw(stretch) is { } kw ? kw > 0 : (bool?)null)];
        return
        [
            .. hours.Intervals.Select(interval =>
            {
                var sum = 0.0;
                foreach (var piece in Pieces(site, hours, interval, stretchMinutes))
                {
                    if (counts[(piece.Parts[0].Minute - hours.StartMinute) / stretchMinutes] is not { } isCounted)
                        return (double?)null;
                    sum += isCounted ? SignedKw(piece)!.Value * piece.Minutes : 0;
                }
                return sum / interval.Minutes;
            }),
        ];

        double? SignedKw(Hours part) => SameDayMean.KnownMean(site, part) is (var actual, 1) ? baselineKw(part) - actual : null;
    }

    /// <summary>An interval, cut where a stretch ends within it.</summary>
    private static IEnumerable<Hours> Pieces(MeteredSite site, EventHours hours, Hours interval, int stretchMinutes)
    {
        var from = interval.Parts[0].Minute;
        for (var end = from + interval.Minutes; from < end; )
        {
            var next = Math.Min(end, from + stretchMinutes - (from - hours.StartMinute) % stretchMinutes);
            yield return Hours.Of(site, hours.Day, from, next);
            from = next;
        }
    }
}
