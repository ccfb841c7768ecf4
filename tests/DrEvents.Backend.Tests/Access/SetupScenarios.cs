using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Access;

/// <summary>How an installation without any key gets its first administrator, and keeps the last.</summary>
public sealed class SetupScenarios
{
    private const string Setup = "/api/access/setup";

    [Fact]
    public async Task the_first_administrator_comes_by_a_link_that_is_good_once_and_then_everybody_is_asked_on_every_node()
    {
        await using var backend = await AccessBackend.StartAsync();
        await using var other = await backend.AnotherAsync();
        (await StatusAsync(backend, HttpMethod.Post, "/api/access/users", null, new InviteUserRequest("Ben", Roles.Viewer))).ShouldBe(409);
        (await StatusAsync(backend, HttpMethod.Post, "/api/access/clients", null, new MakeClientRequest("Desk", Roles.Viewer))).ShouldBe(
            409
        );
        var first = await OfferAsync(backend, key: null);
        var link = await OfferAsync(backend, key: null);
        // A link alone closes nothing: it may be lost.
        (await StatusAsync(backend, HttpMethod.Get, "/api/vens", null)).ShouldBe(200);
        (await AcceptAsync(backend, first, "Anna")).ShouldBe(409);
        (await AcceptAsync(backend, link, name: null)).ShouldBe(400);

        (await AcceptAsync(backend, link, "Anna")).ShouldBe(200);

        (await AcceptAsync(backend, link, "Mallory")).ShouldBe(409);
        (await StatusAsync(backend, HttpMethod.Get, "/api/vens", null)).ShouldBe(401);
        (await StatusAsync(backend, HttpMethod.Post, Setup, null)).ShouldBe(401);
        var token = await TokenAsync(backend.Host, "anna");
        (await StatusAsync(backend, HttpMethod.Get, "/api/access/users", token)).ShouldBe(200);
        await Eventually.HoldsAsync(
            "the other node asks too, and takes the token",
            async () => await StatusAsync(other, HttpMethod.Get, null) == 401 && await StatusAsync(other, HttpMethod.Get, token) == 200
        );
        (await TokenAsync(other, "Anna")).ShouldNotBeNull();
    }

    [Fact]
    public async Task the_last_administrator_cannot_be_removed_or_lose_the_role()
    {
        await using var backend = await AccessBackend.StartAsync();
        (await AcceptAsync(backend, await OfferAsync(backend, key: null), "Anna")).ShouldBe(200);
        var token = await TokenAsync(backend.Host, "Anna");
        using var listed = await backend.AskAsync(HttpMethod.Get, "/api/access/users", token);
        var anna = $"/api/access/users/{(await listed.Content.ReadFromJsonAsync<UserView[]>())!.Single().Id}";

        (await StatusAsync(backend, HttpMethod.Delete, anna, token)).ShouldBe(409);
        (await StatusAsync(backend, HttpMethod.Put, anna + "/role", token, new ChangeRoleRequest(Roles.Viewer))).ShouldBe(409);

        (await AcceptAsync(backend, await OfferAsync(backend, token), "Ben")).ShouldBe(200);
        (await StatusAsync(backend, HttpMethod.Put, anna + "/role", token, new ChangeRoleRequest(Roles.Viewer))).ShouldBe(204);
        (await StatusAsync(backend, HttpMethod.Delete, anna, token)).ShouldBe(403);
    }

    private static async Task<LinkView> OfferAsync(AccessBackend backend, string? key)
    {
        using var answer = await backend.AskAsync(HttpMethod.Post, Setup, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var link = (await answer.Content.ReadFromJsonAsync<LinkView>())!;
        link.Path.ShouldStartWith("/setup?code=");
        return link;
    }

    private static Task<int> AcceptAsync(AccessBackend backend, LinkView link, string? name) =>
        StatusAsync(
            backend,
            HttpMethod.Post,
            "/api/access/invitations",
            null,
            new AcceptInvitationRequest(PeopleBackend.CodeOf(link), PeopleBackend.Password, name)
        );

    private static async Task<string> TokenAsync(Alba.IAlbaHost host, string name)
    {
        using var http = host.Server.CreateClient();
        using var answer = await http.PostAsync(
            "/connect/token",
            new FormUrlEncodedContent([
                new("grant_type", "urn:drevents:person"),
                new("username", name),
                new("password", PeopleBackend.Password),
            ])
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<Dictionary<string, System.Text.Json.JsonElement>>())!["access_token"].GetString()!;
    }

    private static async Task<int> StatusAsync(AccessBackend backend, HttpMethod method, string path, string? key, object? body = null)
    {
        using var answer = await backend.AskAsync(method, path, key, body);
        return (int)answer.StatusCode;
    }

    private static async Task<int> StatusAsync(Alba.IAlbaHost host, HttpMethod method, string? key)
    {
        using var answer = await AccessBackend.AskAsync(host, method, "/api/vens", key);
        return (int)answer.StatusCode;
    }
}
