using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Tests.Readings;

/// <summary>Readings that are made for a test, by seconds from a full hour on.</summary>
internal static class Row
{
    public static readonly Instant Begin = Instant.FromUtc(2026, 7, 15, 12, 0);

    /// <summary>A reading each ten seconds.</summary>
    public static readonly MeterFacts Meter = new(Duration.FromSeconds(10));

    public static Instant At(double seconds) => Begin + Duration.FromSeconds(seconds);

    public static RawReading Reading(double seconds, double kw, double? delayS = null) =>
        new(At(seconds), kw, delayS is { } delay ? At(seconds + delay) : null);

    /// <summary>One after the other, ten seconds apart.</summary>
    public static RawReading[] Of(params double[] kw) => [.. kw.Select((value, i) => Reading(10 * i, value))];

    /// <summary>Loads that waver a little, the same for the same seed.</summary>
    public static double[] Noise(int count, double kw = 3, double spread = 0.1, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => kw + spread * (random.NextDouble() - 0.5))];
    }

    public static ReadingFlags[] Flags(
        IReadOnlyList<RawReading> readings,
        MeterFacts? meter = null,
        ReadingThresholds? thresholds = null
    ) => [.. ReadingCheck.Of(readings, meter ?? Meter, thresholds).AsStored.Select(r => r.Flags)];
}
