using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Access;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Access;

/// <summary>Tokens of a provider that is found by discovery: good ones are taken, and all others are not.</summary>
public sealed class TokenScenarios : IAsyncLifetime
{
    private const string NotOfProvider = "The token is not of Access:Authority, or that cannot be asked for its keys";
    private TestIssuer _issuer = null!;
    private AccessBackend _backend = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _backend = await AccessBackend.StartAsync(("Access:Authority", _issuer.Url), ("Access:Audience", TestIssuer.Audience));
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task a_token_lets_in_with_its_roles_and_its_subject()
    {
        var me = await MeAsync(_issuer.Token(_issuer.Claims(Roles.Operator, Roles.Auditor, "of somebody else")));

        (me.Name, me.Way).ShouldBe(("anna (subject-1)", Ways.Token));
        me.Roles.ShouldBe([Roles.Operator, Roles.Auditor]);
        me.Needs.ShouldContain("audit");
        using var open = await _backend.AskAsync(HttpMethod.Get, "/api/vens", key: null);
        open.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var none = await _backend.AskAsync(HttpMethod.Get, "/api/vens", _issuer.Token(_issuer.Claims()));
        none.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await none.Content.ReadAsStringAsync()).ShouldContain("anna (subject-1) has no role");
    }

    [Fact]
    public async Task keys_hold_beside_tokens()
    {
        var administrator = _issuer.Token(_issuer.Claims(Roles.Administrator));
        var made = await _backend.MakeAsync(administrator, "Wall", Roles.Viewer);

        made.Key.MadeBy.ShouldBe("anna (subject-1)");
        (await MeAsync(made.Secret)).Roles.ShouldBe([Roles.Viewer]);
    }

    [Fact]
    public async Task names_of_the_provider_stand_for_roles_where_a_table_says_so()
    {
        await using var backend = await AccessBackend.StartAsync(
            ("Access:Authority", _issuer.Url),
            ("Access:Audience", TestIssuer.Audience),
            ("Access:RoleClaim", "groups"),
            ("Access:RoleNames:Control room", Roles.Operator)
        );
        var claims = _issuer.Claims(Roles.Administrator);
        claims["groups"] = new JsonArray("Control room", Roles.Administrator, "room administrator");

        using var answer = await backend.AskAsync(HttpMethod.Get, "/api/access/me", _issuer.Token(claims));

        (await answer.Content.ReadFromJsonAsync<AccessMe>())!.Roles.ShouldBe([Roles.Operator]);
    }

    [Theory]
    [InlineData("summer", new[] { "summer" })]
    [InlineData("*", null)]
    [InlineData(null, new string[0])]
    public async Task a_token_says_what_its_caller_is_bounded_to_where_a_claim_is_named(string? said, string[]? programmes)
    {
        await using var backend = await AccessBackend.StartAsync(
            ("Access:Authority", _issuer.Url),
            ("Access:Audience", TestIssuer.Audience),
            ("Access:ProgrammeClaim", "programmes")
        );
        var claims = _issuer.Claims(Roles.Operator);
        if (said is not null)
            claims["programmes"] = new JsonArray(said);
        var token = _issuer.Token(claims);

        using var me = await backend.AskAsync(HttpMethod.Get, "/api/access/me", token);
        using var whole = await backend.AskAsync(HttpMethod.Get, "/api/node", token);

        (await me.Content.ReadFromJsonAsync<AccessMe>())!.Programmes.ShouldBe(programmes);
        whole.StatusCode.ShouldBe(programmes is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task a_token_names_programmes_with_roles_and_names_that_are_none_allow_nothing_there()
    {
        await using var backend = await AccessBackend.StartAsync(
            ("Access:Authority", _issuer.Url),
            ("Access:Audience", TestIssuer.Audience),
            ("Access:ProgrammeClaim", "programmes"),
            ("Access:RoleNames:dr-operators", Roles.Operator),
            ("Access:RoleNames:dr-viewers", Roles.Viewer),
            ("Access:RoleNames:dr-admins", Roles.Administrator)
        );
        var claims = _issuer.Claims("dr-operators");
        claims["programmes"] = new JsonArray("summer", "winter=dr-viewers", "spring=operator", "autumn=dr-admins");

        using var me = await backend.AskAsync(HttpMethod.Get, "/api/access/me", _issuer.Token(claims));

        var told = (await me.Content.ReadFromJsonAsync<AccessMe>())!;
        told.Programmes.ShouldBe(["summer", "winter"]);
        told.Needs.ShouldBe(["read", "callEvents", "manageVens", "settle"]);
        told.ProgrammeRoles!["winter"].ShouldBe([Roles.Viewer]);
        claims["programmes"] = new JsonArray("*", "winter=dr-viewers");
        using var whole = await backend.AskAsync(HttpMethod.Get, "/api/access/me", _issuer.Token(claims));
        (await whole.Content.ReadFromJsonAsync<AccessMe>())!.Programmes.ShouldBeNull();
    }

    [Fact]
    public async Task a_token_that_is_wrong_is_refused_whatever_is_wrong_with_it()
    {
        using var stranger = RSA.Create(2048);
        var good = _issuer.Token(_issuer.Claims(Roles.Administrator));
        var parts = good.Split('.');
        var claims = _issuer.Claims(Roles.Administrator);
        (string What, string Token, string? Why)[] wrong =
        [
            ("alg none", TestIssuer.Signed(TestIssuer.Head("none"), claims, _ => []), null),
            ("alg None", TestIssuer.Signed(TestIssuer.Head("None"), claims, _ => []), null),
            ("none with a signature", TestIssuer.Signed(TestIssuer.Head("none"), claims, _ => [1, 2, 3]), null),
            ("no signature", $"{parts[0]}.{parts[1]}.", null),
            ("another's signature", TestIssuer.Signed(TestIssuer.Head("RS256"), claims, t => TestIssuer.Sign(stranger, t)), null),
            ("another's key id", TestIssuer.Signed(TestIssuer.Head("RS256", "key-2"), claims, t => TestIssuer.Sign(stranger, t)), null),
            ("no key id", TestIssuer.Signed(TestIssuer.Head("RS256", null), claims, t => TestIssuer.Sign(stranger, t)), null),
            ("a path as key id", OfKid("../../../../dev/null"), null),
            ("a statement as key id", OfKid("x' union select 'secret"), null),
            ("the public key as a shared one", TestIssuer.Signed(TestIssuer.Head("HS256"), claims, Confused), null),
            ("a key that comes along", TestIssuer.Signed(WithOwnKey(stranger), claims, t => TestIssuer.Sign(stranger, t)), null),
            ("other claims", $"{parts[0]}.{_issuer.Token(_issuer.Claims(Roles.Viewer)).Split('.')[1]}.{parts[2]}", null),
            ("truncated", good[..^4], null),
            ("not base64", "a.b.c", null),
            ("empty parts", "..", null),
            ("long", string.Join('.', new string('A', 20_000), "e30", "e30"), null),
            ("expired", _issuer.Token(With("exp", TestIssuer.Now - 60)), "The token has expired"),
            ("without an end", _issuer.Token(With("exp", null)), null),
            ("of the future", _issuer.Token(With("nbf", TestIssuer.Now + 120)), "The token does not hold yet"),
            ("for others", _issuer.Token(With("aud", "somebody-else")), "The token is not for Access:Audience"),
            ("for nobody", _issuer.Token(With("aud", null)), "The token is not for Access:Audience"),
            ("of another issuer", _issuer.Token(With("iss", "https://evil.example")), NotOfProvider),
            ("of no issuer", _issuer.Token(With("iss", null)), NotOfProvider),
        ];
        foreach (var (what, token, why) in wrong)
        {
            using var answer = await _backend.AskAsync(HttpMethod.Get, "/api/vens", token);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, what);
            var said = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString();
            if (why is not null)
                said.ShouldBe(why, what);
            else
                new[] { "The token is not valid", NotOfProvider }.ShouldContain(said, what);
        }
        (await MeAsync(good)).Roles.ShouldBe([Roles.Administrator]);

        JsonObject With(string claim, JsonNode? value)
        {
            var said = _issuer.Claims(Roles.Administrator);
            if (value is null)
                said.Remove(claim);
            else
                said[claim] = value;
            return said;
        }

        string OfKid(string kid) => TestIssuer.Signed(TestIssuer.Head("RS256", kid), claims, t => TestIssuer.Sign(stranger, t));

        byte[] Confused(byte[] text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_issuer.PublicKeyPem), text);
    }

    [Fact]
    public async Task a_provider_that_is_away_lets_nobody_in_and_keeps_nobody_with_a_key_out()
    {
        await using var backend = await AccessBackend.StartAsync(
            ("Access:Authority", "http://127.0.0.1:1"),
            ("Access:Audience", TestIssuer.Audience),
            ("Access:AdministratorKey", Some.AdministratorKey)
        );

        using var refused = await backend.AskAsync(HttpMethod.Get, "/api/vens", _issuer.Token(_issuer.Claims(Roles.Administrator)));
        using var good = await backend.AskAsync(HttpMethod.Get, "/api/vens", Some.AdministratorKey);

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("not of Access:Authority, or that cannot be asked");
        good.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://login.example/tenant", "drevents", "roles", true)]
    [InlineData("http://127.0.0.1:8080", "drevents", "roles", true)]
    [InlineData("http://login.example", "drevents", "roles", false)]
    [InlineData("login.example", "drevents", "roles", false)]
    [InlineData("https://login.example", null, "roles", false)]
    [InlineData("https://login.example", "drevents", "", false)]
    public void a_provider_is_asked_in_private_and_has_to_say_for_whom_its_tokens_are(
        string authority,
        string? audience,
        string claim,
        bool isGood
    ) =>
        new AccessOptions
        {
            Authority = authority,
            Audience = audience,
            RoleClaim = claim,
        }
            .Problems()
            .Any()
            .ShouldBe(!isGood);

    [Fact]
    public void a_role_that_there_is_not_is_named() =>
        new AccessOptions { RoleNames = { ["Admins"] = "root" } }
            .Problems()
            .ShouldBe(["Access:RoleNames:Admins is 'root', which is none of viewer, operator, installer, auditor, administrator"]);

    private async Task<AccessMe> MeAsync(string token)
    {
        using var answer = await _backend.AskAsync(HttpMethod.Get, "/api/access/me", token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<AccessMe>())!;
    }

    private static JsonObject WithOwnKey(RSA key)
    {
        var shown = key.ExportParameters(includePrivateParameters: false);
        var head = TestIssuer.Head("RS256", "own");
        head["jwk"] = new JsonObject
        {
            ["kty"] = "RSA",
            ["n"] = System.Buffers.Text.Base64Url.EncodeToString(shown.Modulus),
            ["e"] = System.Buffers.Text.Base64Url.EncodeToString(shown.Exponent),
        };
        return head;
    }
}
