using System.Text;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

/// <summary>Messages that are right in their meter and wrong in a part: what is right is kept, what is not is named.</summary>
public sealed class ForgivingTests
{
    private const double KwKept = 4.25;

    public static TheoryData<string, string[]> Parts =>
        new()
        {
            { "\"batterySoc\":65535", ["batterySoc"] },
            { "\"batterySOC\":true", ["batterySOC"] },
            { "\"batterySoc\":NaN", ["batterySoc"] },
            { "\"batterySoc\":[],\"shedPowerKw\":{}", ["shedPowerKw", "batterySoc"] },
            { "\"shedPowerKw\":NaN", ["shedPowerKw"] },
            { "\"shedPowerKw\":-Infinity", ["shedPowerKw"] },
            { "\"shedPowerKw\":nan", ["shedPowerKw"] },
            { "\"shedPowerKw\":-nan", ["shedPowerKw"] },
            { "\"shedPowerKw\":inf", ["shedPowerKw"] },
            { "\"shedPowerKw\":\"NaN\"", ["shedPowerKw"] },
            { "\"shedPowerKw\":\"\"", ["shedPowerKw"] },
            { "\"shedPowerKw\":\"1,5\"", ["shedPowerKw"] },
            { "\"shedPowerKw\":65535", ["shedPowerKw"] },
            { "\"shedPowerKw\":6553.5", ["shedPowerKw"] },
            { "\"shedPowerKw\":-32767", ["shedPowerKw"] },
            { "\"baselinePowerKw\":1e7", ["baselinePowerKw"] },
            { "\"requestedReductionKw\":167772.15", ["requestedReductionKw"] },
            { "\"message_num\":-1", ["message_num"] },
            { "\"eventId\":42", ["eventId"] },
            { "\"panelVoltage\":-5", ["panelVoltage"] },
            { "\"panelMaxKw\":65535", ["panelMaxKw"] },
            { "\"loads\":\"none\"", ["loads"] },
            { "\"circuits\":7", ["circuits"] },
            { "\"loads\":[5]", ["loads[0]"] },
            { "\"loads\":[{\"currentPowerKw\":1}]", ["loads[0].id"] },
            { "\"loads\":[{\"id\":\"\"}]", ["loads[0].id"] },
            { "\"loads\":[{\"id\":\"a\"},{\"id\":\"b\",\"currentPowerKw\":NaN}]", ["loads[1].currentPowerKw"] },
            { "\"loads\":[{\"id\":\"a\",\"shedCapabilityKw\":4294967.295}]", ["loads[0].shedCapabilityKw"] },
            { "\"loads\":[{\"id\":\"a\",\"enabled\":2,\"capacityKw\":[]}]", ["loads[0].capacityKw", "loads[0].enabled"] },
        };

    [Theory]
    [MemberData(nameof(Parts))]
    public void what_is_wrong_in_a_part_is_left_out_and_named(string fields, string[] faulty)
    {
        var sample = With(fields);

        sample.ShouldBeFaulty(faulty);
        (sample.VenId, sample.UsedPowerKw, sample.ShedPowerKw, sample.BatterySoc).ShouldBe(("ven-1", KwKept, null, null));
    }

    [Theory]
    [InlineData("\"enabled\":1", true)]
    [InlineData("\"enabled\":0", false)]
    [InlineData("\"enabled\":\"true\"", true)]
    [InlineData("\"enabled\":\"False\"", false)]
    [InlineData("\"enabled\":\"1\"", true)]
    public void a_flag_is_read_as_devices_write_it(string field, bool expected)
    {
        var sample = With($"\"loads\":[{{\"id\":\"a\",{field}}}]");

        sample.Loads.ShouldHaveSingleItem().Enabled.ShouldBe(expected);
        sample.ShouldBeFaulty();
    }

    [Fact]
    public void numbers_in_quotes_are_numbers()
    {
        var sample = Read(
            """
            {"timestamp":"1760781600","usedPowerKw":"4.25","shedPowerKw":" -1.5e0 ","batterySoc":"50","message_num":"7",
             "loads":[{"id":"a","currentPowerKw":"2.5","priority":"3"}]}
            """
        );

        (sample.UsedPowerKw, sample.ShedPowerKw, sample.BatterySoc, sample.MessageNum).ShouldBe((4.25, -1.5, 50, 7L));
        sample.At.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1760781600));
        sample.Loads.ShouldBe([new LoadReading("a", null, null, null, 2.5, null, null, 3)]);
        sample.ShouldBeFaulty();
    }

    [Fact]
    public void a_load_whose_power_cannot_be_read_is_still_a_load()
    {
        var loads = With("\"loads\":[{\"id\":\"a\",\"name\":\"Car\",\"capacityKw\":7,\"currentPowerKw\":65535},{\"id\":\"b\"}]").Loads;

        loads[0].ShouldBe(new LoadReading("a", "Car", null, 7, 0, null, null, null) { IsPowerKnown = false });
        loads[1].IsPowerKnown.ShouldBeTrue("what is not said is 0, as before");
    }

    [Theory]
    [InlineData("\uFEFF", "")]
    [InlineData("", "\0")]
    [InlineData("", "\0\0\0\0")]
    [InlineData("\uFEFF", "\r\n\0 \0")]
    public void a_byte_order_mark_before_and_zeros_behind_are_no_part_of_the_message(string before, string behind)
    {
        const string Json = """{"timestamp":1760781600,"usedPowerKw":4.25}""";

        Read(before + Json + behind).UsedPowerKw.ShouldBe(KwKept);
        VenAck.Read((before + """{"op":"ping","ok":1}""" + behind).Utf8()).Message().Ok.ShouldBeTrue();
    }

    [Fact]
    public void words_in_texts_stay_as_they_are()
    {
        var sample = With("\"eventId\":\"NaN, \\\"Infinity\\\" -inf\",\"batterySoc\":NaN,\"note\":\"nan\"");

        sample.EventId.ShouldBe("NaN, \"Infinity\" -inf");
        sample.ShouldBeFaulty("batterySoc");
    }

    [Fact]
    public void no_more_than_32_parts_are_named()
    {
        var loads = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":"l{{i}}","currentPowerKw":NaN}"""));

        var sample = With($"\"loads\":[{loads}]");

        (sample.Faulty.Count, sample.Loads.Count).ShouldBe((32, 100));
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(6_553.5)]
    [InlineData(655.35)]
    [InlineData(65.535)]
    [InlineData(6.5535)]
    [InlineData(32_767)]
    [InlineData(-32.767)]
    [InlineData(16_777_215)]
    [InlineData(16_777.215)]
    [InlineData(8_388.607)]
    [InlineData(4_294_967_295)]
    [InlineData(42_949_672.95)]
    [InlineData(4_294_967.295)]
    [InlineData(2_147_483.647)]
    [InlineData(655.35f)]
    public void all_ones_are_known_in_any_scale(double number) => AllOnes.Is(number).ShouldBeTrue();

    [Theory]
    [InlineData(0)]
    [InlineData(65_534)]
    [InlineData(65.536)]
    [InlineData(65.534)]
    [InlineData(6.553)]
    [InlineData(6.554)]
    [InlineData(32.766)]
    [InlineData(16_777.216)]
    public void what_is_near_them_is_a_number(double number) => AllOnes.Is(number).ShouldBeFalse();

    /// <summary>The meter's own value is right in form, and what to make of it is not for the reader to say.</summary>
    [Theory]
    [InlineData("65535", 65_535)]
    [InlineData("4294967295", 4_294_967_295)]
    [InlineData("-16777215", -16_777_215)]
    public void a_meter_that_says_all_ones_is_read(string json, double kw)
    {
        var sample = Read($$"""{"timestamp":1760781600,"usedPowerKw":{{json}} }""");

        sample.UsedPowerKw.ShouldBe(kw);
        sample.ShouldBeFaulty();
    }

    [Theory]
    [InlineData("""{"timestamp":NaN,"usedPowerKw":1}""")]
    [InlineData("""{"timestamp":1760781600,"usedPowerKw":NaN}""")]
    [InlineData("""{"timestamp":1760781600,"usedPowerKw":Infinity,"shedPowerKw":1}""")]
    [InlineData("""{"timestamp":1760781600,"usedPowerKw":"much"}""")]
    [InlineData("""{"timestamp":1760781600,"usedPowerKw":1e11}""")]
    [InlineData("""{"timestamp":1760781600,"usedPowerKw":true}""")]
    [InlineData("""{"timestamp":1760781600,"batterySoc":5}""")]
    [InlineData("""{"timestamp":1760781600,"usedPowerKw":1,"shedPowerKw":nothing}""")]
    [InlineData("\0\0\0")]
    [InlineData("\uFEFF")]
    public void without_its_time_or_its_meters_value_there_is_no_sample(string payload) =>
        TelemetrySample.Read(Encoding.UTF8.GetBytes(payload), "ven-1").Problem().ShouldNotBeEmpty();

    private static TelemetrySample Read(string json) => TelemetrySample.Read(json.Utf8(), "ven-1").Message();

    private static TelemetrySample With(string fields) => Read($$"""{"timestamp":1760781600,"usedPowerKw":4.25,{{fields}}}""");
}
