using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Access.Attacks;

/// <summary>Tokens that this installation never gave, or gave to others, or gave before something ended them.</summary>
[Collection(nameof(PeopleBackend))]
public sealed class TokenAttacks(PeopleBackend people)
{
    private const string NotValid = "The token is not valid";

    [Fact]
    public async Task a_token_of_a_user_who_was_removed()
    {
        var (id, name) = await people.MakeUserAsync();
        var (_, signedIn) = await people.SignInAsync(name);
        var token = signedIn.GetProperty("access_token").GetString();
        (await people.StatusAsync(token)).ShouldBe(200);

        (await people.StatusAsync(Some.AdministratorKey, $"/api/access/users/{id}", HttpMethod.Delete)).ShouldBe(204);

        (await people.WhyAsync(token)).ShouldBe($"User {name} was removed by administratorKey");
        (await RenewAsync(signedIn)).ShouldBe(400);
        (await people.SignInAsync(name)).Status.ShouldBe(400);
        await using var session = people.Backend.Host.Services.GetRequiredService<Marten.IDocumentStore>().QuerySession();
        (await session.LoadAsync<User>(id)).ShouldBeNull();
    }

    [Theory]
    [InlineData("/password")]
    [InlineData("/sign-out")]
    public async Task a_token_of_before_the_password_was_changed_or_the_user_signed_out_everywhere(string by)
    {
        var (_, name) = await people.MakeUserAsync();
        var (_, signedIn) = await people.SignInAsync(name);
        var token = signedIn.GetProperty("access_token").GetString();
        object? body = by == "/password" ? new ChangePasswordRequest(PeopleBackend.Password, PeopleBackend.OtherPassword) : null;

        (await people.StatusAsync(token, "/api/access/account" + by, HttpMethod.Post, body)).ShouldBe(204);

        (await people.WhyAsync(token)).ShouldBe("The session has ended");
        (await RenewAsync(signedIn)).ShouldBe(400);
    }

    [Fact]
    public async Task a_token_that_is_changed_or_signed_by_nobody_or_by_something_public()
    {
        var (_, name) = await people.MakeUserAsync(Roles.Administrator);
        var token = await people.TokenOfAsync(name);
        var kid = Part(token, 0)["kid"]!.GetValue<string>();
        var claims = Part(token, 1);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = await PublicKeyAsync(kid);
        Func<JsonObject, byte[], byte[]> ofOther = (_, text) => other.SignData(text, HashAlgorithmName.SHA256);

        (await people.StatusAsync(token, "/api/access/keys")).ShouldBe(200);
        string[] forged =
        [
            token[..^4] + (token[^4] == 'A' ? 'B' : 'A') + token[^3..],
            token[..token.LastIndexOf('.')] + ".",
            Signed(Head("none", kid), claims, (_, _) => []),
            Signed(Head("ES256", kid), claims, ofOther),
            Signed(Head("HS256", kid), claims, (_, text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(publicKey), text)),
            Signed(Head("HS256", kid), claims, (_, text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(kid), text)),
            Signed(WithOwnKey(other, kid), claims, ofOther),
        ];

        foreach (var one in forged)
            (await people.WhyAsync(one)).ShouldBe(NotValid, one);
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("/proc/self/environ")]
    [InlineData("http://127.0.0.1:1/keys")]
    [InlineData("' or 1=1 --")]
    [InlineData("")]
    public async Task a_token_whose_key_is_a_place(string kid)
    {
        var (_, name) = await people.MakeUserAsync(Roles.Administrator);
        var claims = Part(await people.TokenOfAsync(name), 1);

        var forged = Signed(Head("HS256", kid), claims, (_, text) => HMACSHA256.HashData(new byte[32], text));

        (await people.WhyAsync(forged)).ShouldBe("The key is not known");
    }

    /// <summary>Signed by the real key, as a fault of ours elsewhere might: type, audience, time and bearer have to be right too.</summary>
    [Fact]
    public async Task a_token_of_ours_that_is_for_something_else_or_over()
    {
        var (_, name) = await people.MakeUserAsync(Roles.Administrator);
        var token = await people.TokenOfAsync(name);
        (await people.StatusAsync(Own(token))).ShouldBe(200);

        foreach (
            var (change, why) in new (Action<JsonObject, JsonObject>, string)[]
            {
                ((head, _) => head["typ"] = "JWT", NotValid),
                ((head, _) => head["typ"] = "oi_reft+jwt", NotValid),
                ((_, claims) => claims["aud"] = "others", NotValid),
                ((_, claims) => claims.Remove("aud"), NotValid),
                ((_, claims) => claims.Remove("exp"), "The token has expired"),
                ((_, claims) => claims["exp"] = TestIssuer.Now - 60, "The token has expired"),
                ((_, claims) => claims["nbf"] = TestIssuer.Now + 120, NotValid),
                ((_, claims) => claims["sub"] = "00000000", NotValid),
                ((_, claims) => claims["drevents_stamp"] = 1, "The session has ended"),
                ((_, claims) => claims["drevents_way"] = "administratorKey", NotValid),
                ((_, claims) => claims["drevents_way"] = Ways.Client, NotValid),
            }
        )
            (await people.WhyAsync(Own(token, change))).ShouldBe(why);
    }

    [Fact]
    public async Task a_renewal_is_used_as_a_token_and_a_token_as_a_renewal()
    {
        var (_, name) = await people.MakeUserAsync();
        var (_, signedIn) = await people.SignInAsync(name);

        (await people.WhyAsync(signedIn.GetProperty("refresh_token").GetString())).ShouldBe("The key is not known");
        var (status, _) = await people.TokenAsync(
            new("grant_type", "refresh_token"),
            new("refresh_token", signedIn.GetProperty("access_token").GetString()!)
        );
        status.ShouldBe(400);
    }

    [Fact]
    public async Task a_clients_token_is_used_as_a_users()
    {
        var client = await people.MakeClientAsync(Roles.Operator);
        var (_, body) = await people.ClientTokenAsync(client);
        var token = body.GetProperty("access_token").GetString();

        body.TryGetProperty("refresh_token", out _).ShouldBeFalse();
        (await people.StatusAsync(token, "/api/access/account/sign-out", HttpMethod.Post)).ShouldBe(409);
        (await people.StatusAsync(token, "/api/access/account/totp", HttpMethod.Post, new ConfirmPasswordRequest("x"))).ShouldBe(409);
    }

    [Fact]
    public async Task more_is_asked_for_than_one_has()
    {
        var client = await people.MakeClientAsync(Roles.Viewer);
        var (status, body) = await people.TokenAsync(
            new("grant_type", "client_credentials"),
            new("client_id", client.Client.Id),
            new("client_secret", client.Secret),
            new("role", "administrator"),
            new("roles", "administrator"),
            new("scope", "administrator"),
            new("sub", "somebody"),
            new("drevents_way", "user")
        );

        status.ShouldBe(200, body.ToString());
        var token = body.GetProperty("access_token").GetString();
        (await people.StatusAsync(token, "/api/access/keys")).ShouldBe(403);
        using var me = await people.AskAsync(HttpMethod.Get, "/api/access/me", token);
        (await me.Content.ReadFromJsonAsync<AccessMe>())!.Roles.ShouldBe([Roles.Viewer]);
    }

    [Theory]
    [InlineData("password")]
    [InlineData("authorization_code")]
    [InlineData("urn:ietf:params:oauth:grant-type:token-exchange")]
    [InlineData("")]
    public async Task a_way_to_tokens_that_there_is_not(string grant)
    {
        var (status, body) = await people.TokenAsync(new("grant_type", grant), new("username", "a"), new("password", "b"));

        status.ShouldBe(400);
        body.GetProperty("error").GetString()!.ShouldBeOneOf("unsupported_grant_type", "invalid_request");
    }

    [Fact]
    public async Task what_is_asked_cannot_be_read()
    {
        using var http = people.Backend.Host.Server.CreateClient();
        HttpContent[] bodies =
        [
            new StringContent("{}", Encoding.UTF8, "application/json"),
            new ByteArrayContent([]),
            new StringContent("grant_type=%zz&&&=", Encoding.UTF8, "application/x-www-form-urlencoded"),
            new FormUrlEncodedContent(Enumerable.Range(0, 3000).Select(n => KeyValuePair.Create($"field{n}", "x"))),
            new StringContent("grant_type=" + new string('x', 200_000), Encoding.UTF8, "application/x-www-form-urlencoded"),
            new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", "a.b.c")]),
            new FormUrlEncodedContent([
                new("grant_type", "urn:drevents:person"),
                new("username", new string('a', 20_000)),
                new("password", "\0"),
            ]),
            new FormUrlEncodedContent([
                new("grant_type", "urn:drevents:person"),
                new("username", "a"),
                new("username", "b"),
                new("password", "c"),
            ]),
        ];

        foreach (var (number, body) in bodies.Index())
        {
            using var answer = await http.PostAsync("/connect/token", body);
            ((int)answer.StatusCode).ShouldBeInRange(400, 415, $"body {number}: {await answer.Content.ReadAsStringAsync()}");
        }
        (await http.GetAsync("/connect/token")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private string Own(string token, Action<JsonObject, JsonObject>? change = null)
    {
        var (head, claims) = (Part(token, 0), Part(token, 1));
        change?.Invoke(head, claims);
        var key = people.Backend.Host.Services.GetRequiredService<SigningKeys>().Find(Part(token, 0)["kid"]!.GetValue<string>())!;
        var signer = ((Microsoft.IdentityModel.Tokens.ECDsaSecurityKey)key.Signing.Key).ECDsa;
        return Signed(head, claims, (_, text) => signer.SignData(text, HashAlgorithmName.SHA256));
    }

    private async Task<int> RenewAsync(JsonElement signedIn)
    {
        var (status, _) = await people.TokenAsync(
            new("grant_type", "refresh_token"),
            new("refresh_token", signedIn.GetProperty("refresh_token").GetString()!)
        );
        return status;
    }

    private async Task<string> PublicKeyAsync(string kid)
    {
        using var http = people.Backend.Host.Server.CreateClient();
        var keys = JsonElement.Parse(await http.GetStringAsync("/.well-known/jwks")).GetProperty("keys");
        return keys.EnumerateArray().Single(k => k.GetProperty("kid").GetString() == kid).ToString();
    }

    private static JsonObject Head(string algorithm, string kid) =>
        new()
        {
            ["alg"] = algorithm,
            ["typ"] = "at+jwt",
            ["kid"] = kid,
        };

    private static JsonObject WithOwnKey(ECDsa key, string kid)
    {
        var shown = key.ExportParameters(includePrivateParameters: false);
        var head = Head("ES256", kid);
        head["jwk"] = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(shown.Q.X),
            ["y"] = Base64Url.EncodeToString(shown.Q.Y),
        };
        return head;
    }

    private static string Signed(JsonObject head, JsonObject claims, Func<JsonObject, byte[], byte[]> sign) =>
        TestIssuer.Signed(head, claims, text => sign(head, text));

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();
}
