using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Access;

/// <summary>Keys, grants and needs on running backends.</summary>
public sealed partial class AccessScenarios
{
    private const string Keys = "/api/access/keys";
    private const string Grants = "/api/access/grants";
    private const string Read = "/api/vens";

    [Fact]
    public async Task the_first_key_is_an_administrators_and_from_then_on_everybody_is_asked()
    {
        await using var backend = await AccessBackend.StartAsync();
        var me = await MeAsync(backend, key: null);
        (me.Name, me.IsOpen).ShouldBe((Ways.Loopback, true));
        await ShouldBeAsync(backend, 409, HttpMethod.Post, Keys, null, new MakeApiKeyRequest("Wall", Roles.Viewer));
        var ending = TimeProvider.System.GetUtcNow().AddDays(1);
        await ShouldBeAsync(backend, 409, HttpMethod.Post, Keys, null, new MakeApiKeyRequest("Anna", Roles.Administrator, ending));
        await ShouldBeAsync(backend, 409, HttpMethod.Post, Grants, null, new MakeGrantRequest("Scripts", "127.0.0.1", Roles.Viewer));

        var made = await backend.MakeAsync(null, "Anna", Roles.Administrator);

        using var refused = await backend.AskAsync(HttpMethod.Get, Read, key: null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer realm=\"DrEvents\"");
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await DetailAsync(refused)).ShouldBe("Authorization is missing: send Bearer and a key");
        using var wrong = await backend.AskAsync(HttpMethod.Get, Read, made.Secret[..^1]);
        wrong.Headers.WwwAuthenticate.ToString().ShouldContain("error=\"invalid_token\"");
        me = await MeAsync(backend, made.Secret);
        (me.Name, me.Way, me.IsOpen).ShouldBe(("Anna", Ways.Key, false));
        made.Key.MadeBy.ShouldBe(Ways.Loopback);
        await ShouldBeAsync(backend, 200, HttpMethod.Get, "/health/live", key: null);
        await ShouldBeAsync(backend, 200, HttpMethod.Get, "/health/ready", key: null);
        foreach (var path in new[] { "/metrics", "/openapi/v1.json", "/docs/api/", "/nothing", "/api/settings" })
            await ShouldBeAsync(backend, 401, HttpMethod.Get, path, key: null);
        await ShouldBeAsync(backend, 404, HttpMethod.Get, "/nothing", made.Secret);
    }

    [Fact]
    public async Task the_last_way_in_cannot_be_revoked_and_another_key_can()
    {
        await using var backend = await AccessBackend.StartAsync();
        var first = await backend.MakeAsync(null, "Anna", Roles.Administrator);
        var ending = await backend.MakeAsync(first.Secret, "Ben", Roles.Administrator, TimeProvider.System.GetUtcNow().AddDays(1));

        using var refused = await backend.AskAsync(HttpMethod.Delete, $"{Keys}/{first.Key.Id}", first.Secret);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await DetailAsync(refused)).ShouldBe($"Key {first.Key.Id} is the last way in for an administrator: make another one first");

        var second = await backend.MakeAsync(ending.Secret, "Cleo", Roles.Administrator);
        await ShouldBeAsync(backend, 204, HttpMethod.Delete, $"{Keys}/{first.Key.Id}", second.Secret);
        await ShouldBeAsync(backend, 204, HttpMethod.Delete, $"{Keys}/{first.Key.Id}", second.Secret);
        await ShouldBeAsync(backend, 404, HttpMethod.Delete, $"{Keys}/00000000", second.Secret);
        using var revoked = await backend.AskAsync(HttpMethod.Get, Read, first.Secret);
        (await DetailAsync(revoked)).ShouldBe($"Key {first.Key.Id} was revoked by Cleo");
        using var listed = await backend.AskAsync(HttpMethod.Get, Keys, second.Secret);
        var text = await listed.Content.ReadAsStringAsync();
        text.ShouldNotContain(second.Secret[13..]);
        text.ShouldNotContain("hash", Case.Insensitive);
        JsonSerializer
            .Deserialize<ApiKeyView[]>(text, JsonSerializerOptions.Web)!
            .Select(k => (k.Name, k.MadeBy, k.RevokedBy))
            .ShouldBe([("Anna", Ways.Loopback, "Cleo"), ("Ben", "Anna", null), ("Cleo", "Ben", null)]);
    }

    [Fact]
    public async Task another_node_and_a_later_start_know_the_keys()
    {
        await using var backend = await AccessBackend.StartAsync();
        await using var other = await backend.AnotherAsync();
        var made = await backend.MakeAsync(null, "Anna", Roles.Administrator);
        var viewer = await backend.MakeAsync(made.Secret, "Wall", Roles.Viewer);

        await Eventually.HoldsAsync("the other node knows the key", () => StatusIsAsync(viewer.Secret, HttpStatusCode.OK));
        await ShouldBeAsync(backend, 204, HttpMethod.Delete, $"{Keys}/{viewer.Key.Id}", made.Secret);
        await Eventually.HoldsAsync(
            "the other node knows that it was revoked",
            () => StatusIsAsync(viewer.Secret, HttpStatusCode.Unauthorized)
        );

        await using var later = await backend.AnotherAsync();
        using var asked = await AccessBackend.AskAsync(later, HttpMethod.Get, Read, key: null);
        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        async Task<bool> StatusIsAsync(string key, HttpStatusCode status)
        {
            using var answer = await AccessBackend.AskAsync(other, HttpMethod.Get, Read, key);
            return answer.StatusCode == status;
        }
    }

    [Fact]
    public async Task every_role_gets_what_it_is_allowed_to_and_nothing_else()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:AdministratorKey", Some.AdministratorKey));
        var keys = new Dictionary<string, string>();
        foreach (var role in Roles.All)
            keys[role] = (await backend.MakeAsync(Some.AdministratorKey, role, role)).Secret;
        var asked = 0;
        var wrong = new List<string>();

        foreach (var route in backend.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (route.Metadata.GetMetadata<NeedsAttribute>() is not { Need: var need })
                continue;
            var path = "/" + Parameter().Replace(route.RoutePattern.RawText!.Trim('/'), "nothing");
            var method = new HttpMethod(route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET");
            foreach (var (role, key) in keys.Select(k => (k.Key, (string?)k.Value)).Append(("nobody", null)))
            {
                using var answer = await backend.AskAsync(method, path, key);
                var expected =
                    key is null ? 401
                    : Roles.AllowedTo(need).Contains(role) ? 0
                    : 403;
                var status = (int)answer.StatusCode is 401 or 403 ? (int)answer.StatusCode : 0;
                asked++;
                if (status != expected)
                    wrong.Add($"{role} {method} {path} is answered with {(int)answer.StatusCode}");
            }
        }

        wrong.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(600);
    }

    [Fact]
    public async Task a_refusal_says_what_is_missing_and_who_has_it()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:AdministratorKey", Some.AdministratorKey));
        var viewer = await backend.MakeAsync(Some.AdministratorKey, "Wall", Roles.Viewer);

        using var refused = await backend.AskAsync(HttpMethod.Post, "/api/events", viewer.Secret, new { });

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());
        problem
            .GetProperty("detail")
            .GetString()
            .ShouldBe("POST /api/events needs callEvents, which operator, administrator may; Wall is viewer");
        problem.GetProperty("need").GetString().ShouldBe("callEvents");
        problem.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldBe([Roles.Operator, Roles.Administrator]);
    }

    [Fact]
    public async Task what_is_wrong_with_a_key_is_named()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:AdministratorKey", Some.AdministratorKey));
        (object Body, string Problem)[] wrong =
        [
            (new { role = "viewer" }, "name: is missing"),
            (new { name = "a\nb", role = "viewer" }, "name: holds a control character"),
            (new { name = "A" }, "role: is missing"),
            (new { name = "A", role = "root" }, "role: is none of viewer, operator, installer, auditor, administrator"),
            (
                new
                {
                    name = "A",
                    role = "viewer",
                    expiresAt = "2020-01-01T00:00:00Z",
                },
                "expiresAt: is not after now"
            ),
            (
                new
                {
                    name = "A",
                    role = "viewer",
                    hash = "ab",
                },
                "hash: is a name that there is not"
            ),
        ];
        foreach (var (body, problem) in wrong)
        {
            using var refused = await backend.AskAsync(HttpMethod.Post, Keys, Some.AdministratorKey, body);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await DetailAsync(refused)).ShouldBe(problem);
        }
    }

    [Fact]
    public async Task a_grant_lets_a_script_in_and_is_recorded()
    {
        await using var backend = await AccessBackend.StartAsync(("Access:AdministratorKey", Some.AdministratorKey));
        (await backend.ReadFromAsync("10.1.2.3")).ShouldBe(401);
        (string Field, MakeGrantRequest Request)[] wrong =
        [
            ("role: is administrator", new("Scripts", "10.1.0.0/16", Roles.Administrator)),
            ("addresses: is no address", new("Scripts", "gateway.example", Roles.Viewer)),
            ("addresses: is every address", new("Scripts", "0.0.0.0/0", Roles.Viewer)),
            ("origin: is not written", new("Scripts", "10.1.0.0/16", Roles.Viewer, "a.example")),
        ];
        foreach (var (field, request) in wrong)
        {
            using var refused = await backend.AskAsync(HttpMethod.Post, Grants, Some.AdministratorKey, request);
            (await DetailAsync(refused)).ShouldStartWith(field);
        }

        var asked = new MakeGrantRequest("Scripts", "10.1.0.0/16", Roles.Viewer);
        using var answer = await backend.AskAsync(HttpMethod.Post, Grants, Some.AdministratorKey, asked);
        var grant = (await answer.Content.ReadFromJsonAsync<GrantView>())!;

        (await backend.ReadFromAsync("10.1.2.3")).ShouldBe(200);
        (await backend.ReadFromAsync("::ffff:10.1.2.3")).ShouldBe(200);
        (await backend.ReadFromAsync("10.2.2.3")).ShouldBe(401);
        (await backend.ReadFromAsync("10.1.2.3", ("X-Forwarded-For", "10.1.2.3"))).ShouldBe(401);
        (await backend.ReadFromAsync("10.1.2.3", ("Origin", "https://a.example"))).ShouldBe(401);
        await Eventually.HoldsAsync(
            "it is among what is stored",
            async () =>
            {
                using var stored = await backend.AskAsync(HttpMethod.Get, "/api/stored", Some.AdministratorKey);
                return (await stored.Content.ReadAsStringAsync()).Contains(
                    $"grant {grant.Id} of Scripts, viewer from 10.1.0.0/16, made by administratorKey",
                    StringComparison.Ordinal
                );
            }
        );
        await ShouldBeAsync(backend, 204, HttpMethod.Delete, $"{Grants}/{grant.Id}", Some.AdministratorKey);
        await ShouldBeAsync(backend, 404, HttpMethod.Delete, $"{Grants}/00000000", Some.AdministratorKey);
        (await backend.ReadFromAsync("10.1.2.3")).ShouldBe(401);
    }

    private static async Task<AccessMe> MeAsync(AccessBackend backend, string? key)
    {
        using var answer = await backend.AskAsync(HttpMethod.Get, "/api/access/me", key);
        return (await answer.Content.ReadFromJsonAsync<AccessMe>())!;
    }

    private static async Task ShouldBeAsync(
        AccessBackend backend,
        int status,
        HttpMethod method,
        string path,
        string? key,
        object? body = null
    )
    {
        using var answer = await backend.AskAsync(method, path, key, body);
        ((int)answer.StatusCode).ShouldBe(status, $"{method} {path}");
    }

    private static async Task<string?> DetailAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
