using DrEvents.Measurement.Files;
using DrEvents.Measurement.Meters;
using NodaTime;

namespace DrEvents.Measurement.Tests.Files;

/// <summary>Green Button files: what is taken, and what is refused.</summary>
public sealed class GreenButtonTests
{
    private const long Start = 1782864000;

    [Fact]
    public void energy_in_watt_hours_becomes_power()
    {
        var meter = Read(
            Feed(ReadingType(72, 0), Reading(Start, 900, "250"), Reading(Start + 900, 900, "0"), Reading(Start + 2700, 900, "-500"))
        );

        meter.IntervalMinutes.ShouldBe(15);
        meter.FirstMinute.ShouldBe(Start / 60);
        meter.Kw.ShouldBe([1, 0, double.NaN, -2]);
    }

    [Theory]
    [InlineData(72, 3, 1, "5", 5)]
    [InlineData(72, -3, 1, "5000000", 5)]
    [InlineData(38, 0, 1, "5000", 5)]
    [InlineData(72, 0, 19, "5000", -5)]
    public void unit_power_of_ten_and_direction_count(int unit, int power, int flow, string value, double kw) =>
        Read(Feed(ReadingType(unit, power, flow), Reading(Start, 3600, value))).Kw.ShouldBe([kw]);

    [Fact]
    public void the_kind_of_reading_may_come_last() => Read(Feed(Reading(Start, 3600, "5"), ReadingType(72, 3))).Kw.ShouldBe([5]);

    [Fact]
    public void a_reading_without_a_duration_has_that_of_its_kind()
    {
        var kind = "<e:ReadingType><e:intervalLength>1800</e:intervalLength><e:uom>72</e:uom></e:ReadingType>";
        var reading =
            $"<e:IntervalReading><e:timePeriod><e:start>{Start}</e:start></e:timePeriod><e:value>500</e:value></e:IntervalReading>";

        var meter = Read(Feed(kind, reading));
        (meter.IntervalMinutes, meter.Kw[0]).ShouldBe((30, 1));
        Should
            .Throw<BadFileException>(() => Read(Feed(reading, ReadingType(72, 0))))
            .Message.ShouldBe("m.xml: line 2: duration: is missing, and no ReadingType has an intervalLength");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void values_of_an_interval_are_taken(int behaviour) =>
        Read(Feed(Accumulated(behaviour), Reading(Start, 3600, "5000"))).Kw.ShouldBe([5]);

    public static TheoryData<string, string> Bad =>
        new()
        {
            {
                "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<feed>&b;</feed>",
                "m.xml: line 2: xml: For security reasons DTD is prohibited"
            },
            { "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><feed/>", "m.xml: line 1: xml: For security reasons DTD is prohibited" },
            { "<feed>\n<entry>", "m.xml: line 2: xml: Unexpected end of file" },
            { "<feed></feed>", "m.xml: line 1: IntervalReading: there is none" },
            { Feed(ReadingType(119, 0), Reading(Start, 900, "1")), "m.xml: line 2: uom: 119 is neither 38 (W) nor 72 (Wh)" },
            {
                Feed(ReadingType(72, 0), ReadingType(72, 3), Reading(Start, 900, "1")),
                "m.xml: line 3: ReadingType: is another than the one before"
            },
            { Feed("<ReadingType/>", Reading(Start, 900, "1")), "m.xml: line 2: uom: is missing: 38 (W) or 72 (Wh)" },
            { Feed(Reading(Start, 900, "1")), "m.xml: line 2: ReadingType: is missing: it says the unit (uom) of the readings" },
            { Feed(Accumulated(1), Reading(Start, 900, "1")), "m.xml: line 2: accumulationBehaviour: 1 (bulk quantity) is not what" },
            { Feed(Accumulated(3), Reading(Start, 900, "1")), "m.xml: line 2: accumulationBehaviour: 3 (cumulative) is not what" },
            { Feed(Accumulated(9), Reading(Start, 900, "1")), "m.xml: line 2: accumulationBehaviour: 9 (summation) is not what" },
            { Feed(Accumulated(7), Reading(Start, 900, "1")), "m.xml: line 2: accumulationBehaviour: 7 is not what" },
            { Feed(ReadingType(72, 99), Reading(Start, 900, "1")), "m.xml: line 2: powerOfTenMultiplier: 99 is not from -12 to 12" },
            { Feed(Reading(Start, 900, "1.5"), ReadingType(72, 0)), "m.xml: line 2: value: '1.5' is not a whole number" },
            {
                Feed(Reading(Start, 700, "1"), ReadingType(72, 0)),
                "m.xml: line 2: duration: 700 s is no interval of 1, 5, 10, 15, 30, 60 minutes"
            },
            {
                Feed(Reading(Start, 900, "1"), Reading(Start + 900, 300, "1"), ReadingType(72, 0)),
                "m.xml: line 3: duration: 300 s is not the 900 s of the first reading"
            },
            {
                Feed(Reading(Start, 900, "1"), Reading(Start + 450, 900, "1"), ReadingType(72, 0)),
                "m.xml: line 3: start: 1782864450 is no full minute of the years"
            },
            {
                Feed(Reading(Start, 900, "1"), Reading(Start, 900, "2"), ReadingType(72, 0)),
                "m.xml: line 3: time: has another value on line 2"
            },
            { Feed("<IntervalReading><value>3</value></IntervalReading>"), "m.xml: line 2: start: is missing in an IntervalReading" },
            { Feed(Reading(Start, 900, "1<b/>"), ReadingType(72, 0)), "m.xml: line 2: value:" },
            { "<feed>" + string.Concat(Enumerable.Repeat("<a>", 100)) + "</feed>", "m.xml: line 1: xml: is nested more than 64 deep" },
            {
                Feed("<IntervalReading>" + string.Concat(Enumerable.Repeat("<a>", 100)) + "</IntervalReading>"),
                "m.xml: line 2: xml: is nested more than 64 deep"
            },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public void a_bad_file_is_refused_in_one_line(string xml, string message)
    {
        if (message.EndsWith("value:", StringComparison.Ordinal))
            // Markup within a number is not taken for one.
            Read(xml).Kw.ShouldBe([0.004]);
        else
            Should.Throw<BadFileException>(() => Read(xml)).Message.ShouldStartWith(message);
    }

    internal static string Feed(params string[] parts) =>
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:e=\"http://naesb.org/espi\">\n" + string.Join('\n', parts) + "\n</feed>";

    internal static string ReadingType(int unit, int power, int flow = 1) =>
        $"<e:ReadingType><e:flowDirection>{flow}</e:flowDirection><e:powerOfTenMultiplier>{power}</e:powerOfTenMultiplier><e:uom>{unit}</e:uom></e:ReadingType>";

    private static string Accumulated(int behaviour) =>
        $"<e:ReadingType><e:accumulationBehaviour>{behaviour}</e:accumulationBehaviour><e:uom>72</e:uom></e:ReadingType>";

    internal static string Reading(long start, int duration, string value) =>
        $"<e:IntervalReading><e:cost>3</e:cost><e:timePeriod><e:duration>{duration}</e:duration><e:start>{start}</e:start></e:timePeriod><e:value>{value}</e:value></e:IntervalReading>";

    private static MeterSeries Read(string xml) => MeterFile.Read(InputFile.Of("m.xml", xml), DateTimeZone.Utc, MeterUnit.Kw);
}
