using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Tests.Readings;

/// <summary>Readings that are made for a test, by seconds from a full hour on.</summary>
internal static class Row
{
    public static readonly DateTimeOffset Begin = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A reading each ten seconds, of a site of which nothing is known.</summary>
    public static readonly MeterFacts Meter = new(10);

    public static DateTimeOffset At(double seconds) => Begin.AddSeconds(seconds);

    /// <param name="delayS">So long after its time it came in.</param>
    public static WatchedReading Reading(double seconds, double kw, double delayS = 1) => new(At(seconds), kw, At(seconds + delayS));

    /// <summary>One after the other, ten seconds apart.</summary>
    public static WatchedReading[] Of(params double[] kw) => [.. kw.Select((value, i) => Reading(10 * i, value))];

    /// <summary>Loads that waver a little, the same for the same seed.</summary>
    public static double[] Noise(int count, double kw = 3, double spread = 0.1, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => kw + spread * (random.NextDouble() - 0.5))];
    }

    /// <summary>What is said of each reading, the marks of standing still left out.</summary>
    /// <param name="isTimeKnown">Whether what comes late falls into measured time.</param>
    public static ReadingFlags[] Flags(IReadOnlyList<WatchedReading> readings, MeterFacts? meter = null, bool isTimeKnown = true)
    {
        var flags = new ReadingFlags[readings.Count];
        var (watch, newest) = (new ReadingWatch(), -1);
        for (var i = 0; i < readings.Count; i++)
        {
            var watched = watch.Next(readings[i], meter ?? Meter, isTimeKnown);
            flags[i] |= watched.Now.Odd();
            if (newest >= 0)
                flags[newest] |= watched.Before;
            if (watched.After.NewestAt != watch.NewestAt)
                newest = i;
            watch = watched.After;
        }
        return flags;
    }
}
