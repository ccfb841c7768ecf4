using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>Whoever may call events in one of his programmes tries to do it in another one, in which he may only look.</summary>
public sealed class ProgrammeRoleAttacks(BoundedBackend bounded) : IClassFixture<BoundedBackend>
{
    private const string Own = BoundedBackend.Own;
    private const string Other = BoundedBackend.Other;
    private const string Third = "third-programme";

    private AccessBackend Backend => bounded.Backend;

    [Theory]
    [InlineData(Roles.Viewer, Own, Roles.Operator)]
    [InlineData(Roles.Operator, Other, Roles.Viewer)]
    public async Task events_are_called_where_he_is_operator_and_looked_at_where_he_is_viewer(string whole, string programme, string role)
    {
        var key = await KeyAsync(whole, (programme, role));

        var called = await bounded.CallAsync(key, Own);
        await ShouldBeRefusedAsync(HttpMethod.Post, "/api/events", key, BoundedBackend.Asked(Other));
        await ShouldBeRefusedAsync(HttpMethod.Post, "/api/events", key, BoundedBackend.Asked(Other, BoundedBackend.OtherVen));
        (await StatusAsync(HttpMethod.Post, "/api/events/preview", key, BoundedBackend.Asked(Other))).ShouldBe(HttpStatusCode.OK);
        await ShouldBeRefusedAsync(HttpMethod.Patch, $"/api/events/{bounded.OtherEvent}", key, new ChangeEventRequest(Priority: 7));
        await ShouldBeRefusedAsync(HttpMethod.Post, $"/api/events/{bounded.OtherEvent}/stop", key, new { });
        await ShouldBeRefusedAsync(HttpMethod.Delete, $"/api/events/{bounded.OtherEvent}", key, null);
        var events = await ReadAsync<List<EventView>>("/api/events", key);
        events.Select(e => e.Id).ShouldContain(called);
        events
            .Single(e => e.Id == bounded.OtherEvent)
            .ShouldSatisfyAllConditions(e => e.Status.ShouldBe("scheduled"), e => e.Priority.ShouldNotBe(7));
        (await ReadAsync<List<VenView>>("/api/vens", key))
            .Select(v => v.Id)
            .ShouldBe([BoundedBackend.OtherVen, BoundedBackend.OwnVen], ignoreOrder: true);
        (await ReadAsync<List<ProgrammeView>>("/api/programmes", key)).Select(p => p.Id).ShouldBe([Other, Own], ignoreOrder: true);
        (await StatusAsync(HttpMethod.Patch, $"/api/events/{called}", key, new ChangeEventRequest(Priority: 7))).ShouldBe(
            HttpStatusCode.OK
        );
        (await StatusAsync(HttpMethod.Delete, $"/api/events/{called}", key)).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task no_route_that_changes_anything_is_open_in_the_programme_that_he_only_looks_at()
    {
        var key = await KeyAsync(Roles.Operator, (Other, Roles.Viewer));
        var (asked, refused, wrong) = (0, 0, new List<string>());
        foreach (var (method, path, reach, need) in bounded.Routes(bounded.OtherEvent, BoundedBackend.OtherVen, Other))
        {
            using var answer = await Backend.AskAsync(method, path, key, method == HttpMethod.Get ? null : new { });
            asked++;
            var isRefused = answer.StatusCode == HttpStatusCode.Forbidden;
            refused += isRefused && reach == Reach.Path ? 1 : 0;
            var isRight = (reach, Roles.NeedsOf(Roles.Viewer).Contains(need)) switch
            {
                (Reach.Installation, _) or (Reach.Path, false) => isRefused,
                // Others have no role that may it in any programme.
                (_, false) => isRefused || Roles.NeedsOf(Roles.Operator).Contains(need),
                _ => !isRefused && answer.StatusCode < HttpStatusCode.InternalServerError,
            };
            if (!isRight)
                wrong.Add($"{method} {path} ({need}, {reach}) is answered with {(int)answer.StatusCode}");
        }

        wrong.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task a_role_in_one_programme_opens_nothing_beyond_his_programmes()
    {
        await bounded.OpenAsync(Third, "third-ven", "Villa Third");
        var third = await bounded.CallAsync(Some.AdministratorKey, Third);
        var key = await KeyAsync(Roles.Viewer, (Own, Roles.Operator));

        (await StatusAsync(HttpMethod.Get, $"/api/events/{third}", key)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(HttpMethod.Delete, $"/api/events/{third}", key)).ShouldBe(HttpStatusCode.NotFound);
        foreach (
            var (programme, ven, problem) in new[]
            {
                (Third, null, "names no programme"),
                (null, null, $"is bounded to {Own}\""),
                (Own, BoundedBackend.OtherVen, "does not take part"),
            }
        )
        {
            using var answer = await Backend.AskAsync(HttpMethod.Post, "/api/events", key, BoundedBackend.Asked(programme, ven));
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(problem);
        }
        var change = new ChangeEventRequest(Targets: new EventTargets(Programme: Other));
        (await StatusAsync(HttpMethod.Patch, $"/api/events/{bounded.OwnEvent}", key, change)).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task homes_are_taken_out_where_he_is_installer_alone()
    {
        await bounded.OpenAsync("left-programme", "left-ven", "Villa Left");
        var roles = new Dictionary<string, string> { ["left-programme"] = Roles.Installer };
        var request = new MakeApiKeyRequest("Fitter", Roles.Viewer, Programmes: ["left-programme", Other], ProgrammeRoles: roles);
        var key = (await bounded.MadeKeyAsync(request)).Secret;

        await ShouldBeRefusedAsync(
            HttpMethod.Post,
            $"/api/programmes/{Other}/leavings",
            key,
            new LeaveProgrammeRequest([BoundedBackend.OtherVen], "moved"),
            "manageVens",
            "left-programme"
        );
        (
            await StatusAsync(
                HttpMethod.Post,
                "/api/programmes/left-programme/leavings",
                key,
                new LeaveProgrammeRequest(["left-ven"], "moved")
            )
        ).ShouldBe(HttpStatusCode.OK);
        using var called = await Backend.AskAsync(HttpMethod.Post, "/api/events", key, BoundedBackend.Asked("left-programme"));
        called.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await called.Content.ReadAsStringAsync()).ShouldContain("Fitter is viewer, and in single programmes left-programme=installer");
    }

    [Fact]
    public async Task he_is_told_his_roles_and_so_is_the_administrator()
    {
        var made = await MadeKeyAsync(Roles.Operator, (Other, Roles.Viewer));
        var me = await ReadAsync<AccessMe>("/api/access/me", made.Secret);
        me.Programmes.ShouldBe([Own, Other]);
        me.ProgrammeRoles![Other].ShouldBe([Roles.Viewer]);
        made.Key.ProgrammeRoles.ShouldBe(new Dictionary<string, string> { [Other] = Roles.Viewer });
        (await ReadAsync<List<ApiKeyView>>("/api/access/keys", Some.AdministratorKey))
            .Single(k => k.Id == made.Key.Id)
            .ProgrammeRoles.ShouldBe(made.Key.ProgrammeRoles);
    }

    [Theory]
    [InlineData(Own, null, Roles.Operator, "is only for who is bounded")]
    [InlineData(Other, Own, Roles.Operator, "names other-programme, which is none of programmes")]
    [InlineData(Own, Own, Roles.Administrator, "makes an administrator of one programme")]
    [InlineData(Own, Own, "king", "holds a role of own-programme that is none of viewer, operator, installer, auditor")]
    [InlineData(Own, Own, null, "holds a role of own-programme that is none of")]
    public async Task nobody_is_given_a_role_in_a_programme_that_cannot_be(string of, string? programme, string? role, string problem)
    {
        foreach (var kind in new[] { "keys", "users", "clients", "grants" })
        {
            using var answer = await Backend.AskAsync(
                HttpMethod.Post,
                $"/api/access/{kind}",
                Some.AdministratorKey,
                new Dictionary<string, object?>
                {
                    ["name"] = "Wall",
                    ["role"] = Roles.Viewer,
                    ["programmes"] = programme is null ? null : new[] { programme },
                    ["programmeRoles"] = new Dictionary<string, string?> { [of] = role },
                    [kind == "grants" ? "addresses" : "role"] = kind == "grants" ? "192.0.2.1" : Roles.Viewer,
                }
            );

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, kind);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(problem);
        }
    }

    [Fact]
    public async Task grants_clients_and_users_have_roles_in_programmes_too()
    {
        var roles = new Dictionary<string, string> { [Other] = Roles.Viewer };
        await bounded.MadeAsync(
            "/api/access/grants",
            new MakeGrantRequest("Script", "192.0.2.1", Roles.Operator, null, [Own, Other], roles)
        );
        await bounded.MadeAsync("/api/access/clients", new MakeClientRequest("Desk", Roles.Operator, [Own, Other], roles));
        await bounded.MadeAsync("/api/access/users", new InviteUserRequest("Cleo", Roles.Operator, [Own]));
        var user = (await ReadAsync<List<UserView>>("/api/access/users", Some.AdministratorKey)).Single(u => u.Name == "Cleo");
        var path = $"/api/access/users/{user.Id}/programmes";
        (await StatusAsync(HttpMethod.Put, path, Some.AdministratorKey, new BoundUserRequest([Own, Other], roles))).ShouldBe(
            HttpStatusCode.NoContent
        );

        (await ReadAsync<List<GrantView>>("/api/access/grants", Some.AdministratorKey)).Single().ProgrammeRoles.ShouldBe(roles);
        (await ReadAsync<List<ClientView>>("/api/access/clients", Some.AdministratorKey)).Single().ProgrammeRoles.ShouldBe(roles);
        (await ReadAsync<List<UserView>>("/api/access/users", Some.AdministratorKey))
            .Single(u => u.Name == "Cleo")
            .ProgrammeRoles.ShouldBe(roles);
        (await StatusAsync(HttpMethod.Put, path, Some.AdministratorKey, new BoundUserRequest([Own, Other]))).ShouldBe(
            HttpStatusCode.NoContent
        );
        (await ReadAsync<List<UserView>>("/api/access/users", Some.AdministratorKey))
            .Single(u => u.Name == "Cleo")
            .ProgrammeRoles.ShouldBeNull();
    }

    private async Task ShouldBeRefusedAsync(
        HttpMethod method,
        string path,
        string key,
        object? body,
        string need = "callEvents",
        string programme = Own
    )
    {
        using var answer = await Backend.AskAsync(method, path, key, body);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}: {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        problem.GetProperty("need").GetString().ShouldBe(need);
        problem.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldContain(Roles.Operator);
        problem.GetProperty("programmes").EnumerateArray().Select(p => p.GetString()).ShouldBe([programme]);
    }

    private async Task<string> KeyAsync(string role, params (string Programme, string Role)[] roles) =>
        (await MadeKeyAsync(role, roles)).Secret;

    private Task<ApiKeyMadeView> MadeKeyAsync(string role, params (string Programme, string Role)[] roles) =>
        bounded.MadeKeyAsync(
            new MakeApiKeyRequest("Desk", role, Programmes: [Own, Other], ProgrammeRoles: roles.ToDictionary(r => r.Programme, r => r.Role))
        );

    private async Task<HttpStatusCode> StatusAsync(HttpMethod method, string path, string key, object? body = null)
    {
        using var answer = await Backend.AskAsync(method, path, key, body);
        return answer.StatusCode;
    }

    private async Task<T> ReadAsync<T>(string path, string key)
    {
        using var answer = await Backend.AskAsync(HttpMethod.Get, path, key);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }
}
