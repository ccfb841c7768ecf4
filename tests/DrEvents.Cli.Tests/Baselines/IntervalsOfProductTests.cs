using DrEvents.Backend.Features.Telemetry;
using DrEvents.Measurement.Readings;
using NodaTime;
using KeptInterval = DrEvents.Backend.Features.Telemetry.Interval;

namespace DrEvents.Cli.Tests.Baselines;

/// <summary>What an auditor makes of raw readings is what the backend keeps of them: the same means, to the bit.</summary>
public sealed class IntervalsOfProductTests
{
    private const int ReportIntervalSeconds = 10;
    private static readonly DateTimeOffset Begin = new(2026, 7, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void means_of_five_minutes_are_the_backends(int seed)
    {
        var random = new Random(seed);
        var kept = new Dictionary<DateTimeOffset, VenInterval>();
        var readings = new List<RawReading>();
        DateTimeOffset? before = null;
        for (var at = Begin.AddSeconds(3); at < Begin.AddHours(2); at = at.AddSeconds(NextS(random)))
        {
            var kw = 3 + random.NextDouble();
            readings.Add(new RawReading(Instant.FromDateTimeOffset(at), kw));
            var start = KeptInterval.StartOf(at, KeptInterval.Length);
            var interval = kept.GetValueOrDefault(start) ?? VenInterval.Of("ven-1", start);
            var seconds = interval.SecondsOf(at, before, ReportIntervalSeconds);
            kept[start] = interval.After(Sample(at, kw), null, before, seconds, 0);
            before = at;
        }
        var meter = new MeterFacts(NodaTime.Duration.FromSeconds(ReportIntervalSeconds));

        var made = IntervalMeans.Of(
            ReadingCheck.Of(readings, meter),
            Instant.FromDateTimeOffset(Begin),
            Instant.FromDateTimeOffset(Begin.AddHours(2)),
            5
        );

        var measured = made.Where(i => i.Quality == IntervalQuality.Measured).ToList();
        measured.Count.ShouldBeGreaterThan(5);
        measured.Count.ShouldBeLessThan(24, "some have gaps");
        foreach (var interval in measured)
            interval.Kw.ShouldBe(kept[interval.Start.ToDateTimeOffset()].UsedMeanKw);
    }

    /// <summary>Mostly ten seconds and some; now and then one is late or a few are missing.</summary>
    private static double NextS(Random random) =>
        random.Next(1000) switch
        {
            < 900 => 9.5 + random.NextDouble(),
            // No silence yet, and just silence.
            < 980 => 20 + 10 * random.NextDouble(),
            < 990 => 30.001 + 10 * random.NextDouble(),
            _ => 60 + 300 * random.NextDouble(),
        };

    private static TelemetrySampled Sample(DateTimeOffset at, double kw) => new(at, kw, null, null, null, null, null, null, null, null, at);
}
