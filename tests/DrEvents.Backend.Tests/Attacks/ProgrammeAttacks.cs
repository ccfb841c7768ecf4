using System.Net;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Trail;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Attacks;

/// <summary>Whoever is bounded to a programme tries to see, and to change, what is of another one.</summary>
public sealed class ProgrammeAttacks(BoundedBackend bounded) : IClassFixture<BoundedBackend>
{
    private const string Own = BoundedBackend.Own;
    private const string Other = BoundedBackend.Other;
    private const string OwnVen = BoundedBackend.OwnVen;
    private const string OtherVen = BoundedBackend.OtherVen;

    private AccessBackend Backend => bounded.Backend;

    [Fact]
    public async Task no_route_tells_or_takes_anything_of_another_programme()
    {
        var (asked, wrong) = (0, new List<string>());
        foreach (var (method, path, reach, need) in bounded.Routes(bounded.OtherEvent, OtherVen, Other))
        {
            foreach (var (role, key) in bounded.Keys)
            {
                using var answer = await Backend.AskAsync(method, path, key, method == HttpMethod.Get ? null : new { });
                asked++;
                var status = (int)answer.StatusCode;
                // A stream that is let in has no end.
                var text =
                    answer.Content.Headers.ContentType?.MediaType == "text/event-stream" ? "" : await answer.Content.ReadAsStringAsync();
                var isAllowed = Roles.NeedsOf(role).Contains(need);
                var isRight = (isAllowed, reach) switch
                {
                    (false, _) or (true, Reach.Installation) => status == 403,
                    (true, Reach.Path) => status == 404,
                    _ => status is not (403 or >= 500),
                };
                // What is asked for is repeated, and tells nothing.
                var told =
                    reach is Reach.Own or Reach.Nothing
                    && new[] { OtherVen, BoundedBackend.OtherHome, bounded.OtherEvent, Other }.Any(text.Contains);
                if (!isRight || told)
                    wrong.Add($"{role} {method} {path} ({reach}) is answered with {status}: {text[..Math.Min(200, text.Length)]}");
            }
        }

        wrong.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(400);
    }

    [Fact]
    public async Task what_is_of_the_own_programme_is_there()
    {
        var (asked, wrong) = (0, new List<string>());
        foreach (var (method, path, reach, need) in bounded.Routes(bounded.OwnEvent, OwnVen, Own))
        {
            if (reach == Reach.Installation || method != HttpMethod.Get || !Roles.NeedsOf(Roles.Operator).Contains(need))
                continue;
            using var part = await Backend.AskAsync(method, path, bounded.Keys[Roles.Operator]);
            using var whole = await Backend.AskAsync(method, path, Some.AdministratorKey);
            asked++;
            if (part.StatusCode != whole.StatusCode)
                wrong.Add($"{path} is answered with {(int)part.StatusCode}, and with {(int)whole.StatusCode} of the whole installation");
        }

        wrong.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(40);
        (await ReadAsync<List<VenView>>("/api/vens")).Select(v => v.Id).ShouldBe([OwnVen]);
        (await ReadAsync<List<VenSummary>>("/api/vens/summary")).Count.ShouldBe(1);
        (await ReadAsync<List<EventView>>("/api/events")).ShouldAllBe(e => e.Targets!.Programme == Own);
        (await ReadAsync<List<ProgrammeView>>("/api/programmes")).Select(p => p.Id).ShouldBe([Own]);
        var table = await ReadAsync<VenTable>("/api/vens/table");
        (table.Total, table.Vens.Single().Id, table.Groups["north"]).ShouldBe((1, OwnVen, 1));
        (await ReadAsync<AccessMe>("/api/access/me")).Programmes.ShouldBe([Own]);
    }

    [Fact]
    public async Task figures_of_the_fleet_are_those_of_the_own_vens()
    {
        var (part, whole) = (
            await ReadAsync<NetworkStats>("/api/stats/network"),
            await ReadAsync<NetworkStats>("/api/stats/network", Some.AdministratorKey)
        );
        (part.VenCount, part.AverageHousePower, part.TotalHousePowerToday).ShouldBe((1, null, null));
        whole.VenCount.ShouldBeGreaterThan(1);
        whole.TotalHousePowerToday.ShouldNotBeNull();
        (await ReadAsync<ForecastView>("/api/forecast")).Vens.ShouldBe(1);
        (await ReadAsync<ForecastView>("/api/forecast?groups=north")).Vens.ShouldBe(1);
        (await ReadAsync<ForecastView>($"/api/forecast?venIds={OwnVen}")).Vens.ShouldBe(1);
        foreach (var ven in new[] { OtherVen, "no-ven" })
        {
            using var answer = await Backend.AskAsync(HttpMethod.Get, $"/api/forecast?venIds={ven}", bounded.Keys[Roles.Viewer]);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"there is no VEN {ven}");
        }
    }

    [Theory]
    [InlineData(null, null, "targets.programme")]
    [InlineData(Other, null, "targets.programme")]
    [InlineData("no-programme", null, "targets.programme")]
    [InlineData(Own, OtherVen, "targets.venIds")]
    [InlineData(Own, "no-ven", "targets.venIds")]
    public async Task no_event_is_asked_for_beyond_the_own_programme(string? programme, string? ven, string field)
    {
        var request = BoundedBackend.Asked(programme, ven);
        foreach (var path in new[] { "/api/events", "/api/events/preview" })
        {
            using var answer = await Backend.AskAsync(HttpMethod.Post, path, bounded.Keys[Roles.Operator], request);

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{field}\"");
        }
    }

    [Fact]
    public async Task no_event_is_changed_into_one_beyond_the_own_programme()
    {
        foreach (
            var targets in new[] { new EventTargets([OtherVen], Programme: Own), new EventTargets(Programme: Other), new EventTargets() }
        )
        {
            var change = new ChangeEventRequest(Targets: targets);
            using var changed = await Backend.AskAsync(
                HttpMethod.Patch,
                $"/api/events/{bounded.OwnEvent}",
                bounded.Keys[Roles.Operator],
                change
            );
            using var preview = await Backend.AskAsync(
                HttpMethod.Post,
                $"/api/events/{bounded.OwnEvent}/preview",
                bounded.Keys[Roles.Operator],
                new { action = "change", change }
            );

            changed.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            preview.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        // A group that both programmes' VENs are in means the own ones.
        var id = await bounded.CallAsync(bounded.Keys[Roles.Operator], Own, groups: ["north"]);
        var text = await TextAsync($"/api/events/{id}");
        text.ShouldNotContain(OtherVen);
    }

    [Fact]
    public async Task a_ven_that_leaves_is_seen_no_more_and_none_can_be_taken_in()
    {
        using (
            var taken = await Backend.AskAsync(HttpMethod.Post, $"/api/programmes/{Own}/enrolments", bounded.Keys[Roles.Operator], new { })
        )
            taken.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await bounded.OpenAsync("left-programme", "left-ven", "Villa Left");
        var key = await bounded.KeyAsync(Roles.Viewer, "left-programme");
        (await ReadAsync<List<VenView>>("/api/vens", key)).Select(v => v.Id).ShouldBe(["left-ven"]);

        await bounded.MadeAsync("/api/programmes/left-programme/leavings", new LeaveProgrammeRequest(["left-ven"], "moved"));

        using var asked = await Backend.AskAsync(HttpMethod.Get, "/api/vens/left-ven", key);
        asked.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync<List<VenView>>("/api/vens", key)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_preview_of_the_same_hours_names_no_event_of_others()
    {
        var request = BoundedBackend.Asked(Own);
        using var whole = await Backend.AskAsync(HttpMethod.Post, "/api/events/preview", Some.AdministratorKey, BoundedBackend.Asked(null));
        using var own = await Backend.AskAsync(HttpMethod.Post, "/api/events/preview", bounded.Keys[Roles.Viewer], request);

        (await whole.Content.ReadAsStringAsync()).ShouldContain(bounded.OwnEvent);
        var preview = (await own.Content.ReadFromJsonAsync<EventPreview>())!;
        preview.Conflicts.ShouldAllBe(c => c.EventId != bounded.OtherEvent);
        preview.Conflicts.Select(c => c.EventId).ShouldContain(bounded.OwnEvent);
    }

    [Theory]
    [InlineData("{\"activeEventId\":\"OTHER\",\"id\":1.50}", "{\"activeEventId\":null,\"id\":1.50}")]
    [InlineData("[{\"eventId\":\"OTHER\",\"requestedReductionKw\":3}]", "[{\"eventId\":null,\"requestedReductionKw\":null}]")]
    [InlineData("[{\"eventId\":\"OWN\",\"requestedReductionKw\":3}]", "[{\"eventId\":\"OWN\",\"requestedReductionKw\":3}]")]
    [InlineData("{\"reason\":\"serving OTHER, not OWN\"}", "{\"reason\":\"serving another event, not OWN\"}")]
    [InlineData("{\"conflicts\":[{\"eventId\":\"OTHER\",\"kw\":3},{\"eventId\":\"OWN\"}]}", "{\"conflicts\":[{\"eventId\":\"OWN\"}]}")]
    [InlineData("[\"evt-00000000\"]", "[null]")]
    public async Task what_answers_say_of_others_events_is_taken_out(string made, string told)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;

        await OnlyOwnEvents.AnswerAsync(
            context,
            c => c.Response.WriteAsJsonAsync(System.Text.Json.Nodes.JsonNode.Parse(Ids(made))),
            [Own],
            Backend.Host.Services.GetRequiredService<ProgrammesOfEvents>()
        );

        System.Text.Encoding.UTF8.GetString(body.ToArray()).ShouldBe(Ids(told));

        string Ids(string text) =>
            text.Replace("OTHER", bounded.OtherEvent, StringComparison.Ordinal).Replace("OWN", bounded.OwnEvent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_stream_that_is_open_ends_when_its_key_is_revoked()
    {
        var key = await Backend.MakeAsync(Some.AdministratorKey, "Wall", Roles.Viewer);
        using var answer = await Backend.AskAsync(HttpMethod.Get, "/api/stream", key.Secret);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        (await stream.ReadAsync(new byte[64], TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);

        using (var revoked = await Backend.AskAsync(HttpMethod.Delete, $"/api/access/keys/{key.Key.Id}", Some.AdministratorKey))
            revoked.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, bound.Token) > 0) { }
    }

    [Fact]
    public async Task what_was_tried_is_told_though_the_answer_says_that_there_is_nothing()
    {
        (await Backend.AskAsync(HttpMethod.Get, $"/api/vens/{OtherVen}", bounded.Keys[Roles.Viewer])).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );

        await Eventually.HoldsAsync(
            "it is told",
            async () =>
                (await Backend.ActionsAsync("outcome=refused")).Actions.Any(a => a.Route == "GET /api/vens/{venId}" && a.Status == 404)
        );
    }

    [Fact]
    public async Task nobody_is_bounded_to_what_is_no_programme_nor_is_an_administrator()
    {
        foreach (
            var (role, programmes, problem) in new[]
            {
                (Roles.Viewer, (string[])["no-programme"], "names no-programme, which is no programme"),
                (Roles.Viewer, [], "is empty"),
                (Roles.Administrator, [Own], "is of the whole installation"),
            }
        )
        {
            using var answer = await Backend.AskAsync(
                HttpMethod.Post,
                "/api/access/keys",
                Some.AdministratorKey,
                new MakeApiKeyRequest("Wall", role, Programmes: programmes)
            );

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain(problem);
        }
    }

    [Fact]
    public async Task a_user_is_bounded_and_unbounded_at_once_and_becomes_no_administrator_meanwhile()
    {
        using var invited = await Backend.AskAsync(
            HttpMethod.Post,
            "/api/access/users",
            Some.AdministratorKey,
            new InviteUserRequest("Ben", Roles.Operator)
        );
        var id = (await invited.Content.ReadFromJsonAsync<UserInvitedView>())!.User.Id;

        await ShouldBeAsync(204, HttpMethod.Put, "programmes", new BoundUserRequest([Own]));
        (await ReadAsync<List<UserView>>("/api/access/users", Some.AdministratorKey)).Single().Programmes.ShouldBe([Own]);
        await ShouldBeAsync(409, HttpMethod.Put, "role", new ChangeRoleRequest(Roles.Administrator));
        await ShouldBeAsync(400, HttpMethod.Put, "programmes", new { });
        await ShouldBeAsync(204, HttpMethod.Delete, "programmes", null);
        (await ReadAsync<List<UserView>>("/api/access/users", Some.AdministratorKey)).Single().Programmes.ShouldBeNull();
        await ShouldBeAsync(204, HttpMethod.Put, "role", new ChangeRoleRequest(Roles.Administrator));
        await ShouldBeAsync(409, HttpMethod.Put, "programmes", new BoundUserRequest([Own]));

        async Task ShouldBeAsync(int status, HttpMethod method, string what, object? body)
        {
            using var answer = await Backend.AskAsync(method, $"/api/access/users/{id}/{what}", Some.AdministratorKey, body);
            ((int)answer.StatusCode).ShouldBe(status, await answer.Content.ReadAsStringAsync());
        }
    }

    private async Task<T> ReadAsync<T>(string path, string? key = null)
    {
        using var answer = await Backend.AskAsync(HttpMethod.Get, path, key ?? bounded.Keys[Roles.Operator]);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    private async Task<string> TextAsync(string path)
    {
        using var answer = await Backend.AskAsync(HttpMethod.Get, path, bounded.Keys[Roles.Operator]);
        return await answer.Content.ReadAsStringAsync();
    }
}
