using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class IntervalMeansTests
{
    private const IntervalQuality Measured = IntervalQuality.Measured;
    private const IntervalQuality Estimated = IntervalQuality.Estimated;
    private const IntervalQuality Missing = IntervalQuality.Missing;

    [Fact]
    public void a_reading_stands_for_the_time_since_the_one_before()
    {
        // 10 s of 1 kW (none before), 10 s of 2, 30 s of 4: the last one is late by two, which is no silence yet.
        var made = Means([Row.Reading(0, 1), Row.Reading(10, 2), Row.Reading(40, 4)], minutes: 1, seconds: 60);

        made[0].Kw.ShouldBe((10 * 1 + 10 * 2 + 30 * 4) / 50.0);
        made[0].Quality.ShouldBe(Measured);
        made[0].UnknownS.ShouldBe(0);
        made[0].Rules.ShouldBeEmpty();
    }

    [Fact]
    public void five_minutes_of_a_constant_load_are_that_load()
    {
        var made = Means(Every(10, 0, 900, _ => 2.5), minutes: 5, seconds: 900);

        made.Select(i => i.Kw).ShouldBe([2.5, 2.5, 2.5]);
        made.ShouldAllBe(i => i.Quality == Measured);
        made.Select(i => i.Start).ShouldBe([Row.At(0), Row.At(300), Row.At(600)]);
    }

    [Fact]
    public void a_gap_of_an_hour_at_most_is_on_a_straight_line()
    {
        // From 1 kW at 300 s to 7 kW at 900 s: 1 kW for each 100 s.
        RawReading[] readings = [.. Every(10, 0, 310, _ => 1), .. Every(10, 900, 1500, _ => 7)];

        var made = Means(readings, minutes: 5, seconds: 1500);

        made.Select(i => i.Quality).ShouldBe([Measured, Estimated, Estimated, Measured, Measured]);
        made[1].Rules.ShouldBe(["linear"]);
        // The reading of 300 s stands for the 10 s before it and counts there where it lies, as everywhere; the line is from 300 s on.
        made[1].Kw!.Value.ShouldBe((10 * 1 + 300 * 2.5) / 310, 1e-12);
        // The reading after the gap stands for the ten seconds before it.
        made[2].Kw!.Value.ShouldBe(5.45, 1e-12);
        made[2].UnknownS.ShouldBe(290);
        made[3].Kw!.Value.ShouldBe(7, 1e-12);
    }

    [Theory]
    [InlineData(3600, Estimated)]
    [InlineData(3601, Missing)]
    public void a_longer_one_is_missing(int gapS, IntervalQuality inGap)
    {
        RawReading[] readings = [.. Every(10, 0, 610, _ => 1), .. Every(10, 600 + gapS, 6000, _ => 7)];

        var made = Means(readings, minutes: 5, seconds: 6000);

        made[5].Quality.ShouldBe(inGap);
        (made[5].Kw is null).ShouldBe(inGap == Missing);
        made[5].UnknownS.ShouldBe(300);
        made[0].Quality.ShouldBe(Measured);
        made[^1].Quality.ShouldBe(Measured);
    }

    [Theory]
    // Two hours without readings from then on.
    [InlineData(100, Missing, null)]
    [InlineData(200, Estimated, 3.0)]
    [InlineData(160, Estimated, 3.0)]
    [InlineData(140, Missing, null)]
    public void of_an_interval_that_a_long_gap_cuts_half_has_to_be_known(int lastS, IntervalQuality quality, double? kw)
    {
        RawReading[] readings = [.. Every(10, -300, lastS + 10, _ => 3), .. Every(10, 8000, 8400, _ => 5)];

        var made = Means(readings, minutes: 5, seconds: 300)[0];

        made.Quality.ShouldBe(quality);
        made.Kw.ShouldBe(kw);
        made.Rules.ShouldBe(quality == Missing ? [] : ["rest-of-interval"]);
        made.UnknownS.ShouldBe(300 - lastS);
    }

    [Fact]
    public void what_lies_before_the_first_and_after_the_last_reading_is_missing()
    {
        var made = Means(Every(10, 600, 900, _ => 3), minutes: 5, seconds: 1500);

        made.Select(i => i.Quality).ShouldBe([Missing, Missing, Measured, Missing, Missing]);
        Means([], minutes: 5, seconds: 600).Select(i => i.Quality).ShouldBe([Missing, Missing]);
    }

    [Fact]
    public void the_next_reading_after_the_end_need_not_be_there_yet()
    {
        var made = Means(Every(10, 5, 300, _ => 3), minutes: 5, seconds: 300)[0];

        made.Quality.ShouldBe(Measured);
        made.Kw.ShouldBe(3);
    }

    [Fact]
    public void flags_come_along_and_readings_stay()
    {
        var kw = Row.Noise(30);
        kw[10] = 60;

        var made = Means(Row.Of(kw), minutes: 5, seconds: 300)[0];

        made.Flags.ShouldBe(ReadingFlags.Spike);
        made.Kw!.Value.ShouldBe(kw.Average(), 1e-9);
    }

    [Fact]
    public void repeats_and_what_is_no_number_change_nothing()
    {
        var readings = Every(10, 0, 300, i => i).ToList();
        var before = Means(readings, minutes: 5, seconds: 300)[0].Kw;
        readings.Insert(11, Row.Reading(100, 999));
        readings.Insert(20, Row.Reading(155, double.NaN));

        var made = Means(readings, minutes: 5, seconds: 300)[0];

        made.Kw.ShouldBe(before);
        made.Flags.ShouldBe(ReadingFlags.Duplicate | ReadingFlags.Contradicted | ReadingFlags.NoValue);
    }

    [Fact]
    public void the_order_of_storing_changes_no_mean()
    {
        RawReading[] readings = [.. Every(10, 0, 3600, i => Math.Sin(i / 50.0))];
        var before = Means(readings, minutes: 15, seconds: 3600).Select(i => i.Kw);

        new Random(3).Shuffle(readings);

        Means(readings, minutes: 15, seconds: 3600).Select(i => i.Kw).ShouldBe(before);
    }

    [Fact]
    public void whatever_comes_in_a_mean_lies_within_its_readings_and_time_is_accounted_for()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var readings = Drawn(random);
            var made = Means(readings, minutes: 5, seconds: 7200);
            var values = readings.Select(r => r.Kw).Where(double.IsFinite).ToList();
            foreach (var interval in made)
            {
                (interval.Kw is null).ShouldBe(interval.Quality == Missing);
                (interval.Rules.Count > 0).ShouldBe(interval.Quality == Estimated);
                interval.UnknownS.ShouldBeInRange(0, 300);
                if (interval.Kw is { } kw)
                    kw.ShouldBeInRange(values.Min() - 1e-9, values.Max() + 1e-9);
                if (interval.Quality == Measured)
                    interval.UnknownS.ShouldBeLessThanOrEqualTo(10);
            }
            // Twelve of five minutes are known or not as their hour is: as much of it is unknown.
            Means(readings, minutes: 60, seconds: 7200)
                .Select(i => i.UnknownS)
                .ShouldBe(made.Chunk(12).Select(hour => hour.Sum(i => i.UnknownS)), 1e-6);
        }
    }

    [Theory]
    [InlineData(7, 420)]
    [InlineData(5, 301)]
    [InlineData(5, -300)]
    public void a_range_holds_whole_intervals_of_a_length_that_there_is(int minutes, int seconds) =>
        Should.Throw<ArgumentException>(() => Means([], minutes, seconds));

    [Fact]
    public void the_engine_takes_them_on_its_grid()
    {
        var series = IntervalMeans.Series(Means(Every(10, 600, 900, _ => 3), minutes: 5, seconds: 1200));

        series.IntervalMinutes.ShouldBe(5);
        series.Kw.ShouldBe([double.NaN, double.NaN, 3, double.NaN]);
        series.FirstMinute.ShouldBe(Row.Begin.ToUnixTimeSeconds() / 60);
    }

    private static IReadOnlyList<MeteredInterval> Means(IReadOnlyList<RawReading> readings, int minutes, int seconds) =>
        IntervalMeans.Of(ReadingCheck.Of(readings, Row.Meter), Row.At(0), Row.At(seconds), minutes);

    /// <summary>From a second on to before another.</summary>
    private static IEnumerable<RawReading> Rows(int step, int from, int to, Func<int, double> kw)
    {
        for (var at = from; at < to; at += step)
            yield return Row.Reading(at, kw((at - from) / step));
    }

    private static RawReading[] Every(int step, int from, int to, Func<int, double> kw) => [.. Rows(step, from, to, kw)];

    /// <summary>Ten seconds apart mostly, with gaps, repeats, late ones and some without a value.</summary>
    private static RawReading[] Drawn(Random random)
    {
        var readings = new List<RawReading>();
        for (var at = 400.0 * random.NextDouble(); at < 7200; at += random.Next(60) == 0 ? 6000 * random.NextDouble() : 10)
            readings.Add(Row.Reading(at, random.Next(50) == 0 ? double.NaN : 5 * random.NextDouble()));
        if (readings.Count > 3)
        {
            readings.Add(readings[random.Next(readings.Count)]);
            readings.Add(readings[1] with { Kw = 4 });
            (readings[0], readings[^1]) = (readings[^1], readings[0]);
        }
        return [.. readings];
    }
}
