using System.Text;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Settlement;
using NodaTime;

namespace DrEvents.Measurement.Tests.Files;

/// <summary>Files as they come from other programs, or from those who want to do harm: read as they are meant, or refused in one line.</summary>
public sealed class HostileFilesTests
{
    private const string Table = "time;kW\n2026-07-01T00:00Z;1,5\n2026-07-01T00:15Z;2\n";
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];

    private static readonly Dictionary<string, (byte[] File, string Said)> Refused = new()
    {
        ["UTF-16 without a mark"] = (Encoding.Unicode.GetBytes(Table), "line 1: line: holds a NUL byte"),
        ["a mark of UTF-16 before UTF-8"] = ([0xFF, 0xFE, .. Encoding.UTF8.GetBytes(Table)], "line 1: "),
        ["thousands as in English"] = (Text("2026-07-01T00:00Z;1,234.5\n2026-07-01T00:15Z;2"), "line 1: value: '1,234.5' is not a number"),
        ["thousands as in German"] = (Text("2026-07-01T00:00Z;1.234,5\n2026-07-01T00:15Z;2"), "line 1: value: '1.234,5' is not a number"),
        ["thousands in one line and a decimal comma in another"] = (
            Text("2026-07-01T00:00Z;567,8\n2026-07-01T00:15Z;1.234"),
            "line 2: value: has a decimal point, and an earlier line a decimal comma"
        ),
        ["a decimal comma after a decimal point"] = (
            Text("2026-07-01T00:00Z;567.8\n2026-07-01T00:15Z;1,234"),
            "line 2: value: has a decimal comma, and an earlier line a decimal point"
        ),
        ["thousands by a space"] = (Text("2026-07-01T00:00Z;1 234\n2026-07-01T00:15Z;2"), "line 1: value: '1 234' is not a number"),
        ["digits of another script"] = (Text("2026-07-01T00:00Z;١٢\n2026-07-01T00:15Z;2"), "line 1: value: "),
        ["1e308"] = (Text("2026-07-01T00:00Z;1e308\n2026-07-01T00:15Z;2"), "line 1: value: '1e308' is not from -1000000000"),
        ["infinity as a sign"] = (Text("2026-07-01T00:00Z;∞\n2026-07-01T00:15Z;2"), "line 1: value: '∞' is not a number"),
        ["a hexadecimal number"] = (Text("2026-07-01T00:00Z;0x1F\n2026-07-01T00:15Z;2"), "line 1: value: '0x1F' is not a number"),
        ["the year 1"] = (Text("0001-01-01T00:00Z;1\n0001-01-01T00:15Z;2"), "line 1: time: '0001-01-01T00:00Z' is not a time"),
        ["the year 9999"] = (Text("9999-12-31T23:45Z;1\n9999-12-31T23:59Z;2"), "line 1: time: '9999-12-31T23:45Z' is not a time"),
        ["an offset of a day"] = (Text("2026-07-01T00:00+24:00;1\n2026-07-01T00:15Z;2"), "line 1: time: "),
        ["a time that is skipped"] = (
            Text("2026-03-29 01:45;1\n2026-03-29 02:00;2"),
            "line 2: time: '2026-03-29 02:00' is skipped by the clock of Europe/Berlin"
        ),
        ["three values of an hour that comes twice"] = (
            Text("2026-10-25 01:45;1\n2026-10-25 02:00;2\n2026-10-25 02:00;3\n2026-10-25 02:00;4"),
            "line 4: time: has another value on line 3"
        ),
        ["a line without end"] = (Text("2026-07-01T00:00Z;" + new string('1', 10_000_000)), "line 1: line: is longer than 4096 characters"),
        ["nothing but marks"] = ([0xEF, 0xBB, 0xBF], "line 1: line: there is no line"),
        ["an archive"] = ([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3], "line 1: line: holds a NUL byte"),
        ["entities that grow"] = (
            Text("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>\n<feed>&b;</feed>"),
            "line 2: xml: "
        ),
        ["an entity from a file"] = (
            Text("<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>\n<feed>&a;</feed>"),
            "line 2: xml: "
        ),
        ["depth"] = (Text(string.Concat(Enumerable.Repeat("<a>", 100_000))), "line 1: xml: is nested more than 64 deep"),
        ["depth within a reading"] = (
            Text("<IntervalReading>" + string.Concat(Enumerable.Repeat("<a>", 100_000))),
            "xml: is nested more than 64 deep"
        ),
        ["an encoding that there is not"] = (Text("<?xml version=\"1.0\" encoding=\"bogus\"?>\n<feed/>"), "line 1: xml: "),
        ["an encoding that it is not"] = (
            Text("<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<feed/>"),
            "line 2: xml: There is no Unicode byte order mark"
        ),
        ["bytes that are no UTF-8"] = ([.. Text("<feed>\n"), 0xFF, 0xC0, 0x80, .. Text("</feed>")], "line 2: xml: "),
        ["a power of ten too large"] = (Green(72, 400, "900", "1"), "powerOfTenMultiplier: 400 is not from -12 to 12"),
        ["a power of ten that makes a terawatt"] = (Green(38, 12, "900", "1000"), "value: 1000 is more than any site uses"),
        ["a duration below nothing"] = (Green(72, 0, "-900", "1"), "duration: -900 s is no interval of"),
        ["the longest duration"] = (Green(72, 0, "9223372036854775807", "1"), "duration: 9223372036854775807 s is no interval of"),
        ["a value beyond 64 bits"] = (Green(72, 0, "900", "99999999999999999999"), "value: '99999999999999999999' is not a whole number"),
        ["a value with a point"] = (Green(72, 0, "900", "1.5"), "value: '1.5' is not a whole number"),
        ["another unit"] = (Green(169, 0, "900", "1"), "uom: 169 is neither"),
    };

    /// <summary>What is read as 1.5 and 2 kW.</summary>
    private static readonly Dictionary<string, byte[]> Taken = new()
    {
        ["UTF-8 with a mark"] = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Table)],
        ["UTF-16"] = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Table)],
        ["UTF-16 the other way round"] = [.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Table)],
        ["UTF-32"] = [.. Encoding.UTF32.GetPreamble(), .. Encoding.UTF32.GetBytes(Table)],
        ["Latin-1 in the header"] = [.. Encoding.Latin1.GetBytes("Zeit;Größe\n"), .. Text("2026-07-01T00:00Z;1,5\n2026-07-01T00:15Z;2")],
        ["offsets that differ"] = Text("2026-07-01T02:00+02:00,1.5\n2026-06-30T20:15-04:00,2"),
        ["times with and without an offset"] = Text("2026-07-01T00:00Z,1.5\n2026-07-01 02:15,2"),
        ["lines of old machines"] = Text("2026-07-01T00:00Z;1,5\r\n\r\n2026-07-01T00:15Z;2\r\n"),
        ["a namespace of its own"] = Text(
            "<x:feed xmlns:x=\"urn:x\"><x:ReadingType><x:uom>38</x:uom><x:powerOfTenMultiplier>2</x:powerOfTenMultiplier></x:ReadingType>"
                + "<x:IntervalReading><x:start>1782864000</x:start><x:duration>900</x:duration><x:value>15</x:value></x:IntervalReading>"
                + "<x:IntervalReading><x:start>1782864900</x:start><x:duration>900</x:duration><x:value>20</x:value></x:IntervalReading></x:feed>"
        ),
    };

    public static TheoryData<string> RefusedNames => [.. Refused.Keys];

    public static TheoryData<string> TakenNames => [.. Taken.Keys];

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void a_file_that_cannot_be_meant_is_refused_in_one_line(string name)
    {
        var (file, said) = Refused[name];

        var message = Should.Throw<BadFileException>(() => Read(file)).Message;

        message.ShouldStartWith("m.csv: line ");
        message.ShouldContain(said);
        message.Any(char.IsControl).ShouldBeFalse();
        message.Length.ShouldBeLessThan(500);
    }

    [Theory]
    [MemberData(nameof(TakenNames))]
    public void a_file_as_others_write_it_is_read(string name)
    {
        var meter = Read(Taken[name]);

        meter.Kw.ShouldBe([1.5, 2]);
        Instant.FromUnixTimeSeconds(meter.FirstMinute * 60).ShouldBe(Instant.FromUtc(2026, 7, 1, 0, 0));
    }

    [Fact]
    public void hours_that_come_twice_are_the_same_whether_a_file_begins_with_the_oldest_or_the_newest()
    {
        string[] lines =
        [
            "2026-10-25 01:30;0",
            "2026-10-25 02:00;1",
            "2026-10-25 02:30;2",
            "2026-10-25 02:00;3",
            "2026-10-25 02:30;4",
            "2026-10-25 03:00;5",
        ];

        Read(Text(string.Join('\n', lines))).Kw.ShouldBe([0, 1, 2, 3, 4, 5]);
        Read(Text(string.Join('\n', lines.Reverse()))).Kw.ShouldBe([0, 1, 2, 3, 4, 5]);
        // One that is there once is the earlier.
        Read(Text("2026-10-25 02:30;1\n2026-10-25 02:00;0\n2026-10-25 02:00;2\n2026-10-25 01:30;3")).Kw.ShouldBe([3, 2, 1, 0]);
        // Also where it begins within them.
        Read(Text(string.Join('\n', lines.Take(5).Reverse()))).Kw.ShouldBe([0, 1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("profile", "\"classes\": [", "\"classes\": [null,", "days.classes.0: is null")]
    [InlineData("profile", "\"windows\": [", "\"windows\": [null,", "adjustment.windows.0: is null")]
    [InlineData("profile", "\"version\":", "\"version\": 1, \"version\":", "version: is there twice")]
    [InlineData("profile", "\"lookBackDays\": 45", "\"lookBackDays\": 2147483647", "days.lookBackDays: is not from 1 to 400")]
    [InlineData("terms", "\"vens\":[", "\"vens\":[null,", "terms.0.vens.0: is null")]
    [InlineData("terms", "{\"terms\":[", "{\"terms\":[null,", "terms.0: is null")]
    [InlineData("terms", "\"pricePerKwh\":", "\"pricePerKwh\":\"9\",\"pricePerKwh\":", "pricePerKwh: is there twice")]
    [InlineData("terms", "\"0.25\"", "\"-1000000.1\"", "terms.0.pricePerKwh: is not from -1000000 to 1000000")]
    [InlineData("terms", "\"0.25\"", "\"1e5\"", "'1e5' is not a decimal number")]
    [InlineData("terms", "\"0.25\"", "\"79228162514264337593543950336\"", "is not a decimal number")]
    [InlineData("terms", "\"0.25\"", "\"0,25\"", "'0,25' is not a decimal number")]
    [InlineData("terms", "2026-01-01T00:00:00Z", "2026-03-29T02:30:00", "is not a time such as")]
    [InlineData("terms", "\"validFrom\"", "\"validUntil\":\"2026-01-01T00:00:00Z\",\"validFrom\"", "validUntil: is not after validFrom")]
    public void profiles_and_terms_are_refused_by_what_is_wrong(string kind, string before, string after, string said)
    {
        var text =
            kind == "profile"
                ? ShippedProfiles.TextOf("caiso-10-in-10")
                : """
                    {"terms":[{"id":"a","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"signed","vens":["v"],"validFrom":"2026-01-01T00:00:00Z"}]}
                    """;
        var forged = text.Replace(before, after, StringComparison.Ordinal);
        forged.ShouldNotBe(text);
        var file = InputFile.Of("f.json", forged);

        var message = Should
            .Throw<BadFileException>(() =>
            {
                if (kind == "profile")
                    ProfileFile.Read(file);
                else
                    TermsFile.Read(file);
            })
            .Message;

        message.ShouldStartWith("f.json: line ");
        message.ShouldContain(said);
    }

    [Fact]
    public void a_file_without_an_end_is_refused_before_it_fills_the_memory()
    {
        var endless = new InputFile("endless", () => new Endless());

        Should
            .Throw<BadFileException>(() => ProfileFile.Read(endless))
            .Message.ShouldBe("endless: line 1: file: has more than 1000000 bytes");
        Should.Throw<BadFileException>(() => Read(endless)).Message.ShouldBe("endless: line 1: line: is longer than 4096 characters");
    }

    [Fact]
    public void a_file_name_cannot_break_the_line_of_a_message() =>
        Should
            .Throw<BadFileException>(() => MeterFile.Read(InputFile.Of("a\nb\u2028c", "x"), Berlin, MeterUnit.Kw))
            .Message.ShouldStartWith("a·b·c: line 1: ");

    private static MeterSeries Read(byte[] file) => Read(InputFile.Of("m.csv", file));

    private static MeterSeries Read(InputFile file) => MeterFile.Read(file, Berlin, MeterUnit.Kw);

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Green(int uom, int power, string duration, string value) =>
        Text(
            $"<feed><ReadingType><uom>{uom}</uom><powerOfTenMultiplier>{power}</powerOfTenMultiplier></ReadingType>\n"
                + $"<IntervalReading><start>1782864000</start><duration>{duration}</duration><value>{value}</value></IntervalReading></feed>"
        );

    /// <summary>As a device is: it has no length, and never ends.</summary>
    private sealed class Endless : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => 0;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            Array.Fill(buffer, (byte)' ', offset, count);
            return count;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
