using System.Text;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Contracts.Tests;

public sealed class BoundsTests
{
    [Theory]
    [InlineData("", "payload: not JSON")]
    [InlineData(" ", "payload: not JSON")]
    [InlineData("{", "payload: not JSON")]
    [InlineData("{}}", "payload: not JSON")]
    [InlineData("{'ts':1}", "payload: not JSON")]
    [InlineData("""{"ts":1,}""", "payload: not JSON")]
    [InlineData("""{"ts":1/*now*/}""", "payload: not JSON")]
    [InlineData("""{"usedPowerKw":NaN""", "payload: not JSON")]
    [InlineData("""{"usedPowerKw":NaNs}""", "payload: not JSON")]
    [InlineData("""{"usedPowerKw":nul}""", "payload: not JSON")]
    [InlineData("""{"usedPowerKw":01}""", "payload: not JSON")]
    [InlineData("null", "payload: a JSON null where an object is needed")]
    [InlineData("[]", "payload: a JSON array where an object is needed")]
    [InlineData("true", "payload: a JSON boolean where an object is needed")]
    [InlineData("\"text\"", "payload: a JSON string where an object is needed")]
    [InlineData("7", "payload: a JSON number where an object is needed")]
    public void what_is_no_json_object_is_refused(string json, string problem) => Sample(json).Problem().ShouldStartWith(problem);

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("1e308")]
    [InlineData("1000000.1")]
    [InlineData("-1000000.1")]
    public void a_power_beyond_a_gigawatt_is_left_out(string kw) => With($"\"shed_kw\":{kw}").Message().ShouldBeFaulty("shed_kw");

    [Theory]
    [InlineData("1000000")]
    [InlineData("-1000000")]
    [InlineData("1e-400")]
    [InlineData("-0.0")]
    [InlineData("0.1000000000000000055511151231257827021181583404541015625")]
    public void a_power_within_a_gigawatt_is_read(string kw) => With($"\"shed_kw\":{kw}").Message().ShedPowerKw.ShouldNotBeNull();

    [Fact]
    public void nesting_is_read_to_a_depth_of_16()
    {
        With("\"x\":" + Nested(WireLimits.JsonDepthMax - 1)).Message();
        With("\"x\":" + Nested(WireLimits.JsonDepthMax)).Problem().ShouldStartWith("payload: not JSON");
        With("\"x\":" + Nested(60_000)).Problem().ShouldStartWith("payload: not JSON");
    }

    [Fact]
    public void a_payload_is_read_to_128_kib()
    {
        Padded(WireLimits.PayloadBytesMax).Message();
        Padded(WireLimits.PayloadBytesMax + 1).Problem().ShouldBe("payload: 131073 bytes, more than 131072");
    }

    [Fact]
    public void loads_are_read_to_512()
    {
        With(Loads(512)).Message().Loads.Count.ShouldBe(512);
        With(Loads(513)).Message().ShouldBeFaulty("loads");
        With(Loads(9_000)).Message().ShouldBeFaulty("loads");
    }

    [Fact]
    public void texts_are_read_to_512_characters()
    {
        With($"\"eventId\":\"{new string('e', 512)}\"").Message();
        With($"\"eventId\":\"{new string('e', 513)}\"").Message().ShouldBeFaulty("eventId");
    }

    [Fact]
    public void the_texts_of_a_list_are_bounded_like_others()
    {
        Ack("\"a\"").Message();
        Ack(string.Join(',', Enumerable.Repeat("\"a\"", 513))).Problem().ShouldBe("data.restored: more than 512 entries");
        Ack($"\"a\",\"{new string('b', 513)}\"").Problem().ShouldBe("data.restored[1]: longer than 512 characters");

        static Decoded<VenAck> Ack(string restored) =>
            VenAck.Read($$$"""{"op":"restore","ok":true,"data":{"restored":[{{{restored}}}]}}""".Utf8());
    }

    [Theory]
    [InlineData("\"eventId\":\"a\\u0000b\"", "eventId")]
    [InlineData("\"loads\":[{\"id\":\"\\u0000\"}]", "loads[0].id")]
    public void a_nul_is_left_out_since_the_store_cannot_hold_it(string fields, string faulty) =>
        With(fields).Message().ShouldBeFaulty(faulty);

    [Theory]
    [InlineData("\"eventId\":\"\\ud800\"", "eventId")]
    [InlineData("\"eventId\":\"\\udc00\\ud800\"", "eventId")]
    [InlineData("\"loads\":[{\"id\":\"a\",\"name\":\"\\ud83d\"}]", "loads[0].name")]
    public void half_a_character_is_left_out(string fields, string faulty) => With(fields).Message().ShouldBeFaulty(faulty);

    [Fact]
    public void bytes_that_are_not_utf8_are_left_out_of_a_sample_and_refused_in_an_answer()
    {
        byte[] bytes = [.. """{"ts":1760781600,"power_kw":1,"eventId":" """.Utf8().Span, 0xC3, 0x28, .. "\"}".Utf8().Span];
        TelemetrySample.Read(bytes, "ven-1").Message().ShouldBeFaulty("eventId");
        byte[] data = [.. """{"op":"get","ok":true,"data":{"x":" """.Utf8().Span, 0xFF, .. "\"}}".Utf8().Span];
        VenAck.Read(data).Problem().ShouldStartWith("payload: ");
    }

    [Fact]
    public void text_in_any_script_is_read_as_it_is()
    {
        const string name = "Wärmepumpe 🔌 مضخة'; drop table vens;-- <script>alert(1)</script>";
        With($"\"eventId\":\"{name}\"").Message().EventId.ShouldBe(name);
    }

    [Fact]
    public void the_last_of_two_equal_keys_counts() => With("\"shed_kw\":1,\"shed_kw\":2").Message().ShedPowerKw.ShouldBe(2);

    private static Decoded<TelemetrySample> Sample(string json) => TelemetrySample.Read(json.Utf8(), "ven-1");

    private static Decoded<TelemetrySample> With(string fields) => Sample($$"""{"timestamp":1760781600,"usedPowerKw":1,{{fields}}}""");

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Loads(int count) =>
        $"\"loads\":[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{i}}"}"""))}]";

    private static Decoded<TelemetrySample> Padded(int bytes)
    {
        var json = new StringBuilder("""{"timestamp":1760781600,"usedPowerKw":1}""");
        return Sample(json.Append(' ', bytes - json.Length).ToString());
    }
}
