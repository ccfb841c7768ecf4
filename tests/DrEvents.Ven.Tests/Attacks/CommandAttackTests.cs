using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Attacks;

/// <summary>Whoever owns the broker sends what he likes, and sheds nobody.</summary>
public sealed class CommandAttackTests : IDisposable
{
    private const string NotOver = "signature: its signature is not that of key {0} over what it says";

    private readonly EnrolledHome _home = new();

    private static string Unproved => NotOver.Replace("{0}", EnrolledHome.Key.Public.Id, StringComparison.Ordinal);

    public void Dispose() => _home.Dispose();

    [Fact]
    public void what_the_operator_signed_is_obeyed_and_kept_as_it_came()
    {
        var command = _home.Command();

        _home.Take(command)!.Ok.ShouldBeTrue();

        _home.IsShedding.ShouldBeTrue();
        _home.Refused.ShouldBe(0);
        _home.Log.Read().Single(e => e.Kind == "commandReceived").Json.ShouldContain("Ed25519");
    }

    [Fact]
    public void the_order_of_members_and_spaces_mean_nothing()
    {
        var json = JsonNode.Parse(_home.Command())!.AsObject();
        var turned = new JsonObject(json.Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));

        _home.Take(turned.ToJsonString(new() { WriteIndented = true }))!.Ok.ShouldBeTrue();
    }

    [Fact]
    public void an_unsigned_command() => _home.ShouldRefuse(_home.Plain(), "signature: there is none");

    [Fact]
    public void without_keys_all_is_as_before()
    {
        using var home = new EnrolledHome();
        var guard = new Trust.CommandGuard(
            EnrolledHome.VenId,
            Trust.CommandKeyFile.Open(new VenOptions(EnrolledHome.VenId, new DrEvents.Mqtt.BrokerAddress("localhost", 1))),
            home.Controller,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance
        );

        guard.Refuse(home.Plain(), home.Now).ShouldBeNull();
        guard.Refuse("anything"u8.ToArray(), home.Now).ShouldBeNull();
    }

    [Fact]
    public void the_command_of_another_ven() => _home.ShouldRefuse(_home.Command(c => c with { VenId = "ven-2" }), RefusalReasons.OtherVen);

    [Fact]
    public void the_command_of_another_ven_with_our_name_on_it() =>
        _home.ShouldRefuse(
            EnrolledHome.Changed(_home.Command(c => c with { VenId = "ven-2" }), j => j["venId"] = EnrolledHome.VenId),
            Unproved
        );

    [Fact]
    public void a_command_without_a_name() =>
        _home.ShouldRefuse(EnrolledHome.Signed(EnrolledHome.Changed(_home.Plain(), j => j.Remove("venId"))), RefusalReasons.OtherVen);

    [Theory]
    [InlineData("shed_kw", "4")]
    [InlineData("duration_sec", "86400")]
    [InlineData("expiresAt", "1893456000")]
    [InlineData("issuedAt", "1893456000")]
    [InlineData("revision", "99")]
    [InlineData("correlationId", "\"again\"")]
    [InlineData("event_id", "\"evt-0000000b\"")]
    [InlineData("op", "\"shedLoad\"")]
    [InlineData("schemaVersion", "\"2.0\"")]
    [InlineData("added", "1")]
    public void a_changed_member(string member, string value) =>
        _home.ShouldRefuse(EnrolledHome.Changed(_home.Command(), j => j[member] = JsonNode.Parse(value)), Unproved);

    [Theory]
    [InlineData("requestedReductionKw", "4")]
    [InlineData("durationS", "86400")]
    [InlineData("eventId", "\"evt-0000000b\"")]
    public void a_changed_member_of_the_data(string member, string value) =>
        _home.ShouldRefuse(EnrolledHome.Changed(_home.Command(), j => j["data"]![member] = JsonNode.Parse(value)), Unproved);

    [Theory]
    [InlineData("expiresAt")]
    [InlineData("data")]
    [InlineData("revision")]
    public void a_member_that_is_taken_out(string member) =>
        _home.ShouldRefuse(EnrolledHome.Changed(_home.Command(), j => j.Remove(member)), Unproved);

    [Fact]
    public void a_command_that_never_ends() =>
        _home.ShouldRefuse(_home.Command(c => c with { ExpiresAt = null }), RefusalReasons.ExpiresAtMissing);

    [Fact]
    public void re_signed_by_a_foreign_key() =>
        _home.ShouldRefuse(_home.Command(key: EnrolledHome.Foreign), $"signature: unknown key {EnrolledHome.Foreign.Public.Id}");

    [Fact]
    public void re_signed_by_a_foreign_key_under_the_operators_name() =>
        _home.ShouldRefuse(
            EnrolledHome.Changed(_home.Command(key: EnrolledHome.Foreign), j => j["signature"]!["keyId"] = EnrolledHome.Key.Public.Id),
            Unproved
        );

    [Fact]
    public void signed_by_a_retired_key()
    {
        using var home = new EnrolledHome(keys: [EnrolledHome.Key, EnrolledHome.Next]);
        home.Take(NewKeys(home, [EnrolledHome.Next], EnrolledHome.Next))!.Ok.ShouldBeTrue();

        home.ShouldRefuse(home.Command(), $"signature: unknown key {EnrolledHome.Key.Public.Id}");
        home.Take(home.Command(key: EnrolledHome.Next))!.Ok.ShouldBeTrue();
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/drevents/command-keys.json")]
    [InlineData("..\\..\\keys")]
    [InlineData("key\u0000id")]
    [InlineData("")]
    [InlineData("http://203.0.113.7/key")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234567890")]
    public void a_path_or_an_address_as_the_key(string keyId) => ShouldBeNoSignature(j => j["signature"]!["keyId"] = keyId);

    [Theory]
    [InlineData("none")]
    [InlineData("")]
    [InlineData("ed25519")]
    [InlineData("HS256")]
    public void another_algorithm(string algorithm) => ShouldBeNoSignature(j => j["signature"]!["alg"] = algorithm);

    [Fact]
    public void a_truncated_signature() =>
        ShouldBeNoSignature(j => j["signature"]!["value"] = j["signature"]!["value"]!.GetValue<string>()[..^1]);

    [Fact]
    public void an_empty_signature() => ShouldBeNoSignature(j => j["signature"]!["value"] = "");

    [Fact]
    public void a_signature_that_is_a_text() => ShouldBeNoSignature(j => j["signature"] = j["signature"]!["value"]!.DeepClone());

    [Fact]
    public void a_signature_with_more_in_it() => ShouldBeNoSignature(j => j["signature"]!["crit"] = "x");

    [Fact]
    public void a_signature_of_zeros() =>
        _home.ShouldRefuse(EnrolledHome.Changed(_home.Command(), j => j["signature"]!["value"] = new string('A', 86)), Unproved);

    [Theory]
    [InlineData("\"shed_kw\":2,", "\"shed_kw\":2,\"shed_kw\":4,")]
    [InlineData("\"shed_kw\":2,", "\"shed_kw\":4,\"shed_kw\":2,")]
    [InlineData("\"shed_kw\":2,", "\"shed_kw\":2,\"shed\\u005fkw\":4,")]
    [InlineData("\"durationS\":1800,", "\"durationS\":1800,\"durationS\":86400,")]
    [InlineData("\"signature\":", "\"signature\":null,\"signature\":")]
    public void a_member_that_is_there_twice(string text, string twice) => ShouldHaveNoForm(text, twice);

    [Theory]
    [InlineData("\"venId\":\"ven-1\"", "\"venId\":\"ven-1\\ud800\"")]
    [InlineData("\"venId\":\"ven-1\"", "\"venId\":\"ven-1\\udc00\\ud800\"")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":1e400")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":-1e999999999")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":NaN")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":02")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":+2")]
    [InlineData("\"shed_kw\":2", "/*2*/\"shed_kw\":2")]
    public void what_has_no_canonical_form(string text, string wrong) => ShouldHaveNoForm(text, wrong);

    [Theory]
    [InlineData("\"venId\"", "\"VenId\"")]
    [InlineData("\"venId\"", "\"ven\\u0049d\\u200b\"")]
    [InlineData("\"venId\":\"ven-1\"", "\"venId\":\"ven‐1\"")]
    [InlineData("\"venId\":\"ven-1\"", "\"venId\":\"ve\\u0301n-1\"")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":-0")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":\"2\"")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":2.0000000000000004")]
    public void what_looks_the_same_and_is_not(string text, string other) =>
        _home.ShouldRefuse(Replaced(_home.Command(), text, other), Unproved);

    /// <summary>The same text in other words is the same command, for the signature and for who obeys.</summary>
    [Theory]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":2.0")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":0.2e1")]
    [InlineData("\"shed_kw\":2", "\"shed_kw\":2.0000000000000000001")]
    [InlineData("\"venId\"", "\"ven\\u0049d\"")]
    public void the_same_in_other_words_asks_for_the_same(string text, string same)
    {
        _home.Take(Replaced(_home.Command(), text, same))!.Ok.ShouldBeTrue();

        _home.State.Shed!.What.RequestedReductionKw.ShouldBe(2);
    }

    [Fact]
    public void replayed_after_its_end()
    {
        var command = _home.Command();
        _home.Clock.Advance(TimeSpan.FromMinutes(30));

        _home.ShouldRefuse(command, RefusalReasons.Expired);
    }

    [Fact]
    public void held_back_and_sent_late_it_sheds_no_longer_than_it_was_meant_to()
    {
        var (command, end) = (_home.Command(), _home.Now.AddMinutes(30));
        _home.Clock.Advance(TimeSpan.FromMinutes(25));

        _home.Take(command)!.Ok.ShouldBeTrue();

        _home.State.Shed!.What.Until.ShouldBe(end);
    }

    [Fact]
    public void replayed_while_it_runs_and_after_its_restore()
    {
        var shed = _home.Command();
        _home.Take(shed)!.Ok.ShouldBeTrue();
        _home.Take(shed)!.Ok.ShouldBeTrue("a repeat has the same answer");
        _home
            .Take(_home.Command(c => c with { Op = CommandOps.Restore, Revision = 2, RequestedReductionKw = null, DurationS = null }))!
            .Ok.ShouldBeTrue();
        _home.IsShedding.ShouldBeFalse();

        _home.Take(shed);

        _home.IsShedding.ShouldBeFalse();
    }

    [Fact]
    public void replayed_with_a_new_correlation_id() =>
        _home.ShouldRefuse(EnrolledHome.Changed(_home.Command(), j => j["correlationId"] = "c-99"), Unproved);

    [Fact]
    public void an_older_revision()
    {
        var old = _home.Command();
        _home.Take(_home.Command(c => c with { Revision = 2, RequestedReductionKw = 1 }))!.Ok.ShouldBeTrue();

        var ack = _home.Take(old)!;

        (ack.Ok, ack.Error).ShouldBe((false, RefusalReasons.StaleRevision));
        _home.State.Shed!.What.RequestedReductionKw.ShouldBe(1);
    }

    [Fact]
    public void an_answer_or_a_wish_is_no_command()
    {
        var wish = _home.Wish("""{"enabled":false}""");
        var asCommand = EnrolledHome.Changed(
            Encoding.UTF8.GetBytes(wish["wish"]!.GetValue<string>()),
            j =>
                j["signature"] = new JsonObject
                {
                    ["keyId"] = wish["keyId"]!.DeepClone(),
                    ["alg"] = "Ed25519",
                    ["value"] = wish["value"]!.DeepClone(),
                }
        );

        // There is nobody to answer: it says no op and no correlation id.
        _home.Take(asCommand).ShouldBeNull();
        _home.State.IsEnabled.ShouldBeTrue();
        _home.Refused.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"signature\":{}}")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"correlationId\":\"\\ud800\",\"op\":\"ping\"}")]
    public void what_is_no_command_is_counted_and_nothing_more(string text)
    {
        _home.Take(text);

        _home.Refused.ShouldBe(1);
        _home.Log.Read().ShouldAllBe(e => e.Kind == "commandsRefused");
    }

    [Fact]
    public void a_large_one_and_a_deep_one()
    {
        _home.Take("{\"a\":\"" + new string('x', WireLimits.PayloadBytesMax) + "\"}").ShouldBeNull();
        _home.Take(new string('[', 100_000));
        _home.Take("{\"correlationId\":\"" + new string('x', 100_000) + "\"}").ShouldBeNull("it would be said again");

        _home.Refused.ShouldBe(3);
    }

    [Fact]
    public void a_flood_of_bad_commands_fills_neither_log_nor_line()
    {
        var answers = 0;
        for (var i = 0; i < 10_000; i++)
            answers += _home.Take(_home.Plain()) is null ? 0 : 1;

        answers.ShouldBe(10);
        _home.Refused.ShouldBe(10_000);
        _home.Log.Read().Count().ShouldBe(1);
        _home.State.Answers.ShouldBeEmpty();
        _home.Clock.Advance(TimeSpan.FromMinutes(1));
        _home.Take(_home.Command())!.Ok.ShouldBeTrue("a genuine one is obeyed as before");
    }

    [Fact]
    public void a_flood_of_repeats_of_a_genuine_command()
    {
        var command = _home.Command();
        for (var i = 0; i < 5_000; i++)
            _home.Take(command);

        _home.Log.Read().Count().ShouldBeLessThan(130);
        _home.IsShedding.ShouldBeTrue();
    }

    [Fact]
    public void keys_are_taken_by_a_signed_command_alone()
    {
        var file = Path.Combine(Path.GetTempPath(), $"command-keys-{Guid.NewGuid():N}.json");
        using var home = new EnrolledHome(keyFile: file);

        home.ShouldRefuse(
            NewKeys(home, [EnrolledHome.Foreign], EnrolledHome.Foreign),
            $"signature: unknown key {EnrolledHome.Foreign.Public.Id}"
        );
        home.ShouldRefuse(NewKeys(home, [], EnrolledHome.Key), "command_keys: holds 0 keys, where 1 to 8 are needed");
        File.Exists(file).ShouldBeFalse();
        var old = NewKeys(home, [EnrolledHome.Key], EnrolledHome.Key);
        home.Clock.Advance(TimeSpan.FromSeconds(10));
        home.Take(NewKeys(home, [EnrolledHome.Key, EnrolledHome.Next], EnrolledHome.Key))!
            .DataJson!.ShouldContain(EnrolledHome.Next.Public.Id);

        home.ShouldRefuse(old, RefusalReasons.StaleKeys);
        home.Guard.Keys.Ids.ShouldBe([EnrolledHome.Key.Public.Id, EnrolledHome.Next.Public.Id]);
        Trust.CommandKeys.Read(File.ReadAllText(file)).Keys!.Ids.ShouldBe(home.Guard.Keys.Ids);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        home.State.CommandKeysIssuedAt.ShouldNotBeNull();
        File.Delete(file);
    }

    [Fact]
    public void a_file_of_keys_that_cannot_be_read_keeps_the_ven_from_starting()
    {
        var file = Path.Combine(Path.GetTempPath(), $"command-keys-{Guid.NewGuid():N}.json");
        var options = new VenOptions(EnrolledHome.VenId, new DrEvents.Mqtt.BrokerAddress("localhost", 1)) { CommandKeyFile = file };
        Trust.CommandKeyFile.Open(options).Keys.Any.ShouldBeFalse("it is not enrolled yet");
        Should
            .Throw<InvalidDataException>(() => Trust.CommandKeyFile.Open(options with { NeedsCommandKeys = true }))
            .Message.ShouldStartWith($"Ven:CommandKeyFile: there is no file {file}");
        foreach (
            var wrong in new[]
            {
                "",
                "[]",
                "{}",
                "[null]",
                """[{"keyId":"a"}]""",
                """[{"keyId":"../a","publicKey":"x"}]""",
                """[{"keyId":"a","publicKey":"AAAA"}]""",
            }
        )
        {
            File.WriteAllText(file, wrong);
            Should.Throw<InvalidDataException>(() => Trust.CommandKeyFile.Open(options)).Message.ShouldStartWith(file);
        }
        File.Delete(file);
    }

    private static byte[] NewKeys(EnrolledHome home, IReadOnlyList<Measurement.Proof.SigningKey> keys, Measurement.Proof.SigningKey by) =>
        home.Command(
            c =>
                c with
                {
                    Op = CommandOps.SetConfig,
                    EventId = null,
                    RequestedReductionKw = null,
                    DurationS = null,
                    CommandKeys = [.. keys.Select(EnrolledHome.ViewOf)],
                },
            by
        );

    private static byte[] Replaced(byte[] command, string text, string other)
    {
        var json = Encoding.UTF8.GetString(command);
        var at = json.IndexOf(text, StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        return Encoding.UTF8.GetBytes(json[..at] + other + json[(at + text.Length)..]);
    }

    private void ShouldBeNoSignature(Action<JsonObject> change) =>
        _home.ShouldRefuse(
            EnrolledHome.Changed(_home.Command(), change),
            "signature: its signature is not of the form {keyId, alg: Ed25519, value: 64 bytes as base64url}"
        );

    private void ShouldHaveNoForm(string text, string wrong)
    {
        var (entries, refused) = (_home.Log.Read().Count(), _home.Refused);
        if (_home.Take(Replaced(_home.Command(), text, wrong)) is { } ack)
            (ack.Ok, ack.Error!.StartsWith("signature: it has no canonical form: ", StringComparison.Ordinal)).ShouldBe(
                (false, true),
                ack.Error
            );
        _home.IsShedding.ShouldBeFalse();
        _home.Refused.ShouldBe(refused + 1);
        _home.Log.Read().Count().ShouldBe(entries + 1, "that something was refused");
    }
}
