using DrEvents.Measurement.Files;
using NodaTime;

namespace DrEvents.Measurement.Tests.Files;

/// <summary>The first line of a table is a header or a line; text that is none, and temperatures that are none, are refused.</summary>
public sealed class FirstLineTests
{
    private const string Times = "2026-07-01 00:00,1\n2026-07-01 00:15,2";

    [Theory]
    [InlineData("time,kW")]
    [InlineData("time,kW 15min")]
    [InlineData(",kW")]
    [InlineData("Zeit;Verbrauch")]
    [InlineData("\"Date/Time (local)\",\"Usage (kW)\"")]
    [InlineData("timestamp,load_kw,comment")]
    public void a_line_that_names_columns_is_a_header(string header) =>
        Meter(header + '\n' + (header.Contains(';', StringComparison.Ordinal) ? Times.Replace(',', ';') : Times)).Kw.ShouldBe([1, 2]);

    [Theory]
    [InlineData("O2026-05-31 23:45,99")]
    [InlineData("Z026-06-30 14:00,99")]
    [InlineData("abc,99")]
    [InlineData(",99")]
    [InlineData("time,NaN")]
    [InlineData("-,-")]
    public void a_first_line_that_is_wrong_is_no_header(string line) =>
        Should.Throw<BadFileException>(() => Meter(line + '\n' + Times)).Message.ShouldStartWith("m.csv: line 1: time: ");

    [Theory]
    [InlineData("Jun 30 2026,Jun 30 2026", "e.csv: line 1: start: ")]
    [InlineData("Z026-06-30 14:00,2026-06-30 15:00", "e.csv: line 1: start: ")]
    [InlineData("start,2026-06-30", "e.csv: line 1: start: ")]
    [InlineData("start,end", "e.csv: line 1: line: there is no line with an event")]
    [InlineData("", "e.csv: line 1: line: there is no line with an event")]
    public void so_it_is_with_events(string text, string message) =>
        Should.Throw<BadFileException>(() => Events(InputFile.Of("e.csv", text))).Message.ShouldStartWith(message);

    [Fact]
    public void bytes_that_are_no_text_are_no_events() =>
        Should
            .Throw<BadFileException>(() => Events(InputFile.Of("e.csv", [0xFF, 0xFE, 0x00, 0x01])))
            .Message.ShouldBe("e.csv: line 1: line: there is no line with an event");

    [Theory]
    [InlineData("Jun 30 2026,a day")]
    [InlineData("Z026-06-30,a day")]
    public void and_with_holidays(string text) =>
        Should
            .Throw<BadFileException>(() => HolidayFile.Read(InputFile.Of("h.csv", text + "\n2026-07-04,x")))
            .Message.ShouldStartWith("h.csv: line 1: date: ");

    [Theory]
    [InlineData("2026-07-01 00:00,1\n2026-07-01 00:15,2\0", "m.csv: line 2: line: holds a NUL byte, which is no text")]
    [InlineData("2026-07-01 00:00,1\n2026-07-01 00:15\0,2", "m.csv: line 2: line: holds a NUL byte, which is no text")]
    [InlineData("2026-07-01 00:00,\"1\n2026-07-01 00:15,2", "m.csv: line 1: line: has a quote that is not closed or opened: '\"1'")]
    [InlineData("2026-07-01 00:00\",1\n2026-07-01 00:15,2", "m.csv: line 1: line: has a quote")]
    [InlineData("2026-07-01 00:00,\"\n2026-07-01 00:15,2", "m.csv: line 1: line: has a quote")]
    [InlineData("2026-07-01 00:00,2e9\n2026-07-01 00:15,2", "m.csv: line 1: value: '2e9' is not from -1000000000 to 1000000000")]
    public void what_is_no_text_or_no_number_is_refused(string text, string message) =>
        Should.Throw<BadFileException>(() => Meter(text)).Message.ShouldStartWith(message);

    [Theory]
    [InlineData("2026-07-01 00:00,70\n2026-07-01 00:00,71", false, "t.csv: line 2: time: has another value on line 1")]
    [InlineData("2026-07-01 00:00,-460", false, "t.csv: line 1: value: is not from -459.67 °F (absolute zero) to 200 °F")]
    [InlineData("2026-07-01 00:00,70\n2026-07-01 01:00,201", false, "t.csv: line 2: value: is not from")]
    [InlineData("2026-07-01 00:00,-274", true, "t.csv: line 1: value: is not from")]
    [InlineData("2026-07-01 00:00,94", true, "t.csv: line 1: value: is not from")]
    public void temperatures_that_are_none_are_refused(string text, bool isCelsius, string message) =>
        Should.Throw<BadFileException>(() => Temperatures(text, isCelsius)).Message.ShouldStartWith(message);

    [Fact]
    public void a_temperature_that_is_there_twice_alike_is_taken() =>
        Temperatures("2026-07-01 00:00,70\n2026-07-01 00:00,70", isCelsius: false)
            .HighestOf(new DateOnly(2026, 7, 1).DayNumber)
            .ShouldBe(70);

    private static Measurement.Meters.MeterSeries Meter(string text) =>
        MeterFile.Read(InputFile.Of("m.csv", text), DateTimeZone.Utc, MeterUnit.Kw);

    private static IReadOnlySet<DateOnly> Events(InputFile file) => EventFile.ReadDays(file, DateTimeZone.Utc);

    private static Measurement.Meters.Temperatures Temperatures(string text, bool isCelsius) =>
        MeterFile.ReadTemperatures(InputFile.Of("t.csv", text), DateTimeZone.Utc, isCelsius);
}
