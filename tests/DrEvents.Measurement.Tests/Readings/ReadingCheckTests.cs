using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class ReadingCheckTests
{
    private const ReadingFlags None = ReadingFlags.None;

    [Fact]
    public void an_ordinary_row_has_no_flags_and_no_gaps()
    {
        var made = ReadingCheck.Of(Row.Of(Row.Noise(500)), Row.Meter);

        made.AsStored.ShouldAllBe(r => r.Flags == None && r.Counts);
        made.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public void nothing_is_dropped_or_moved()
    {
        RawReading[] readings = [Row.Reading(20, -9), Row.Reading(0, double.NaN), Row.Reading(20, 4), Row.Reading(10, 1)];

        ReadingCheck.Of(readings, Row.Meter).AsStored.Select(r => r.Reading).ShouldBe(readings);
    }

    [Theory]
    [InlineData(361, true)]
    // To the last reading it is an hour, and not longer.
    [InlineData(360, false)]
    public void a_value_that_stands_still_for_more_than_an_hour_is_frozen(int steps, bool isFrozen)
    {
        var kw = Row.Noise(steps + 11);
        Array.Fill(kw, 2.5, 5, steps + 1);

        var flags = Row.Flags(Row.Of(kw));

        flags.Index().Where(f => f.Item != None).Select(f => f.Index).ShouldBe(isFrozen ? Enumerable.Range(5, steps + 1) : []);
        flags.ShouldAllBe(f => f == None || f == ReadingFlags.Frozen);
    }

    [Theory]
    // Of a meter of quarters: an hour and a half is chance, three hours are not.
    [InlineData(7, false)]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void so_many_readings_are_frozen_at_least(int readings, bool isFrozen)
    {
        var quarters = new MeterFacts(Duration.FromMinutes(15));

        Row.Flags([.. Enumerable.Range(0, readings).Select(i => Row.Reading(900 * i, 2.5))], quarters)
            .ShouldAllBe(f => f == (isFrozen ? ReadingFlags.Frozen : None));
    }

    [Fact]
    public void a_real_zero_is_a_real_zero()
    {
        Row.Flags(Row.Of(new double[1000])).ShouldAllBe(f => f == None);
        Row.Flags(Row.Of([.. Enumerable.Repeat(-0.0, 1000)])).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void a_value_that_moves_by_one_bit_is_not_frozen()
    {
        var kw = Enumerable.Range(0, 1000).Select(i => i % 100 == 0 ? Math.BitIncrement(2.5) : 2.5).ToArray();

        Row.Flags(Row.Of(kw)).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void silence_ends_a_frozen_row()
    {
        RawReading[] readings =
        [
            .. Enumerable.Range(0, 200).Select(i => Row.Reading(10 * i, 2.5)),
            .. Enumerable.Range(0, 200).Select(i => Row.Reading(2100 + 10 * i, 2.5)),
        ];

        Row.Flags(readings).ShouldAllBe(f => f == None);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void a_value_far_from_both_sides_is_a_spike(double kw)
    {
        var row = Row.Noise(40);
        row[20] = kw;

        Row.Flags(Row.Of(row), new MeterFacts(Duration.FromSeconds(10), HasGeneration: true))
            .Index()
            .Where(f => f.Item != None)
            .ShouldBe([(20, ReadingFlags.Spike)]);
    }

    [Fact]
    public void two_beside_each_other_are_both()
    {
        var row = Row.Noise(40);
        (row[20], row[21]) = (30, 31);

        Row.Flags(Row.Of(row)).Index().Where(f => f.Item == ReadingFlags.Spike).Select(f => f.Index).ShouldBe([20, 21]);
    }

    [Fact]
    public void a_step_is_none()
    {
        double[] row = [.. Row.Noise(20), .. Row.Noise(20, kw: 30, seed: 2)];

        Row.Flags(Row.Of(row)).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void a_load_that_wavers_by_as_much_has_none()
    {
        var row = Row.Noise(200, kw: 20, spread: 30);

        Row.Flags(Row.Of(row)).ShouldAllBe(f => f == None);
    }

    [Theory]
    // A kettle for one reading; and the same where no load of the site can do that.
    [InlineData(null, false)]
    [InlineData(1.5, true)]
    [InlineData(2.5, false)]
    public void what_the_loads_can_make_is_none(double? stepMostKw, bool isSpike)
    {
        var row = Row.Noise(40);
        row[20] += 2;

        Row.Flags(Row.Of(row), Row.Meter with { StepMostKw = stepMostKw })[20].ShouldBe(isSpike ? ReadingFlags.Spike : None);
    }

    [Fact]
    public void at_the_ends_and_beside_a_gap_nothing_is_said_of_spikes()
    {
        var row = Row.Noise(20);
        (row[1], row[18]) = (50, 50);
        Row.Flags(Row.Of(row)).ShouldAllBe(f => f == None);

        var readings = Row.Of(Row.Noise(40));
        readings[20] = readings[20] with { Kw = 50 };
        for (var i = 22; i < 40; i++)
            readings[i] = readings[i] with { At = readings[i].At + Duration.FromMinutes(5) };
        Row.Flags(readings).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void of_a_time_that_comes_twice_the_first_one_stored_counts()
    {
        var made = ReadingCheck.Of([Row.Reading(0, 1), Row.Reading(10, 2), Row.Reading(10, 2), Row.Reading(20, 3)], Row.Meter).AsStored;

        made.Select(r => r.Flags).ShouldBe([None, None, ReadingFlags.Duplicate, None]);
        made.Select(r => r.Counts).ShouldBe([true, true, false, true]);
    }

    [Fact]
    public void two_values_of_one_time_are_seen_on_both()
    {
        var flags = Row.Flags([Row.Reading(0, 1), Row.Reading(10, 2), Row.Reading(10, 2.5), Row.Reading(20, 3)]);

        flags.ShouldBe([None, ReadingFlags.Contradicted, ReadingFlags.Duplicate | ReadingFlags.Contradicted, None]);
    }

    [Theory]
    [InlineData(-0.5, false, ReadingFlags.NegativeWithoutGeneration)]
    [InlineData(-0.5, true, None)]
    // The error of the meter at zero.
    [InlineData(-0.02, false, None)]
    public void export_needs_something_that_generates(double kw, bool hasGeneration, ReadingFlags flags) =>
        Row.Flags(Row.Of(1, kw, 1), new MeterFacts(Duration.FromSeconds(10), hasGeneration))[1].ShouldBe(flags);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void what_is_no_number_stands_for_nothing_and_leaves_its_time_to_another(double kw)
    {
        var made = ReadingCheck.Of([Row.Reading(0, 1), Row.Reading(10, kw), Row.Reading(10, 2)], Row.Meter).AsStored;

        made.Select(r => r.Flags).ShouldBe([None, ReadingFlags.NoValue, None]);
        made.Select(r => r.Counts).ShouldBe([true, false, true]);
    }

    [Fact]
    public void a_clock_that_is_put_back_into_measured_time_is_seen()
    {
        RawReading[] readings = [.. Row.Of(Row.Noise(20)), Row.Reading(105, 3), Row.Reading(115, 3.01), Row.Reading(200, 3.02)];

        Row.Flags(readings).Index().Where(f => f.Item == ReadingFlags.ClockJump).Select(f => f.Index).ShouldBe([20, 21]);
    }

    [Fact]
    public void what_was_kept_without_a_connection_and_comes_late_is_no_jump()
    {
        RawReading[] readings =
        [
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(10 * i, 3 + i / 100.0, delayS: 1)),
            Row.Reading(400, 3, delayS: 1),
            .. Enumerable.Range(10, 30).Select(i => Row.Reading(10 * i, 3 + i / 100.0, delayS: 402 - 10 * i)),
            Row.Reading(410, 3.1, delayS: 1),
        ];

        var made = ReadingCheck.Of(readings, Row.Meter);

        made.AsStored.ShouldAllBe(r => r.Flags == None);
        made.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public void a_clock_ahead_of_who_received_it_is_seen_and_counts_when_it_was_received()
    {
        var made = ReadingCheck.Of(
            [Row.Reading(0, 1, delayS: 1), Row.Reading(3600, 2, delayS: -3590), Row.Reading(20, 3, delayS: 1)],
            Row.Meter
        );

        made.AsStored.Select(r => r.Flags).ShouldBe([None, ReadingFlags.ClockJump, None]);
        made.AsStored[1].CountsAt.ShouldBe(Row.At(10));
        made.Gaps.ShouldBeEmpty();
    }

    [Fact]
    public void a_clock_that_was_put_forward_is_seen_once()
    {
        RawReading[] readings =
        [
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(10 * i, 3 + i / 100.0, delayS: 7201)),
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(7300 + 10 * i, 3 + i / 100.0, delayS: 1)),
        ];

        Row.Flags(readings).Index().Where(f => f.Item != None).ShouldBe([(10, ReadingFlags.ClockJump)]);
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(30.001, true)]
    public void a_gap_is_longer_than_three_usual_intervals(double seconds, bool isGap)
    {
        var made = ReadingCheck.Of([Row.Reading(0, 1), Row.Reading(seconds, 2)], Row.Meter);

        made.Gaps.ShouldBe(isGap ? [new ReadingGap(Row.At(0), Row.At(seconds))] : []);
    }

    [Fact]
    public void a_meter_without_a_usual_interval_is_refused() =>
        Should.Throw<ArgumentException>(() => ReadingCheck.Of([], new MeterFacts(Duration.Zero)));

    [Fact]
    public void of_nothing_comes_nothing()
    {
        var made = ReadingCheck.Of([], Row.Meter);

        made.AsStored.ShouldBeEmpty();
        made.Gaps.ShouldBeEmpty();
    }
}
