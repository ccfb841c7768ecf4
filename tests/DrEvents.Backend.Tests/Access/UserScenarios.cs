using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Access;

/// <summary>People and programs with accounts of the installation: what they get, and when it ends.</summary>
[Collection(nameof(PeopleBackend))]
public sealed class UserScenarios(PeopleBackend people)
{
    [Fact]
    public async Task an_invited_user_sets_his_password_signs_in_and_acts_under_his_name()
    {
        var (id, name) = await people.MakeUserAsync();

        var token = await people.TokenOfAsync(name);

        using var answer = await people.AskAsync(HttpMethod.Get, "/api/access/me", token);
        var me = (await answer.Content.ReadFromJsonAsync<AccessMe>())!;
        (me.Name, me.Way).ShouldBe((name, Ways.User));
        me.Roles.ShouldBe([Roles.Operator]);
        (await people.StatusAsync(token, "/api/access/users")).ShouldBe(403);
        var listed = await UserAsync(id);
        (listed.Name, listed.State, listed.HasTotp, listed.InvitedBy).ShouldBe((name, UserStates.Active, false, Ways.AdministratorKey));
    }

    [Fact]
    public async Task a_role_that_is_changed_counts_at_once()
    {
        var (id, name) = await people.MakeUserAsync(Roles.Viewer);
        var token = await people.TokenOfAsync(name);
        (await people.StatusAsync(token, "/api/access/keys")).ShouldBe(403);

        await ShouldBeAsync(204, HttpMethod.Put, $"/api/access/users/{id}/role", new ChangeRoleRequest(Roles.Administrator));

        (await people.StatusAsync(token, "/api/access/keys")).ShouldBe(200);
        await ShouldBeAsync(400, HttpMethod.Put, $"/api/access/users/{id}/role", new ChangeRoleRequest("root"));
        await ShouldBeAsync(404, HttpMethod.Put, "/api/access/users/00000000/role", new ChangeRoleRequest(Roles.Viewer));
    }

    [Fact]
    public async Task with_an_authenticator_a_code_is_asked_for_and_a_recovery_code_is_good_once()
    {
        var (_, name) = await people.MakeUserAsync();
        var token = await people.TokenOfAsync(name);
        var (secret, codes) = await people.TurnTotpOnAsync(token);
        codes.Count.ShouldBe(10);

        (await people.SignInAsync(name)).Status.ShouldBe(400);
        (await people.SignInAsync(name, code: PeopleBackend.TotpCode(secret, -1))).Status.ShouldBe(200);
        (await people.SignInAsync(name, code: codes[0])).Status.ShouldBe(200);
        (await people.SignInAsync(name, code: codes[0])).Status.ShouldBe(400);

        using var account = await people.AskAsync(HttpMethod.Get, "/api/access/account", token);
        (await account.Content.ReadFromJsonAsync<AccountView>()).ShouldBe(new AccountView(name, true, true, 9));
        const string totp = "/api/access/account/totp";
        (await people.StatusAsync(token, totp + "/off", HttpMethod.Post, new ConfirmPasswordRequest("wrong"))).ShouldBe(400);
        (await people.StatusAsync(token, totp + "/off", HttpMethod.Post, new ConfirmPasswordRequest(PeopleBackend.Password))).ShouldBe(204);
        (await people.StatusAsync(token)).ShouldBe(401);
        (await people.SignInAsync(name)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_session_is_renewed_without_the_password()
    {
        var (_, name) = await people.MakeUserAsync();
        var (_, signedIn) = await people.SignInAsync(name);
        signedIn.GetProperty("token_type").GetString().ShouldBe("Bearer");
        signedIn.GetProperty("expires_in").GetInt32().ShouldBeInRange(890, 900);

        var (status, renewed) = await RenewAsync(signedIn);

        status.ShouldBe(200, renewed.ToString());
        (await people.StatusAsync(renewed.GetProperty("access_token").GetString())).ShouldBe(200);
        (await RenewAsync(renewed)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_forgotten_password_is_set_by_another_link_and_the_one_before_is_good_until_then()
    {
        var (id, name) = await people.MakeUserAsync();
        using var made = await people.AskAsync(HttpMethod.Post, $"/api/access/users/{id}/link", Some.AdministratorKey);
        var link = (await made.Content.ReadFromJsonAsync<UserInvitedView>())!.Link;
        var token = await people.TokenOfAsync(name);

        using var set = await people.AcceptAsync(PeopleBackend.CodeOf(link), PeopleBackend.OtherPassword);

        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await people.StatusAsync(token)).ShouldBe(401);
        (await people.SignInAsync(name)).Status.ShouldBe(400);
        (await people.SignInAsync(name, PeopleBackend.OtherPassword)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task a_client_gets_tokens_by_its_secret_in_the_body_or_in_the_header_until_it_is_revoked()
    {
        var client = await people.MakeClientAsync();
        var (status, body) = await people.ClientTokenAsync(client);
        status.ShouldBe(200, body.ToString());
        var token = body.GetProperty("access_token").GetString();
        (await people.StatusAsync(token)).ShouldBe(200);
        (await people.StatusAsync(token, "/api/events", HttpMethod.Post, new { })).ShouldBe(403);
        using var basic = await BasicAsync(client.Client.Id, client.Secret);
        basic.StatusCode.ShouldBe(HttpStatusCode.OK, await basic.Content.ReadAsStringAsync());
        basic.Headers.CacheControl!.NoStore.ShouldBeTrue();

        using var wrong = await BasicAsync(client.Client.Id, client.Secret[..^1]);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("invalid_client");

        await ShouldBeAsync(204, HttpMethod.Delete, $"/api/access/clients/{client.Client.Id}");
        (await people.WhyAsync(token)).ShouldBe($"Client {client.Client.Id} was revoked by administratorKey");
        var (refused, why) = await people.ClientTokenAsync(client);
        (refused, why.GetProperty("error").GetString()).ShouldBe((401, "invalid_client"));
    }

    [Fact]
    public async Task keys_are_published_and_one_that_is_rotated_is_good_as_long_as_its_tokens()
    {
        var (_, name) = await people.MakeUserAsync();
        var before = await people.TokenOfAsync(name);

        using var rotated = await people.AskAsync(HttpMethod.Post, "/api/access/signing-keys", Some.AdministratorKey);

        rotated.StatusCode.ShouldBe(HttpStatusCode.Created, await rotated.Content.ReadAsStringAsync());
        var made = (await rotated.Content.ReadFromJsonAsync<SigningKeyView>())!;
        using var http = people.Backend.Host.Server.CreateClient();
        var discovery = JsonElement.Parse(await http.GetStringAsync("/.well-known/openid-configuration"));
        discovery.GetProperty("token_endpoint").GetString().ShouldEndWith("/connect/token");
        var keys = JsonElement.Parse(await http.GetStringAsync(new Uri(discovery.GetProperty("jwks_uri").GetString()!).AbsolutePath));
        var published = keys.GetProperty("keys").EnumerateArray().Select(k => k.GetProperty("kid").GetString()!).ToList();
        published.ShouldContain(made.Id);
        published.ShouldContain(KidOf(before));
        keys.ToString().ShouldNotContain("\"d\"");
        (await people.StatusAsync(before)).ShouldBe(200);
        // It signs when every node knows it.
        await Eventually.HoldsAsync("tokens are signed by the new key", async () => KidOf(await people.TokenOfAsync(name)) == made.Id);
        (await people.StatusAsync(before)).ShouldBe(200);
    }

    [Fact]
    public async Task who_is_no_user_has_no_account()
    {
        using var answer = await people.AskAsync(HttpMethod.Get, "/api/access/account", Some.AdministratorKey);

        (await answer.Content.ReadFromJsonAsync<AccountView>()).ShouldBe(new AccountView(Ways.AdministratorKey, false, false, 0));
        (await people.StatusAsync(Some.AdministratorKey, "/api/access/account/sign-out", HttpMethod.Post)).ShouldBe(409);
    }

    [Fact]
    public async Task what_happened_is_stored_in_words_and_without_secrets()
    {
        var (id, name) = await people.MakeUserAsync();
        await people.TokenOfAsync(name);
        await people.SignInAsync(name, "wrong");
        string[] expected =
        [
            $"user {id} {name}, operator, invited by administratorKey",
            $"user {id} set a password",
            $"user {id} {name} signed in",
            $"sign-in as user {id} {name} failed: wrong password",
        ];
        // On a longer page many of a kind are one item.
        await Eventually.HoldsAsync(
            "all of it is among what is stored",
            async () =>
            {
                using var stored = await people.AskAsync(HttpMethod.Get, "/api/stored?limit=8", Some.AdministratorKey);
                var text = await stored.Content.ReadAsStringAsync();
                text.ShouldNotContain(PeopleBackend.Password);
                return expected.All(line => text.Contains(line, StringComparison.Ordinal));
            }
        );
    }

    private Task<(int Status, JsonElement Body)> RenewAsync(JsonElement signedIn) =>
        people.TokenAsync(new("grant_type", "refresh_token"), new("refresh_token", signedIn.GetProperty("refresh_token").GetString()!));

    private async Task<HttpResponseMessage> BasicAsync(string id, string secret)
    {
        using var http = people.Backend.Host.Server.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"{id}:{secret}"))
        );
        return await http.PostAsync("/connect/token", new FormUrlEncodedContent([new("grant_type", "client_credentials")]));
    }

    private async Task<UserView> UserAsync(string id)
    {
        using var answer = await people.AskAsync(HttpMethod.Get, "/api/access/users", Some.AdministratorKey);
        return (await answer.Content.ReadFromJsonAsync<UserView[]>())!.Single(u => u.Id == id);
    }

    private async Task ShouldBeAsync(int status, HttpMethod method, string path, object? body = null) =>
        (await people.StatusAsync(Some.AdministratorKey, path, method, body)).ShouldBe(status, $"{method} {path}");

    private static string KidOf(string token) =>
        JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0])).GetProperty("kid").GetString()!;
}
