using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Tests.Access;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>What people and programs do is told: who, from where, why, and what it changed.</summary>
public sealed partial class ActionScenarios(TrailBackend trail) : IClassFixture<TrailBackend>
{
    private readonly AccessBackend _backend = trail.Backend;

    [Fact]
    public async Task who_called_changed_and_stopped_an_event_is_told_with_the_reason()
    {
        var anna = await _backend.MakeAsync(Some.AdministratorKey, "Anna", Roles.Operator);
        var now = TimeProvider.System.GetUtcNow();
        var asked = new CreateEventRequest(now.AddDays(40), now.AddDays(41), 5);
        using var made = await _backend.DoAsync(HttpMethod.Post, "/api/events", anna.Secret, asked, why: "Kühler Abend");
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        var id = (await made.Content.ReadFromJsonAsync<EventView>())!.Id;
        using var changed = await _backend.DoAsync(HttpMethod.Patch, $"/api/events/{id}", anna.Secret, new { requestedReductionKw = 6 });
        using var stopped = await _backend.DoAsync(HttpMethod.Delete, $"/api/events/{id}", anna.Secret, new { reason = "not needed" });
        stopped.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var told = await _backend.AnsweredAsync($"eventId={id}", 3);

        told.Select(a => (a.Route, a.Status, a.Why))
            .ShouldBe([
                ("DELETE /api/events/{id}", 204, "not needed"),
                ("PATCH /api/events/{id}", 200, null),
                ("POST /api/events", 201, "Kühler Abend"),
            ]);
        told.ShouldAllBe(a => a.Who == "Anna" && a.Way == Ways.Key && a.WhoId == anna.Key.Id && a.Outcome == ActionOutcomes.Done);
        told.Select(a => a.Changed.Single(s => s.Stream == id).Events[0])
            .Select(e => (e.Type, e.Version))
            .ShouldBe([("EventCancelled", 3), ("EventModified", 2), ("EventScheduled", 1)]);
    }

    [Fact]
    public async Task every_route_that_may_change_something_leaves_an_action()
    {
        var missing = new List<string>();
        var asked = 0;
        foreach (var route in Changing())
        {
            var (method, text) = (MethodOf(route), "/" + route.RoutePattern.RawText!.Trim('/'));
            var why = $"all routes {asked++}";
            using var answer = await _backend.DoAsync(
                new HttpMethod(method),
                Parameter().Replace(text, "nothing"),
                Some.AdministratorKey,
                new { },
                why
            );
            var told = await _backend.ActionsAsync($"route={Uri.EscapeDataString($"{method} {text}")}&limit=500");
            if (!told.Actions.Any(a => a.Why == why && a.Who == Ways.AdministratorKey && a.Route == $"{method} {text}"))
                missing.Add($"{method} {text}, answered with {(int)answer.StatusCode}");
        }

        missing.ShouldBeEmpty();
        asked.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void nothing_but_what_changes_nothing_is_left_out()
    {
        string[] changesNothing = ["POST /api/events/preview", "POST /api/events/{id}/preview", "POST /api/events/{id}/replay"];

        Routes()
            .Where(r => MethodOf(r) is not ("GET" or "HEAD") && !Changing().Contains(r))
            // Told with what they change.
            .Where(r => r.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(r => $"{MethodOf(r)} /{r.RoutePattern.RawText!.Trim('/')}")
            .Distinct()
            .ShouldBe(changesNothing, ignoreOrder: true);
    }

    [Theory]
    [InlineData("PATCH", "/api/programmes/programme-why", "why")]
    [InlineData("POST", "/api/programmes/programme-why/close", "why")]
    [InlineData("POST", "/api/programmes/programme-why/leavings", "why")]
    [InlineData("PUT", "/api/vens/ven-why/profile", "why")]
    [InlineData("DELETE", "/api/vens/ven-why/profile", "why")]
    [InlineData("DELETE", "/api/vens/ven-why/certificates/0a?reason=", null)]
    public async Task a_reason_is_told_wherever_a_request_says_it(string method, string path, string? member)
    {
        var why = $"because of {Guid.NewGuid():N}";
        using var asked = await _backend.DoAsync(
            new HttpMethod(method),
            member is null ? path + Uri.EscapeDataString(why) : path,
            Some.AdministratorKey,
            member is null ? null : new Dictionary<string, string> { [member] = why }
        );

        await Eventually.HoldsAsync(
            "it is told",
            async () => (await _backend.ActionsAsync("outcome=failed&limit=500")).Actions.Any(a => a.Why == why)
        );
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task why_a_home_is_exempt_is_not_told_to_all_who_read_the_trail(string method)
    {
        var (health, header) = ($"dialysis {Guid.NewGuid():N}", $"as the form says {Guid.NewGuid():N}");
        using var asked = await _backend.DoAsync(
            new HttpMethod(method),
            "/api/vens/ven-why/exemption",
            Some.AdministratorKey,
            new Dictionary<string, string> { ["why"] = health }
        );
        using var after = await _backend.DoAsync(
            new HttpMethod(method),
            "/api/vens/ven-why/exemption",
            Some.AdministratorKey,
            new Dictionary<string, string> { ["why"] = health },
            why: header
        );

        await Eventually.HoldsAsync(
            "what is written for the trail is told",
            async () => (await _backend.ActionsAsync("outcome=failed&limit=500")).Actions.Any(a => a.Why == header)
        );
        (await _backend.ActionsAsync("outcome=failed&limit=500")).Actions.ShouldNotContain(a => a.Why == health);
    }

    [Theory]
    [InlineData("/api/vens/ven-taken/person")]
    [InlineData("/api/access/users/nothing/person")]
    [InlineData("/api/events/evt-0000000d/audit")]
    public async Task who_takes_out_what_is_held_of_people_is_told(string path)
    {
        var why = $"asked by letter {Guid.NewGuid():N}";
        using var taken = await _backend.DoAsync(HttpMethod.Get, path, Some.AdministratorKey, why: why);
        taken.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await Eventually.HoldsAsync(
            "it is told",
            async () =>
                (await _backend.ActionsAsync("outcome=failed&limit=500")).Actions.Any(a =>
                    a.Why == why && a is { Who: Ways.AdministratorKey, Status: 404 }
                )
        );
    }

    [Fact]
    public async Task what_it_changed_is_stored_in_the_same_transaction_as_the_change()
    {
        var registered = new
        {
            name = "House 12",
            registrationId = "ven-of-trail",
            location = new { lat = 48.1, lon = 11.5 },
        };
        using var made = await _backend.DoAsync(HttpMethod.Post, "/api/vens", Some.AdministratorKey, registered);
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
        var action = (await _backend.AnsweredAsync("venId=ven-of-trail", 1))[0];

        var transactions = await ReadAsync(
            $"select xmin::text from drevents.mt_events where stream_id = 'ven/ven-of-trail' or (stream_id = 'action/{action.Id}' and type = 'action_changed')"
        );

        transactions.Count.ShouldBe(2);
        transactions.Distinct().Count().ShouldBe(1);
        (await ReadAsync($"select type from drevents.mt_events where stream_id = 'action/{action.Id}' order by version")).ShouldBe([
            "action_begun",
            "action_changed",
            "action_answered",
        ]);
    }

    [Fact]
    public async Task what_is_appended_by_a_statement_of_ours_is_told_too()
    {
        await BackendFixture.DeliverAsync(
            _backend.Host,
            (Topics.Telemetry("ven-told"), $$"""{"timestamp":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"usedPowerKw":3}""")
        );
        using var sent = await _backend.DoAsync(
            HttpMethod.Post,
            "/api/vens/ven-told/commands",
            Some.AdministratorKey,
            new { op = "ping" },
            "a try"
        );
        sent.IsSuccessStatusCode.ShouldBeTrue(await sent.Content.ReadAsStringAsync());

        var action = (await _backend.AnsweredAsync("venId=ven-told", 1))[0];

        action.Changed.SelectMany(s => s.Events).ShouldContain(e => e.Type == "CommandDispatched" && e.Version > 0);
    }

    [Fact]
    public async Task documents_that_are_no_folds_are_told_and_folds_are_not()
    {
        var hook = new CreateWebhookRequest("Of the trail", "https://8.8.8.8/hook", Enabled: false);
        using var made = await _backend.DoAsync(HttpMethod.Post, "/api/webhooks", Some.AdministratorKey, hook);
        var id = (await made.Content.ReadFromJsonAsync<WebhookMade>())!.Webhook.Id;
        using var gone = await _backend.DoAsync(HttpMethod.Delete, $"/api/webhooks/{id}", Some.AdministratorKey);

        var told = await _backend.AnsweredAsync("route=/api/webhooks", 2);

        told.SelectMany(a => a.Documents).ShouldContain(new ActionDocumentView("Webhook", id, "stored"));
        told.SelectMany(a => a.Documents).ShouldContain(d => d.Type == "Webhook" && d.Change == "deleted");
        var all = await _backend.ActionsAsync("limit=500");
        all.Actions.SelectMany(a => a.Documents).Select(d => d.Type).ShouldNotContain("Ven");
        all.Actions.SelectMany(a => a.Documents).Select(d => d.Type).ShouldNotContain("DrEvent");
    }

    [Fact]
    public async Task an_action_whose_process_ends_before_its_answer_is_there_and_unanswered()
    {
        var now = TimeProvider.System.GetUtcNow();
        var begun = new ActionBegun(
            "Ben",
            Ways.Key,
            "0badcafe",
            "192.0.2.9",
            null,
            "POST /api/events",
            new Dictionary<string, string>(),
            now
        );
        await _backend.Host.Services.GetRequiredService<TrailWriter>().StoreAsync(ActionStream.New(now), begun, CancellationToken.None);

        var told = (await _backend.ActionsAsync("who=0badcafe&outcome=unanswered")).Actions.Single();

        (told.Who, told.From, told.Status, told.AnsweredAt).ShouldBe(("Ben", "192.0.2.9", null, null));
    }

    [Fact]
    public async Task reading_leaves_nothing_and_a_failed_change_says_that_it_failed()
    {
        using var read = await _backend.DoAsync(HttpMethod.Get, "/api/vens", Some.AdministratorKey, why: "only looking");
        using var failed = await _backend.DoAsync(HttpMethod.Post, "/api/events/evt-00000000/stop", Some.AdministratorKey, why: "a try");

        var told = (await _backend.AnsweredAsync("eventId=evt-00000000&outcome=failed", 1))[0];

        (told.Status, told.Why, told.Changed.Count).ShouldBe((404, "a try", 0));
        (await _backend.ActionsAsync("limit=500")).Actions.ShouldAllBe(a => a.Why != "only looking");
        var stored = await _backend.AskAsync(HttpMethod.Get, "/api/stored?limit=500", Some.AdministratorKey);
        (await stored.Content.ReadAsStringAsync()).ShouldNotContain("ActionBegun");
    }

    [Fact]
    public async Task pages_follow_one_another_and_filters_narrow_them()
    {
        for (var i = 0; i < 7; i++)
        {
            using var asked = await _backend.DoAsync(HttpMethod.Delete, "/api/vens/ven-paged", Some.AdministratorKey, why: $"{i}");
        }
        await _backend.AnsweredAsync("venId=ven-paged", 7);
        var (reasons, before) = (new List<string?>(), (string?)"");
        while (before is not null)
        {
            var page = await _backend.ActionsAsync($"venId=ven-paged&limit=3{(before.Length == 0 ? "" : $"&before={before}")}");
            page.Actions.Count.ShouldBeLessThanOrEqualTo(3);
            reasons.AddRange(page.Actions.Select(a => a.Why));
            before = page.Before;
        }

        reasons.ShouldBe(["6", "5", "4", "3", "2", "1", "0"]);
        (await _backend.ActionsAsync("venId=ven-paged&who=administratorKey&outcome=failed&route=delete")).Actions.Count.ShouldBe(7);
        (await _backend.ActionsAsync("venId=ven-paged&who=nobody")).Actions.ShouldBeEmpty();
        (await _backend.ActionsAsync("venId=ven-paged&end=2020-01-01T00:00:00Z")).Actions.ShouldBeEmpty();
        (await _backend.ActionsAsync("venId=ven-paged&start=2020-01-01T00:00:00Z")).Actions.Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("eventId=nothing", "eventId: is no event id")]
    [InlineData("venId=a/b", "venId: is no VEN id")]
    [InlineData("outcome=good", "outcome: is none of done, failed, refused, unanswered")]
    [InlineData("before=x", "before: is no id of an action")]
    [InlineData("limit=501", "limit: is not a whole number from 1 to 500")]
    [InlineData("who=%00", "who: holds a NUL character")]
    public async Task a_wrong_filter_is_named(string query, string problem)
    {
        using var answer = await _backend.AskAsync(HttpMethod.Get, "/api/actions?" + query, Some.AdministratorKey);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(problem);
    }

    [Fact]
    public async Task a_reason_begins_no_line_of_its_own()
    {
        var why = "first line\nsecond line\u001b[31m\0\u202eend";
        using var sent = await _backend.DoAsync(
            HttpMethod.Post,
            "/api/events/evt-0000000f/stop",
            Some.AdministratorKey,
            new { reason = why }
        );

        var told = (await _backend.AnsweredAsync("eventId=evt-0000000f", 1))[0];

        told.Why.ShouldBe("first line second line [31m  end");
    }

    private IEnumerable<RouteEndpoint> Routes() =>
        _backend.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Those that need more than reading.</summary>
    private IEnumerable<RouteEndpoint> Changing() =>
        Routes()
            .Where(r => MethodOf(r) is not ("GET" or "HEAD"))
            .Where(r =>
                r.Metadata.GetMetadata<NeedsAttribute>() is { Need: not Need.Read }
                || r.RoutePattern.RawText!.TrimStart('/').StartsWith(OwnAccount.Path, StringComparison.Ordinal)
            );

    private static string MethodOf(RouteEndpoint route) => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET";

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var session = _backend.Host.Services.GetRequiredService<IDocumentStore>().QuerySession();
        await using var reader = await session.ExecuteReaderAsync(new NpgsqlCommand(sql), CancellationToken.None);
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
