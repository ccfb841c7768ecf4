namespace DrEvents.Ven.Shedding;

/// <summary>The VEN's own use while nothing was limited, over the last half hour: what it measures its reduction against.</summary>
/// <remarks>A ring of sums by the minute instead of samples, so that ten thousand VENs in one process stay small.</remarks>
internal sealed class BaselineHistory
{
    /// <summary>How far the mean looks back, in minutes.</summary>
    public const int WindowMinutes = 30;

    private readonly (long Minute, double SumKw, int Count)[] _minutes = new (long, double, int)[WindowMinutes];

    /// <summary>Takes one sample of power at the meter, kW.</summary>
    public void Add(DateTimeOffset at, double usedKw)
    {
        var minute = MinuteOf(at);
        ref var slot = ref _minutes[(int)(minute % WindowMinutes)];
        if (slot.Minute != minute)
            slot = (minute, 0, 0);
        slot.SumKw += usedKw;
        slot.Count++;
    }

    /// <summary>The mean over what there is of the window, and how sure it is; null when there is nothing.</summary>
    public BaselineEstimate? EstimateAt(DateTimeOffset now)
    {
        var newest = MinuteOf(now);
        Span<double> minutesKw = stackalloc double[WindowMinutes];
        var (sumKw, count, minutes) = (0.0, 0, 0);
        for (var minute = newest - WindowMinutes + 1; minute <= newest; minute++)
        {
            var slot = _minutes[(int)(minute % WindowMinutes)];
            if (slot.Minute != minute)
                continue;
            sumKw += slot.SumKw;
            count += slot.Count;
            minutesKw[minutes++] = slot.SumKw / slot.Count;
        }
        return count == 0 ? null : new BaselineEstimate(sumKw / count, StandardErrorKw(minutesKw[..minutes]), minutes);
    }

    /// <summary>
    /// Standard error of the mean, s / √n′, of minute means. A home's power now is much like its power a minute ago, so that n minutes hold
    /// less than n independent values: n′ = n · (1 − r) / (1 + r) with r the correlation of neighbours, which is exact for a first-order
    /// autoregression (Bartlett 1935; Thiébaux and Zwiers 1984). A negative r is taken as none: it would make the mean look surer than
    /// independent values do. Null below three minutes.
    /// </summary>
    internal static double? StandardErrorKw(ReadOnlySpan<double> minutesKw)
    {
        const int minutesMin = 3;
        var n = minutesKw.Length;
        if (n < minutesMin)
            return null;
        var meanKw = 0.0;
        foreach (var kw in minutesKw)
            meanKw += kw / n;
        var (squares, neighbours) = (0.0, 0.0);
        for (var i = 0; i < n; i++)
        {
            squares += (minutesKw[i] - meanKw) * (minutesKw[i] - meanKw);
            neighbours += i == 0 ? 0 : (minutesKw[i] - meanKw) * (minutesKw[i - 1] - meanKw);
        }
        if (squares < 1e-12)
            return 0;
        var r = Math.Max(0, neighbours / squares);
        // However alike the minutes are, they hold one value at least.
        var independent = Math.Max(1, n * (1 - r) / (1 + r));
        return Math.Sqrt(squares / (n - 1) / independent);
    }

    private static long MinuteOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerMinute;
}

/// <summary>What the panel is taken to use without an event.</summary>
/// <param name="MeanKw">Mean of the half hour before.</param>
/// <param name="StandardErrorKw">How sure that is; null where there is too little to say.</param>
/// <param name="Minutes">Minutes with samples in it.</param>
internal readonly record struct BaselineEstimate(double MeanKw, double? StandardErrorKw, int Minutes);
