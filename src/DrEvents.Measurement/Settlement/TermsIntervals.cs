using DrEvents.Measurement.Engine;
using DrEvents.Measurement.Files;

namespace DrEvents.Measurement.Settlement;

/// <summary>
/// The reduction in the intervals of terms, out of that in a result's, which may be shorter: its mean power over the interval's own minutes. It is known
/// where all of its parts are.
/// </summary>
public static class TermsIntervals
{
    /// <param name="signedKw">In the result's intervals, as it is published; the last may be shorter.</param>
    /// <param name="resultMinutes">Their length.</param>
    /// <param name="termsMinutes">The length of the intervals that are wanted; a whole multiple.</param>
    /// <param name="eventMinutes">Minutes from the start to the end.</param>
    /// <returns>A value for each interval of the terms, or why they cannot be made.</returns>
    public static (IReadOnlyList<double?>? Kw, string? Problem) Of(
        IReadOnlyList<double?> signedKw,
        int resultMinutes,
        int termsMinutes,
        decimal eventMinutes
    )
    {
        if (!Fit(resultMinutes, termsMinutes))
            return (null, $"intervals of {termsMinutes} minutes cannot be made of those of {resultMinutes}");
        if (signedKw.Count != (int)Math.Ceiling(eventMinutes / resultMinutes))
            return (null, $"it has {signedKw.Count} intervals, and its event {Math.Ceiling(eventMinutes / resultMinutes)}");
        return ([.. signedKw.Index().Chunk(termsMinutes / resultMinutes).Select(Mean)], null);

        double? Mean((int Index, double? Kw)[] parts)
        {
            if (parts.Any(p => p.Kw is null))
                return null;
            // What is no power is none of the whole either.
            if (parts.FirstOrDefault(p => !(Math.Abs(p.Kw!.Value) <= MeterFile.KwMost)) is { Kw: { } none })
                return none;
            if (parts.Length == 1)
                return parts[0].Kw;
            var minutes = parts.Sum(p => MinutesOf(p.Index));
            return (double)(parts.Sum(p => (decimal)BaselineResult.Round(p.Kw!.Value) * MinutesOf(p.Index)) / minutes);
        }

        decimal MinutesOf(int part) => Math.Min(resultMinutes, eventMinutes - (decimal)part * resultMinutes);
    }

    /// <summary>Whether intervals of terms can be made of those of a result.</summary>
    public static bool Fit(int resultMinutes, int termsMinutes) => resultMinutes > 0 && termsMinutes % resultMinutes == 0;
}
