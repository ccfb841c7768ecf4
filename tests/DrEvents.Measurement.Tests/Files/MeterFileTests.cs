using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Tests.Files;

/// <summary>Tables of a meter: what is taken, and what is refused in one line that names file, line and field.</summary>
public sealed class MeterFileTests
{
    private static readonly DateTimeZone NewYork = DateTimeZoneProviders.Tzdb["America/New_York"];

    [Theory]
    [InlineData("2026-07-01 00:00,1.5\n2026-07-01 00:15,2\n2026-07-01 00:30,\n2026-07-01 00:45,-4")]
    [InlineData("time,kW\r\n2026-07-01T00:00:00-04:00,1.5\r\n2026-07-01T04:15:00Z,2\r\n2026-07-01T00:45:00-0400,-4\r\n")]
    [InlineData("\uFEFFZeit;Wert\n01.07.2026 00:00;1,5\n01.07.2026 00:15;2,0\n01.07.2026 00:30;NaN\n\n01.07.2026 00:45;-4")]
    [InlineData(
        "\"time\",\"value\"\n\"2026-07-01 00:00:00\",\"1.5\"\n\"2026-07-01 00:15:00\",\"2\"\n\"2026-07-01 00:45:00\",\"-4\"\n\"2026-07-01 00:30:00\",\"null\""
    )]
    [InlineData("2026-07-01 00:45\t-4\n2026-07-01 00:15\t2\n2026-07-01 00:00\t1.5\n2026-07-01 00:00\t1.5")]
    public void a_table_is_read_with_or_without_header_and_in_any_order(string text)
    {
        var meter = Read(text);

        (meter.IntervalMinutes, meter.Kw.Count).ShouldBe((15, 4));
        meter.Kw.ShouldBe([1.5, 2, double.NaN, -4]);
        Instant.FromUnixTimeSeconds(meter.FirstMinute * 60).ShouldBe(Instant.FromUtc(2026, 7, 1, 4, 0));
    }

    [Theory]
    [InlineData(5, 12)]
    [InlineData(15, 4)]
    [InlineData(30, 2)]
    [InlineData(60, 1)]
    public void energy_of_an_interval_becomes_its_mean_power(int minutes, double perHour)
    {
        var lines = Enumerable.Range(0, 4).Select(i => $"2026-07-01T{i * minutes / 60:00}:{i * minutes % 60:00}Z,{i}");

        var meter = MeterFile.Read(InputFile.Of("m", string.Join('\n', lines)), NewYork, MeterUnit.Kwh);

        meter.IntervalMinutes.ShouldBe(minutes);
        meter.Kw.ShouldBe([0, perHour, 2 * perHour, 3 * perHour]);
    }

    [Fact]
    public void a_local_time_that_comes_twice_is_the_earlier_first_and_the_later_then()
    {
        var meter = Read(
            "2026-11-01 00:30,0\n2026-11-01 01:00,1\n2026-11-01 01:30,2\n2026-11-01 01:00,3\n2026-11-01 01:30,4\n2026-11-01 02:00,5"
        );

        meter.Kw.ShouldBe([0, 1, 2, 3, 4, 5]);
    }

    [Theory]
    [InlineData("", "m.csv: line 1: line: there is no line with a time and a value")]
    [InlineData("time,kW\n", "m.csv: line 1: line: there is no line with a time and a value")]
    [InlineData("2026-07-01 00:00,1", "m.csv: line 1: time: a meter needs two times at least, to know how long an interval is")]
    [InlineData("time,kW\n2026-07-01 00:00,1\n2026-07-01 00:15,abc", "m.csv: line 3: value: 'abc' is not a number")]
    [InlineData("2026-07-01 00:00,1\n2026-07-01 00:15,1e400", "m.csv: line 2: value: '1e400' is not from -1000000000 to 1000000000")]
    [InlineData("2026-07-01 00:00,1\n2026-07-01 00:15,Infinity", "m.csv: line 2: value: 'Infinity' is not a number")]
    [InlineData(
        "2026-07-01 00:00,1\n2026-07-32 00:15,1",
        "m.csv: line 2: time: '2026-07-32 00:15' is not a time such as 2013-09-23 14:00 or 2013-09-23T14:00:00-07:00"
    )]
    [InlineData("2026-07-01 00:00,1\n2026-07-01 00:15:30,1", "m.csv: line 2: time: '2026-07-01 00:15:30' is not at a full minute")]
    [InlineData("2026-07-01 00:00,1,5\n", "m.csv: line 1: line: has 3 fields; a time and a value are expected")]
    [InlineData("2026-07-01 00:00,1\n\n2026-07-01 00:15", "m.csv: line 3: line: has 1 fields; a time and a value are expected")]
    [InlineData("2026-07-01 00:00,1\n2026-07-01 00:15,2\n2026-07-01 00:15,3", "m.csv: line 3: time: has another value on line 2")]
    [InlineData(
        "2026-07-01 00:00,1\n2026-07-01 00:15,2\n2026-07-01 00:30,2\n2026-07-01 00:37,3",
        "m.csv: line 4: time: is not at the begin of one of the meter's intervals of 15 minutes"
    )]
    [InlineData(
        "2026-07-01 00:00,1\n2026-07-01 00:07,2\n2026-07-01 00:14,3",
        "m.csv: line 1: time: the times are 7 minutes apart; an interval has 1, 5, 10, 15, 30, 60"
    )]
    [InlineData(
        "2026-03-08 01:30,1\n2026-03-08 02:30,2",
        "m.csv: line 2: time: '2026-03-08 02:30' is skipped by the clock of America/New_York"
    )]
    [InlineData(
        "1971-07-01 00:00,1\n1971-07-01 00:01,2\n1971-07-01 00:02,2\n2199-07-01 00:15,2",
        "m.csv: line 4: time: is more than 5300000 intervals after the first"
    )]
    public void a_bad_line_is_refused_and_nothing_is_read(string text, string message) =>
        Should.Throw<BadFileException>(() => Read(text)).Message.ShouldBe(message);

    [Fact]
    public void a_line_without_end_is_refused_before_it_fills_the_memory() =>
        Should
            .Throw<BadFileException>(() => Read("2026-07-01 00:00,1\n" + new string('1', 100_000)))
            .Message.ShouldBe("m.csv: line 2: line: is longer than 4096 characters");

    [Fact]
    public void what_a_file_says_cannot_break_the_line_of_its_message() =>
        Should
            .Throw<BadFileException>(() => Read("2026-07-01 00:00,1\n2026-07-01 00:15,\u001b[31m\u2028x"))
            .Message.ShouldBe("m.csv: line 2: value: '·[31m·x' is not a number");

    [Fact]
    public void temperatures_are_read_in_both_units_and_lie_on_straight_lines()
    {
        const string text = "2026-07-01 00:00,10\n2026-07-01 01:00,20\n2026-07-01 05:00,30";
        var celsius = MeterFile.ReadTemperatures(InputFile.Of("t", text), NewYork, isCelsius: true);
        var at = Instant.FromUtc(2026, 7, 1, 4, 0).ToUnixTimeSeconds() / 60;

        celsius.At(at).ShouldBe(50);
        celsius.At(at + 15).ShouldBe(54.5);
        // Four hours without a value are too many.
        celsius.At(at + 120).ShouldBe(double.NaN);
        celsius.HighestOf(new DateOnly(2026, 7, 1).DayNumber).ShouldBe(86);
        MeterFile.ReadTemperatures(InputFile.Of("t", text), NewYork, isCelsius: false).At(at).ShouldBe(10);
    }

    [Theory]
    [InlineData("2026-07-01 14:00, 2026-07-01 16:00\n2026-07-03 23:00,2026-07-04 01:00")]
    [InlineData("start;end\n2026-07-01T18:00:00Z;2026-07-01T20:00:00Z\n2026-07-03;2026-07-04")]
    [InlineData("2026-07-01\n2026-07-03\n2026-07-04")]
    public void events_are_the_days_that_they_touch(string text) =>
        EventFile.ReadDays(InputFile.Of("e", text), NewYork).Order().ShouldBe([new(2026, 7, 1), new(2026, 7, 3), new(2026, 7, 4)]);

    [Theory]
    [InlineData("2026-07-01 16:00,2026-07-01 16:00", "e.csv: line 1: end: '2026-07-01 16:00' is not after the start")]
    [InlineData(
        "start,end\n2026-07-01 16:00,later",
        "e.csv: line 2: end: 'later' is not a time such as 2013-09-23 14:00 or 2013-09-23T14:00:00-07:00"
    )]
    [InlineData("2026-07-01,2026-07-02,x", "e.csv: line 1: line: has 3 fields; a start and an end are expected")]
    [InlineData("2026-07-01,2096-07-02", "e.csv: line 1: end: '2096-07-02' is more than a year after the start")]
    public void bad_events_are_refused(string text, string message) =>
        Should.Throw<BadFileException>(() => EventFile.ReadDays(InputFile.Of("e.csv", text), NewYork)).Message.ShouldBe(message);

    [Fact]
    public void the_hash_is_over_the_bytes_of_the_files_in_order() =>
        // printf 'abc' | sha256sum
        InputHash
            .Of([InputFile.Of("1", "a"), InputFile.Of("2", "bc")])
            .ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    private static MeterSeries Read(string text) => MeterFile.Read(InputFile.Of("m.csv", text), NewYork, MeterUnit.Kw);
}
