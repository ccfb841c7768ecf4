using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alba;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Proof;
using DrEvents.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.CommandKeys;

/// <summary>Backends over a database of their own, which sign commands by a key in a file.</summary>
public sealed class SigningBackend : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("command-keys-").FullName;

    public TestDatabase Database { get; private set; } = null!;
    public IAlbaHost Host { get; private set; } = null!;
    public RecordingBroker Broker { get; } = new();
    public string KeyFile => Path.Combine(_folder, "command-key.pem");
    public HttpClient Http => Host.Server.CreateClient();
    public ICommandKeys Keys => Host.Services.GetRequiredService<ICommandKeys>();

    public async ValueTask InitializeAsync()
    {
        Database = await BackendDatabase.CreateAsync();
        Host = await StartAsync(Broker, KeyFile);
        await Eventually.HoldsAsync("the first key is made", () => Keys.Current.Count > 0);
    }

    /// <summary>A backend over this database, with another key file or the same.</summary>
    public Task<IAlbaHost> StartAsync(RecordingBroker broker, string keyFile) =>
        BackendFixture.StartAsync(
            Database.ConnectionString,
            broker,
            TimeProvider.System,
            new Dictionary<string, string?> { ["Commands:SigningKeyFile"] = keyFile }
        );

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A VEN comes that verifies commands by some keys.</summary>
    public Task ComesAsync(string venId, int session, params IEnumerable<string> keyIds)
    {
        string[] words = [VenCapabilities.Announcements, .. keyIds.Select(VenCapabilities.CommandKey)];
        var status = new VenStatusMessage(true, TimeProvider.System.GetUtcNow(), 10, words, session);
        return BackendFixture.DeliverAsync(Host, (Topics.Status(venId), Encoding.UTF8.GetString(status.ToUtf8())));
    }

    /// <summary>Sends a ping, and gives what is published.</summary>
    public async Task<byte[]> PingAsync(string venId) => await PingAsync(Host, Broker, venId);

    public static async Task<byte[]> PingAsync(IAlbaHost host, RecordingBroker broker, string venId)
    {
        var answer = await host.Server.CreateClient().PostAsJsonAsync($"/api/vens/{venId}/commands", new SendCommandRequest("ping"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var id = (await answer.Content.ReadFromJsonAsync<CommandTaken>())!.CorrelationId;
        byte[]? sent = null;
        await Eventually.HoldsAsync(
            "the ping is published",
            () => (sent = Sent(broker, venId).FirstOrDefault(c => IdOf(c) == id)) is not null
        );
        return sent!;
    }

    /// <summary>The commands that a VEN was sent.</summary>
    public static IEnumerable<byte[]> Sent(RecordingBroker broker, string venId) =>
        broker.Published.Where(p => p.Topic == Topics.Command(venId)).Select(p => Encoding.UTF8.GetBytes(p.Payload));

    /// <summary>The newest command that told a VEN keys; null where none did.</summary>
    public VenCommand? KeysTold(string venId) =>
        Sent(Broker, venId).Select(c => VenCommand.Read(c).Value!).LastOrDefault(c => c.CommandKeys is not null);

    /// <summary>The key that signed a command, which holds.</summary>
    public static string SignerOf(byte[] command, IEnumerable<CommandKeyView> keys)
    {
        var (signed, problem) = SignedMessage.Read(command);
        problem.ShouldBeNull(Encoding.UTF8.GetString(command));
        var key = keys.Single(k => k.KeyId == signed!.KeyId);
        signed!.Problem(VerifyingKey.Of(System.Buffers.Text.Base64Url.DecodeFromChars(key.PublicKey))).ShouldBeNull();
        return key.KeyId;
    }

    public async Task<CommandKeyDetail[]> ListAsync() => (await Http.GetFromJsonAsync<CommandKeyDetail[]>("/api/command-keys"))!;

    public async Task<JsonObject> PatchShadowAsync(string venId, string desired)
    {
        var body = new StringContent($$"""{"desired":{{desired}}}""", Encoding.UTF8, "application/json");
        var answer = await Http.PatchAsync($"/api/vens/{venId}/shadow", body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonNode.Parse(text)!["state"]!["desired"]!.AsObject();
    }

    private static string? IdOf(byte[] command) => JsonDocument.Parse(command).RootElement.GetProperty("correlationId").GetString();
}
