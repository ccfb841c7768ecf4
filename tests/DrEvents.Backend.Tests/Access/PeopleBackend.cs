using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Access;

/// <summary>A backend with accounts of its own, shared by tests that each make their own users.</summary>
public sealed class PeopleBackend : IAsyncLifetime
{
    public const string Password = "copper violin ninety rivers";
    public const string OtherPassword = "tram orchid lantern seven";

    internal AccessBackend Backend { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        // Tests sign in more often than anybody does.
        Backend = await AccessBackend.StartAsync(
            ("Access:AdministratorKey", Some.AdministratorKey),
            ("Http:SignInsPerMinute", "10000"),
            ("Trail:RefusedEverySeconds", "1")
        );

    public ValueTask DisposeAsync() => Backend.DisposeAsync();

    /// <summary>What asks a backend that somebody else has started.</summary>
    internal static PeopleBackend Over(AccessBackend backend) => new() { Backend = backend };

    /// <summary>A user who set his password; returns his id and his name.</summary>
    public async Task<(string Id, string Name)> MakeUserAsync(string role = Roles.Operator, string password = Password)
    {
        var name = $"Anna {Guid.NewGuid():N}";
        var invited = await InviteAsync(name, role);
        using var accepted = await AcceptAsync(CodeOf(invited.Link), password);
        accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        return (invited.User.Id, name);
    }

    public async Task<UserInvitedView> InviteAsync(string name, string role)
    {
        using var answer = await AskAsync(HttpMethod.Post, "/api/access/users", Some.AdministratorKey, new InviteUserRequest(name, role));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<UserInvitedView>())!;
    }

    public Task<HttpResponseMessage> AcceptAsync(string code, string? password, string? name = null) =>
        AskAsync(HttpMethod.Post, "/api/access/invitations", null, new AcceptInvitationRequest(code, password, name));

    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? key, object? body = null) =>
        Backend.AskAsync(method, path, key, body);

    /// <summary>Signs in; the answer as it is.</summary>
    public Task<(int Status, JsonElement Body)> SignInAsync(string name, string password = Password, string? code = null)
    {
        List<KeyValuePair<string, string>> fields =
        [
            new("grant_type", "urn:drevents:person"),
            new("username", name),
            new("password", password),
        ];
        if (code is not null)
            fields.Add(new("code", code));
        return TokenAsync([.. fields]);
    }

    /// <summary>A token of a user.</summary>
    public async Task<string> TokenOfAsync(string name, string password = Password, string? code = null)
    {
        var (status, body) = await SignInAsync(name, password, code);
        status.ShouldBe(200, body.ToString());
        return body.GetProperty("access_token").GetString()!;
    }

    public async Task<(int Status, JsonElement Body)> TokenAsync(params KeyValuePair<string, string>[] fields)
    {
        using var answer = await RawTokenAsync(fields);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public async Task<HttpResponseMessage> RawTokenAsync(params KeyValuePair<string, string>[] fields)
    {
        using var http = Backend.Host.Server.CreateClient();
        return await http.PostAsync("/connect/token", new FormUrlEncodedContent(fields));
    }

    public async Task<ClientMadeView> MakeClientAsync(string role = Roles.Viewer)
    {
        using var answer = await AskAsync(
            HttpMethod.Post,
            "/api/access/clients",
            Some.AdministratorKey,
            new MakeClientRequest("Desk", role)
        );
        return (await answer.Content.ReadFromJsonAsync<ClientMadeView>())!;
    }

    public Task<(int Status, JsonElement Body)> ClientTokenAsync(ClientMadeView client, string? secret = null) =>
        TokenAsync(
            new("grant_type", "client_credentials"),
            new("client_id", client.Client.Id),
            new("client_secret", secret ?? client.Secret)
        );

    public async Task<int> StatusAsync(string? key, string path = "/api/vens", HttpMethod? method = null, object? body = null)
    {
        using var answer = await AskAsync(method ?? HttpMethod.Get, path, key, body);
        return (int)answer.StatusCode;
    }

    public async Task<string> WhyAsync(string? key)
    {
        using var answer = await AskAsync(HttpMethod.Get, "/api/vens", key);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString()!;
    }

    /// <summary>Turns a user's authenticator on; returns its key and the recovery codes.</summary>
    public async Task<(string Secret, IReadOnlyList<string> Codes)> TurnTotpOnAsync(string token, string password = Password)
    {
        const string totp = "/api/access/account/totp";
        using var begun = await AskAsync(HttpMethod.Post, totp, token, new ConfirmPasswordRequest(password));
        begun.StatusCode.ShouldBe(HttpStatusCode.OK, await begun.Content.ReadAsStringAsync());
        var key = (await begun.Content.ReadFromJsonAsync<TotpKeyView>())!;
        key.Uri.ShouldContain(key.Secret);
        using var on = await AskAsync(HttpMethod.Post, totp + "/confirm", token, new ConfirmTotpRequest(TotpCode(key.Secret, -2)));
        on.StatusCode.ShouldBe(HttpStatusCode.OK, await on.Content.ReadAsStringAsync());
        return (key.Secret, (await on.Content.ReadFromJsonAsync<RecoveryCodesView>())!.Codes);
    }

    public static string CodeOf(LinkView link) => link.Path.Split("code=")[1];

    /// <summary>What an authenticator shows (RFC 6238), so many steps of 30 s from now. Identity takes two before and two after.</summary>
    public static string TotpCode(string secret, int steps = 0)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, (TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30) + steps);
#pragma warning disable CA5350 // RFC 6238 names it, and authenticators know nothing else.
        var hash = HMACSHA1.HashData(Base32(secret), counter);
#pragma warning restore CA5350
        var at = hash[^1] & 0xf;
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(at, 4)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Base32(string text)
    {
        var bits = string.Concat(
            text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0'))
        );
        return [.. bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2))];
    }
}

/// <summary>What asks it.</summary>
[CollectionDefinition(nameof(PeopleBackend))]
public sealed class PeopleBackendCollection : ICollectionFixture<PeopleBackend>;
