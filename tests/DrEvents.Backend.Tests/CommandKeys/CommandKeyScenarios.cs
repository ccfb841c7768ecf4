using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Shadow;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;
using DrEvents.Testing;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.CommandKeys;

/// <summary>Commands that are signed, and keys that come and go, on running backends.</summary>
public sealed class CommandKeyScenarios(SigningBackend backend) : IClassFixture<SigningBackend>
{
    private const string Keys = "/api/command-keys";
    private const string Rotate = $"{Keys}/rotate";

    [Fact]
    public async Task keys_come_and_go_and_vens_are_told_by_a_key_that_they_know()
    {
        var first = backend.Keys.Current.ShouldHaveSingleItem();
        (await backend.ListAsync()).ShouldHaveSingleItem().Status.ShouldBe(CommandKeyStatus.Signing);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(backend.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await backend.ComesAsync("keys-1", session: 1, first.KeyId);
        await backend.ComesAsync("keys-field", session: 1);
        SigningBackend.SignerOf(await backend.PingAsync("keys-1"), [first]).ShouldBe(first.KeyId);
        backend.KeysTold("keys-1").ShouldBeNull("it has the right ones");

        var rotated = await backend.Http.PostAsJsonAsync(Rotate, new RotateCommandKeyRequest());
        rotated.StatusCode.ShouldBe(HttpStatusCode.Created, await rotated.Content.ReadAsStringAsync());
        var second = (await rotated.Content.ReadFromJsonAsync<CommandKeyDetail>())!;
        second.Status.ShouldBe(CommandKeyStatus.Waiting);
        (second.SignsFrom - second.AddedAt).ShouldBe(TimeSpan.FromDays(7));
        (await backend.Http.PostAsJsonAsync(Rotate, new RotateCommandKeyRequest())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await Eventually.HoldsAsync("the VEN is told", () => backend.KeysTold("keys-1") is not null);
        backend.KeysTold("keys-1")!.CommandKeys!.Select(k => k.KeyId).ShouldBe([first.KeyId, second.KeyId]);
        backend.KeysTold("keys-field").ShouldBeNull("it is not enrolled");
        await Eventually.HoldsAsync("the node knows", () => backend.Keys.Current.Count == 2);
        var both = backend.Keys.Current;
        SigningBackend.SignerOf(await backend.PingAsync("keys-1"), both).ShouldBe(first.KeyId, "its time has not come");

        (await backend.Http.DeleteAsync($"{Keys}/{first.KeyId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await backend.Http.DeleteAsync($"{Keys}/{first.KeyId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await backend.Http.DeleteAsync($"{Keys}/{second.KeyId}")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await backend.Http.DeleteAsync($"{Keys}/..%2fnothing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.HoldsAsync("the node knows", () => backend.Keys.Current.Count == 1);
        SigningBackend.SignerOf(await backend.PingAsync("keys-1"), both).ShouldBe(second.KeyId);
        await Eventually.HoldsAsync("the VEN is told again", () => backend.KeysTold("keys-1")!.CommandKeys!.Count == 1);

        // One that was away all the time verifies by the first key alone.
        await backend.ComesAsync("keys-late", session: 1, first.KeyId);
        await Eventually.HoldsAsync("it is told by the key that it knows", () => backend.KeysTold("keys-late") is not null);
        var told = SigningBackend.Sent(backend.Broker, "keys-late").Single(c => VenCommand.Read(c).Value!.CommandKeys is not null);
        SigningBackend.SignerOf(told, both).ShouldBe(first.KeyId);
        await backend.ComesAsync("keys-stranger", session: 1, "0123456789abcdef");
        backend.KeysTold("keys-stranger").ShouldBeNull();

        await another_node_signs_by_the_same_key_and_one_with_another_file_by_none(second.KeyId);
    }

    private async Task another_node_signs_by_the_same_key_and_one_with_another_file_by_none(string signing)
    {
        // Whoever writes into the database brings in no key of his own.
        var foreign = SigningKey.New();
        await using (var session = backend.Host.Services.GetRequiredService<IDocumentStore>().LightweightSession())
        {
            var point = System.Buffers.Text.Base64Url.EncodeToString(foreign.Public.Point);
            var now = TimeProvider.System.GetUtcNow();
            session.Events.Append(CommandKeyStream.Id, new CommandKeyAdded(foreign.Public.Id, point, null, now, "nobody", now));
            await session.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        var broker = new RecordingBroker();
        await using var other = await backend.StartAsync(broker, backend.KeyFile);
        var known = other.Services.GetRequiredService<ICommandKeys>();
        await Eventually.HoldsAsync("the other node knows", () => known.Current.Count == 1);
        SigningBackend.SignerOf(await SigningBackend.PingAsync(other, broker, "keys-1"), known.Current).ShouldBe(signing);
        (await backend.ListAsync()).Last().Status.ShouldBe(CommandKeyStatus.Foreign);
        backend.Keys.Current.ShouldHaveSingleItem().KeyId.ShouldBe(signing);
    }

    [Fact]
    public async Task a_wish_is_signed_whole_and_what_others_put_there_is_not()
    {
        await backend.ComesAsync("wish-1", session: 1);

        var first = await backend.PatchShadowAsync("wish-1", """{"report_interval_seconds":5}""");
        var second = await backend.PatchShadowAsync("wish-1", """{"enabled":false}""");

        Verified(first)["desired"]!.ToJsonString().ShouldBe("""{"report_interval_seconds":5}""");
        Verified(second)["desired"]!
            .ToJsonString()
            .ShouldBe("""{"enabled":false,"report_interval_seconds":5}""", "the first was not carried out yet");
        Verified(second)["issuedAtMs"]!.GetValue<long>().ShouldBeGreaterThan(Verified(first)["issuedAtMs"]!.GetValue<long>());
        Verified(second)["venId"]!.GetValue<string>().ShouldBe("wish-1");

        // Whoever owns the broker puts an older one there, and the next wish brings nothing of it back.
        var old = new JsonObject
        {
            ["state"] = new JsonObject { ["desired"] = new JsonObject { ["signed"] = first["signed"]!.DeepClone() } },
        };
        await BackendFixture.DeliverAsync(backend.Host, (ShadowTopics.Request("wish-1", "update"), old.ToJsonString()));
        var third = await backend.PatchShadowAsync("wish-1", """{"target_power_kw":1}""");
        Verified(third)["desired"]!.ToJsonString().ShouldBe("""{"target_power_kw":1}""");

        var removed = await backend.PatchShadowAsync("wish-1", """{"target_power_kw":null}""");
        removed.ContainsKey("signed").ShouldBeFalse("there is nothing to desire");
    }

    private JsonObject Verified(JsonObject desired)
    {
        var signed = desired["signed"]!;
        var (text, keyId) = (signed["wish"]!.GetValue<string>(), signed["keyId"]!.GetValue<string>());
        var key = backend.Host.Services.GetRequiredService<KnownCommandKeys>().Find(keyId)!;
        SignedMessage
            .OfText(text, keyId, signed["value"]!.GetValue<string>())!
            .Problem(VerifyingKey.Of(System.Buffers.Text.Base64Url.DecodeFromChars(key.Added.PublicKey)))
            .ShouldBeNull();
        var wish = JsonNode.Parse(text)!.AsObject();
        wish["kind"]!.GetValue<string>().ShouldBe(WishForm.Kind);
        return wish;
    }
}
