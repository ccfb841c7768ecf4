using System.Text.Json;
using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Tests.Readings;

public sealed class ReadingWatchTests
{
    private const ReadingFlags None = ReadingFlags.None;
    private static readonly MeterFacts Consumes = new(10, Generates: false, LargestLoadKw: 3);

    [Fact]
    public void an_ordinary_row_has_no_flags() => Row.Flags(Row.Of(Row.Noise(500)), Consumes).ShouldAllBe(f => f == None);

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public void a_value_far_from_both_sides_is_a_spike(double kw)
    {
        var row = Row.Noise(40);
        row[20] = kw;

        Odd(Row.Flags(Row.Of(row))).ShouldBe([(20, ReadingFlags.Spike)]);
    }

    [Fact]
    public void a_step_is_none() => Row.Flags(Row.Of([.. Row.Noise(20), .. Row.Noise(20, kw: 30, seed: 2)])).ShouldAllBe(f => f == None);

    [Fact]
    public void a_load_that_wavers_by_as_much_has_none() =>
        Row.Flags(Row.Of(Row.Noise(2_000, kw: 20, spread: 30))).ShouldAllBe(f => f == None);

    [Theory]
    // An oven for one reading, at a site of which nothing is known; a car, where one is described, and where none is.
    [InlineData(4.8, null, false)]
    [InlineData(11, 11.5, false)]
    [InlineData(11, 3.0, true)]
    public void what_a_load_can_make_is_none(double moreKw, double? largestLoadKw, bool isSpike)
    {
        var row = Row.Noise(40);
        row[20] += moreKw;

        Row.Flags(Row.Of(row), new MeterFacts(10, LargestLoadKw: largestLoadKw))[20].ShouldBe(isSpike ? ReadingFlags.Spike : None);
    }

    [Theory]
    // The sixth reading is the first that has five neighbours before it.
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void with_few_neighbours_nothing_is_said_of_spikes(int place, bool isSpike)
    {
        var row = Row.Noise(20);
        row[place] = 50;

        Row.Flags(Row.Of(row))[place].ShouldBe(isSpike ? ReadingFlags.Spike : None);
    }

    [Fact]
    public void beside_silence_nothing_is_said_of_spikes()
    {
        var readings = Row.Of(Row.Noise(40));
        readings[20] = readings[20] with { Kw = 50 };
        for (var i = 21; i < 40; i++)
            readings[i] = Row.Reading(10 * i + 300, readings[i].Kw);

        Row.Flags(readings).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void of_a_time_that_comes_twice_the_second_is_a_duplicate() =>
        Row.Flags([Row.Reading(0, 1), Row.Reading(10, 2), Row.Reading(10, 2), Row.Reading(20, 3)])
            .ShouldBe([None, None, ReadingFlags.Duplicate, None]);

    [Fact]
    public void two_values_of_one_time_contradict_each_other() =>
        Row.Flags([Row.Reading(0, 1), Row.Reading(10, 2), Row.Reading(10, 2.5), Row.Reading(20, 3)])
            .ShouldBe([None, None, ReadingFlags.Duplicate | ReadingFlags.Contradicted, None]);

    [Theory]
    [InlineData(-0.5, false, ReadingFlags.NegativeWithoutGeneration)]
    [InlineData(-0.5, true, None)]
    // Nobody knows what there is.
    [InlineData(-0.5, null, None)]
    // The error of the meter at zero.
    [InlineData(-0.02, false, None)]
    public void export_needs_something_that_generates(double kw, bool? generates, ReadingFlags flags) =>
        Row.Flags(Row.Of(1, kw, 1), new MeterFacts(10, generates))[1].ShouldBe(flags);

    [Fact]
    public void a_clock_that_is_put_back_into_measured_time_is_seen_from_its_second_reading_on()
    {
        WatchedReading[] readings =
        [
            .. Row.Of(Row.Noise(20)),
            .. Enumerable.Range(20, 9).Select(i => Row.Reading(10 * i - 95, 3 + i / 100.0, delayS: 96)),
            Row.Reading(300, 3, delayS: 1),
        ];

        Odd(Row.Flags(readings)).ShouldBe([.. Enumerable.Range(21, 8).Select(i => (i, ReadingFlags.ClockJump))]);
        Row.Flags(readings, isTimeKnown: false).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void what_was_kept_without_a_connection_and_comes_late_is_no_jump()
    {
        WatchedReading[] readings =
        [
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(10 * i, 3 + i / 100.0)),
            Row.Reading(400, 3),
            // Some in each second.
            .. Enumerable.Range(10, 30).Select(i => Row.Reading(10 * i, 3 + i / 100.0, delayS: 402 + i / 10.0 - 10 * i)),
            Row.Reading(410, 3.1),
        ];

        Row.Flags(readings).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void what_was_kept_and_comes_first_with_a_hole_in_it_is_no_jump()
    {
        static WatchedReading Kept(int i, int place) => Row.Reading(10 * i, 3 + i / 100.0, delayS: 1302 + place / 10.0 - 10 * i);
        WatchedReading[] readings =
        [
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(10 * i, 3 + i / 100.0)),
            // It was off for a quarter of an hour.
            .. Enumerable.Range(10, 20).Select(i => Kept(i, i)),
            .. Enumerable.Range(120, 10).Select(i => Kept(i, i - 90)),
        ];

        Row.Flags(readings).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void what_comes_late_twice_in_a_moment_is_no_jump()
    {
        var late = Row.Reading(105, 3, delayS: 120);
        WatchedReading[] readings = [.. Row.Of(Row.Noise(20)), late, late with { ReceivedAt = late.ReceivedAt.AddSeconds(0.1) }];

        Row.Flags(readings).ShouldAllBe(f => f == None);
    }

    [Fact]
    public void a_clock_ahead_of_who_received_it_is_seen()
    {
        var ahead = new WatchedReading(Row.At(10), 2, Row.At(10), IsAhead: true);

        Row.Flags([Row.Reading(0, 1), ahead, Row.Reading(20, 3)]).ShouldBe([None, ReadingFlags.ClockJump, None]);
    }

    [Fact]
    public void a_clock_that_was_put_forward_is_seen_once()
    {
        WatchedReading[] readings =
        [
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(10 * i, 3 + i / 100.0, delayS: 3601)),
            .. Enumerable.Range(0, 10).Select(i => Row.Reading(3700 + 10 * i, 3 + i / 100.0)),
        ];

        Odd(Row.Flags(readings)).ShouldBe([(10, ReadingFlags.ClockJump)]);
    }

    [Fact]
    public void what_cannot_be_is_said_and_parts_what_is_before_it_from_what_comes_after()
    {
        var readings = Row.Of(Row.Noise(20));
        readings[10] = readings[10] with { Kw = 65535, IsImplausible = true };
        // Its one neighbour before it says nothing.
        readings[12] = readings[12] with
        {
            Kw = 50,
        };

        Odd(Row.Flags(readings)).ShouldBe([(10, ReadingFlags.Implausible)]);
    }

    [Fact]
    public void stored_and_read_again_it_goes_on_as_if_it_had_not_been()
    {
        var readings = OddStream.Of(seed: 5, hours: 2);
        var (kept, stored) = (new ReadingWatch(), new ReadingWatch());

        foreach (var r in readings)
        {
            var reading = new WatchedReading(r.At, r.Kw, r.ReceivedAt!.Value, r.IsOutOfOrder, r.IsAhead, r.IsImplausible);
            stored = JsonSerializer.Deserialize<ReadingWatch>(JsonSerializer.Serialize(stored));
            var (one, other) = (kept.Next(reading, Row.Meter, true), stored.Next(reading, Row.Meter, true));
            (one.Now, one.Before).ShouldBe((other.Now, other.Before));
            (kept, stored) = (one.After, other.After);
        }
        JsonSerializer.Serialize(stored).ShouldBe(JsonSerializer.Serialize(kept));
    }

    private static (int, ReadingFlags)[] Odd(ReadingFlags[] flags) => [.. flags.Index().Where(f => f.Item != None)];
}
