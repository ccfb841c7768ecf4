using System.Text.Json.Nodes;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;
using NodaTime;

namespace DrEvents.Measurement.Tests.Proof;

public sealed class ReceiptTests
{
    private static readonly SigningKey Key = SigningKey.Of(
        Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    );

    private static readonly Receipt Some = new(
        "ven-1",
        "evt-1a2b3c4d",
        2,
        "caiso-10-in-10",
        1,
        3.6752475,
        7.350495,
        ReceiptMoney.Of(1.84m, "EUR"),
        Instant.FromUtc(2026, 7, 15, 16, 20)
    );

    [Fact]
    public void what_was_signed_is_read_and_holds()
    {
        var read = Read(Some.SignedBy(Key));

        read.Problem(Key.Public).ShouldBeNull();
        read.Receipt.ShouldBe(Some with { ReductionKw = 3.675248 });
        read.KeyId.ShouldBe(Key.Public.Id);
    }

    [Fact]
    public void one_without_money_has_none()
    {
        var json = (Some with { Money = null }).SignedBy(Key);

        json.ShouldNotContain("money");
        Read(json).Receipt.Money.ShouldBeNull();
        Read(json).Problem(Key.Public).ShouldBeNull();
    }

    [Fact]
    public void that_it_is_provisional_is_signed_too()
    {
        var json = (Some with { Provisional = "1 of 12 intervals are not known" }).SignedBy(Key);

        Read(json).Receipt.Provisional.ShouldBe("1 of 12 intervals are not known");
        Read(json).Problem(Key.Public).ShouldBeNull();
        Read(json.Replace("1 of 12", "0 of 12", StringComparison.Ordinal)).Problem(Key.Public).ShouldNotBeNull();
    }

    [Fact]
    public void the_same_receipt_has_the_same_signature_always() => Some.SignedBy(Key).ShouldBe(Some.SignedBy(Key));

    [Fact]
    public void written_otherwise_it_still_holds()
    {
        var members = JsonNode.Parse(Some.SignedBy(Key))!.AsObject();
        var turned = new JsonObject(members.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

        Read(turned.ToJsonString()).Problem(Key.Public).ShouldBeNull();
    }

    public static TheoryData<string> Members =>
        ["venId", "eventId", "resultNumber", "method", "methodVersion", "reductionKw", "energyKwh", "at", "money"];

    [Theory]
    [MemberData(nameof(Members))]
    public void a_changed_member_is_seen(string member)
    {
        var json = JsonNode.Parse(Some.SignedBy(Key))!.AsObject();
        json[member] = json[member] switch
        {
            JsonObject => new JsonObject { ["amount"] = "184.00", ["currency"] = "EUR" },
            JsonValue value when value.TryGetValue<string>(out var text) => member == "at" ? "2026-07-15T16:20:01Z" : text + "x",
            var number => number!.GetValue<double>() + 1,
        };

        Read(json.ToJsonString()).Problem(Key.Public).ShouldBe($"its signature is not that of key {Key.Public.Id} over what it says");
    }

    [Fact]
    public void money_that_is_taken_out_is_seen()
    {
        var json = JsonNode.Parse(Some.SignedBy(Key))!.AsObject();
        json.Remove("money");

        Read(json.ToJsonString()).Problem(Key.Public).ShouldNotBeNull();
    }

    [Fact]
    public void another_key_is_named()
    {
        var other = SigningKey.New();

        Read(Some.SignedBy(other))
            .Problem(Key.Public)
            .ShouldBe($"it was signed by key {other.Public.Id}, and the key given is {Key.Public.Id}");
        // Who writes our key's name on it has not our key.
        Read(Some.SignedBy(other).Replace(other.Public.Id, Key.Public.Id, StringComparison.Ordinal)).Problem(Key.Public).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("\"signature\": \"", "\"signature\": \"*")]
    [InlineData("\"signature\": \"", "\"signature\": \"AAAA")]
    public void what_is_no_signature_does_not_hold(string text, string wrong) =>
        Read(Some.SignedBy(Key).Replace(text, wrong, StringComparison.Ordinal)).Problem(Key.Public).ShouldNotBeNull();

    [Theory]
    [InlineData("drevents-receipt", "drevents-result", "receipt.json: line 1: kind: 'drevents-result' is not drevents-receipt")]
    [InlineData("\"version\": 1", "\"version\": 2", "receipt.json: line 1: version: 2 is not 1")]
    [InlineData("2026-07-15T16:20:00Z", "yesterday", "receipt.json: line 1: at: 'yesterday' is not a time")]
    [InlineData("\"venId\"", "\"ven\"", "receipt.json: line 4: ven: there is no such name here")]
    [InlineData("\"version\": 1", "\"version\": 1, \"version\": 1", "receipt.json: line 3: version: is there twice")]
    [InlineData("\"resultNumber\": 2", "\"resultNumber\": \"2\"", "receipt.json: line 6: resultNumber: ")]
    [InlineData("\"reductionKw\": 3.675248", "\"reductionKw\": 1e999", "receipt.json: line ")]
    [InlineData("\"venId\"", "\"\\udead\": 1, \"venId\"", "receipt.json: line ")]
    [InlineData("ven-1", "\\ud800", "receipt.json: line ")]
    [InlineData("1.84", "much", "receipt.json: line 1: money.amount: 'much' is not a decimal number")]
    [InlineData("{", "[", "receipt.json: line ")]
    public void what_is_no_receipt_is_refused_in_one_line(string text, string wrong, string problem)
    {
        var json = Some.SignedBy(Key);
        var at = json.IndexOf(text, StringComparison.Ordinal);

        Should.Throw<BadFileException>(() => Read(json[..at] + wrong + json[(at + text.Length)..])).Message.ShouldStartWith(problem);
    }

    [Fact]
    public void a_figure_that_is_not_known_has_no_receipt() =>
        Should.Throw<ArgumentException>(() => (Some with { EnergyKwh = double.NaN }).SignedBy(Key));

    private static ReceiptFile Read(string json) => ReceiptFile.Read(InputFile.Of("receipt.json", json));
}
