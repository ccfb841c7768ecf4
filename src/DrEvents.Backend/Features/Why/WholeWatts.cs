namespace DrEvents.Backend.Features.Why;

/// <summary>Whole watts that add up: each part is rounded down, and those with the largest remainders get one more (Hamilton's method).</summary>
public static class WholeWatts
{
    private const double WattsPerKw = 1000;

    public static long Of(double kw) => (long)Math.Round(kw * WattsPerKw, MidpointRounding.AwayFromZero);

    /// <summary>The parts in whole watts, in their order; together they are the total.</summary>
    public static long[] Split(long totalWatts, IReadOnlyList<double> partsKw)
    {
        var watts = partsKw.Select(kw => (long)Math.Floor(kw * WattsPerKw)).ToArray();
        var left = totalWatts - watts.Sum();
        var byRemainder = Enumerable
            .Range(0, watts.Length)
            .OrderByDescending(i => (partsKw[i] * WattsPerKw) - watts[i])
            .ThenBy(i => i)
            .ToList();
        for (var n = 0; left != 0 && watts.Length > 0; n++)
        {
            var step = Math.Sign(left);
            watts[byRemainder[step > 0 ? n % watts.Length : watts.Length - 1 - (n % watts.Length)]] += step;
            left -= step;
        }
        return watts;
    }
}
