using System.Net;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Tests.Access;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Backend.Tests.Trail;

/// <summary>What is not let in is told too, and whoever is refused cannot fill the store.</summary>
public sealed class RefusalScenarios(TrailBackend trail) : IClassFixture<TrailBackend>
{
    private readonly AccessBackend _backend = trail.Backend;

    [Fact]
    public async Task who_may_not_do_what_he_asks_for_is_told_by_name()
    {
        var wall = await _backend.MakeAsync(Some.AdministratorKey, "Wall", Roles.Viewer);
        for (var i = 0; i < 3; i++)
        {
            using var refused = await _backend.DoAsync(HttpMethod.Post, "/api/events", wall.Secret, new { });
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        await Eventually.HoldsAsync("three refusals are told", async () => (await ToldAsync("who=Wall")).Sum(a => a.Count) == 3);

        var told = (await ToldAsync("who=Wall"))[0];
        (told.Route, told.Status, told.WhoId).ShouldBe(("POST /api/events", 403, wall.Key.Id));
    }

    [Fact]
    public async Task many_refusals_are_counted_and_take_a_few_rows()
    {
        const int attempts = 200;
        var (rowsBefore, before) = ((await ToldAsync("")).Count, await CountedAsync());
        var begin = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < attempts; i++)
            (await GuessAsync($"198.51.100.{i}")).ShouldBe(401);
        var seconds = (TimeProvider.System.GetUtcNow() - begin).TotalSeconds;

        await Eventually.HoldsAsync("all are told", async () => (await CountedAsync()) - before == attempts);

        // At each second some of their own and one of the rest.
        var rows = (await ToldAsync("")).Count - rowsBefore;
        rows.ShouldBeLessThanOrEqualTo((int)((seconds + 2) * (TrailBackend.RefusedRows + 1)));
        rows.ShouldBeLessThan(attempts);

        async Task<int> CountedAsync() =>
            (await ToldAsync("")).Where(a => a.From is null || a.From.StartsWith("198.", StringComparison.Ordinal)).Sum(a => a.Count);
    }

    [Fact]
    public async Task what_was_counted_is_told_when_the_process_stops()
    {
        await using var backend = await AccessBackend.StartAsync(
            ("Access:AdministratorKey", Some.AdministratorKey),
            ("Trail:RefusedEverySeconds", "3600")
        );
        await using (var stopping = await backend.AnotherAsync(("Access:AdministratorKey", Some.AdministratorKey)))
        {
            for (var i = 0; i < 4; i++)
            {
                using var refused = await AccessBackend.AskAsync(stopping, HttpMethod.Get, "/api/vens", "dre_00000000_wrong");
                refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            }
            await stopping.StopAsync();
        }

        var told = (await backend.ActionsAsync("outcome=refused")).Actions.Single();

        (told.Who, told.Route, told.Status, told.Count).ShouldBe((null, "GET /api/vens", 401, 4));
    }

    [Fact]
    public async Task what_was_asked_where_there_is_nothing_is_counted_without_its_path()
    {
        using var refused = await _backend.AskAsync(HttpMethod.Get, "/../<script>alert(1)</script>", "dre_00000000_wrong");

        await Eventually.HoldsAsync("it is told", async () => (await ToldAsync("")).Any(a => a.Route is null && a.Status == 401));

        (await ToldAsync("")).ShouldAllBe(a => a.Route == null || !a.Route.Contains("script"));
    }

    [Fact]
    public async Task clients_of_a_broker_are_counted_by_what_they_wanted_and_why_it_was_refused()
    {
        var refusals = _backend.Host.Services.GetRequiredService<Refusals>();
        for (var i = 0; i < 4; i++)
            refusals.CountClient("ven-1\0\nven-2", "192.0.2.200", "PUBLISH", "a topic that is not its own");
        refusals.CountClient("ven-1\0\nven-2", "192.0.2.200", "CONNECT", "its certificate is not known");

        await Eventually.HoldsAsync("all are told", async () => (await ToldAsync("from=192.0.2.200")).Sum(a => a.Count) == 5);

        var told = await ToldAsync("from=192.0.2.200");
        told.ShouldAllBe(a => a.WhoId == "ven-1  ven-2" && a.Who == null && a.Status == null);
        told.Select(a => (a.Route, a.Why))
            .Distinct()
            .Order()
            .ShouldBe([("MQTT CONNECT", "its certificate is not known"), ("MQTT PUBLISH", "a topic that is not its own")]);
    }

    private async Task<IReadOnlyList<ActionView>> ToldAsync(string query) =>
        (await _backend.ActionsAsync($"outcome=refused&limit=500&{query}")).Actions;

    private async Task<int> GuessAsync(string address)
    {
        var answered = await _backend.Host.Server.SendAsync(context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            context.Request.Method = HttpMethods.Get;
            context.Request.Path = "/api/events";
            context.Request.Headers.Authorization = "Bearer dre_5d0c9e21_guessed";
        });
        return answered.Response.StatusCode;
    }
}
