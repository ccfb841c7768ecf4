using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;

namespace DrEvents.Measurement.Tests.Proof;

public sealed class CanonicalJsonTests
{
    /// <summary>RFC 8785, appendix B: bits of a number, and how it is written.</summary>
    [Theory]
    [InlineData("0000000000000000", "0")]
    [InlineData("8000000000000000", "0")]
    [InlineData("0000000000000001", "5e-324")]
    [InlineData("8000000000000001", "-5e-324")]
    [InlineData("7fefffffffffffff", "1.7976931348623157e+308")]
    [InlineData("ffefffffffffffff", "-1.7976931348623157e+308")]
    [InlineData("4340000000000000", "9007199254740992")]
    [InlineData("c340000000000000", "-9007199254740992")]
    [InlineData("4430000000000000", "295147905179352830000")]
    [InlineData("44b52d02c7e14af5", "9.999999999999997e+22")]
    [InlineData("44b52d02c7e14af6", "1e+23")]
    [InlineData("44b52d02c7e14af7", "1.0000000000000001e+23")]
    [InlineData("444b1ae4d6e2ef4e", "999999999999999700000")]
    [InlineData("444b1ae4d6e2ef4f", "999999999999999900000")]
    [InlineData("444b1ae4d6e2ef50", "1e+21")]
    [InlineData("3eb0c6f7a0b5ed8c", "9.999999999999997e-7")]
    [InlineData("3eb0c6f7a0b5ed8d", "0.000001")]
    [InlineData("41b3de4355555553", "333333333.3333332")]
    [InlineData("41b3de4355555554", "333333333.33333325")]
    [InlineData("41b3de4355555555", "333333333.3333333")]
    [InlineData("41b3de4355555556", "333333333.3333334")]
    [InlineData("41b3de4355555557", "333333333.33333343")]
    [InlineData("becbf647612f3696", "-0.0000033333333333333333")]
    [InlineData("43143ff3c1cb0959", "1424953923781206.2")]
    public void published_numbers_are_written_as_ecmascript_does(string bits, string written) =>
        CanonicalJson
            .Number(BitConverter.UInt64BitsToDouble(ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
            .ShouldBe(written);

    /// <summary>
    /// The first lines of the test file of the RFC's author, made by the rule that is published with it; the hash of so many lines is published too. They
    /// hold 168 numbers that are hard, 2,000 next to the smallest one that is normal, and numbers by chance.
    /// </summary>
    [Theory]
    [InlineData(1000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687")]
    [InlineData(10_000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892")]
    [InlineData(100_000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7")]
    public void a_hundred_thousand_numbers_have_the_published_hash(int lines, string sha256)
    {
        var text = new StringBuilder();
        foreach (var bits in PublishedNumbers.All().Take(lines))
            text.Append(CultureInfo.InvariantCulture, $"{bits:x},{CanonicalJson.Number(BitConverter.UInt64BitsToDouble(bits))}\n");

        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))).ShouldBe(sha256);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void what_is_no_number_has_no_form(double value) => Should.Throw<JsonException>(() => CanonicalJson.Number(value));

    [Fact]
    public void the_example_of_the_rfc_comes_out_to_the_byte()
    {
        const string json = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string bytes =
            "7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d";

        CanonicalJson.Bytes(json).ShouldBe(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void members_are_in_the_order_of_their_utf16_code_units()
    {
        const string json = """
            {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face",
             "\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis","</script>":"Browser Challenge"}
            """;
        using var read = JsonDocument.Parse(CanonicalJson.Bytes(json));

        read.RootElement.EnumerateObject()
            .Select(m => m.Value.GetString())
            .ShouldBe([
                "Carriage Return",
                "One",
                "Browser Challenge",
                "Control",
                "Latin Small Letter O With Diaeresis",
                "Euro Sign",
                "Emoji: Grinning Face",
                "Hebrew Letter Dalet With Dagesh",
            ]);
    }

    [Theory]
    [InlineData(
        """{"1":{"f":{"f":"hi","F":5},"\n":56.0},"10":{},"":"empty","a":{},"111":[{}],"A":{}}""",
        """{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}"""
    )]
    [InlineData(" [ 56 , { \"d\" : true , \"10\" : null , \"1\" : [ ] } ] ", """[56,{"1":[],"10":null,"d":true}]""")]
    [InlineData("\"A\\u030a\"", "\"A\u030a\"")]
    [InlineData("\"\\u007f\\u001f\\b\\f\\r\\t\"", "\"\u007f\\u001f\\b\\f\\r\\t\"")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("true", "true")]
    public void published_and_small_examples(string json, string canonical) =>
        Encoding.UTF8.GetString(CanonicalJson.Bytes(json)).ShouldBe(canonical);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("1e999")]
    [InlineData("\"\\ud800\"")]
    [InlineData("NaN")]
    [InlineData("{\"\\udead\":1}")]
    public void what_has_no_canonical_form_is_refused(string json) => Should.Throw<JsonException>(() => CanonicalJson.Bytes(json));

    [Fact]
    public void too_deep_is_refused_and_deep_is_not()
    {
        CanonicalJson.Bytes(new string('[', 64) + new string(']', 64)).Length.ShouldBe(128);
        Should.Throw<JsonException>(() => CanonicalJson.Bytes(new string('[', 65) + new string(']', 65)));
    }

    [Fact]
    public void the_canonical_form_of_the_canonical_form_is_itself()
    {
        var random = new Random(8785);
        for (var i = 0; i < 500; i++)
        {
            var once = CanonicalJson.Bytes(Drawn(random, 4));
            CanonicalJson.Bytes(Encoding.UTF8.GetString(once)).ShouldBe(once);
        }
    }

    private static string Drawn(Random random, int depth) =>
        random.Next(depth > 0 ? 5 : 3) switch
        {
            0 => (random.NextDouble() * Math.Pow(10, random.Next(-30, 30))).ToString("R", CultureInfo.InvariantCulture),
            1 => JsonSerializer.Serialize(string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => (char)random.Next(0xd800)))),
            2 => "null",
            3 => $"[{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(_ => Drawn(random, depth - 1)))}]",
            _ =>
                $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(n => $"\"{(char)random.Next(0x3000, 0x9000)}{n}\": {Drawn(random, depth - 1)}"))}}}",
        };
}
