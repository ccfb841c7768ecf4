using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Tables;

/// <summary>Tables of an event's VENs and of the fleet, a page at a time.</summary>
public sealed class TableScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private static readonly string[] Vens = [.. Enumerable.Range(1, 6).Select(n => $"table-{n}")];

    [Fact]
    public async Task a_table_says_of_each_ven_what_the_event_says_and_finds_orders_and_pages()
    {
        await backend.ReportAsync(4, Vens);
        await ChangeVensAsync(new ChangeVensRequest([.. Vens[..2]], new GroupsChange(["north"])));
        await ChangeAsync(Vens[1], new ChangeVenRequest("Zebra Street"));
        await ChangeAsync(Vens[2], new ChangeVenRequest(Limits: new HomeLimits(MaxKw: 1)));
        await ChangeAsync(Vens[5], new ChangeVenRequest(Status: "disabled"));
        var id = await StartAsync();

        EventDetail? detail = null;
        var all = await UntilAsync(
            $"/api/events/{id}/vens",
            async t =>
                t.Statuses.GetValueOrDefault("shedding") == 4
                && (detail = await DetailAsync(id)).Vens.Count(v => v.Status == "shedding") == 4
        );
        all.Total.ShouldBe(6);
        all.Statuses.ShouldBe(
            new Dictionary<string, int>
            {
                ["shedding"] = 4,
                ["pending"] = 1,
                ["skipped"] = 1,
            },
            ignoreOrder: true
        );
        all.Reasons["late"].ShouldBe(1);
        all.Reasons["disabled"].ShouldBe(1);
        foreach (var (row, part) in all.Vens.Zip(detail!.Vens))
        {
            (row.VenId, row.VenName, row.Status, row.RequestedKw, row.AcceptedKw).ShouldBe(
                (part.VenId, part.VenName, part.Status, part.RequestedKw, part.AcceptedKw)
            );
            (row.Detail, row.ResponseMs, row.Verified, row.BaselineKw).ShouldBe(
                (part.Reason, part.ResponseMs, part.Verified, part.BaselineKw)
            );
            row.Commands.Select(c => c.CorrelationId).ShouldBe(part.Commands.Select(c => c.CorrelationId));
            row.LastCommand.ShouldBe(row.Commands.Count > 0 ? row.Commands[^1] : null);
        }

        (await IdsAsync(id, "search=zebra")).ShouldBe([Vens[1]]);
        (await IdsAsync(id, $"venId={Vens[0]}")).ShouldBe([Vens[0]]);
        (await IdsAsync(id, "venId=table-")).ShouldBeEmpty("it is a part of other ids");
        (await IdsAsync(id, "group=north")).ShouldBe(Vens[..2]);
        (await IdsAsync(id, "status=pending")).ShouldBe([Vens[4]]);
        (await IdsAsync(id, "reason=disabled")).ShouldBe([Vens[5]]);
        (await IdsAsync(id, "sort=requestedKw&limit=2")).ShouldBe([Vens[5], Vens[2]]);
        (await IdsAsync(id, "sort=name&descending=true&limit=1")).ShouldBe([Vens[1]]);
        (await IdsAsync(id, "offset=2&limit=2")).ShouldBe(Vens[2..4]);
        (await IdsAsync(id, "descending=true&limit=1")).ShouldBe([Vens[5]]);
        (await IdsAsync(id, "offset=6")).ShouldBeEmpty();
        var fleet = await backend.GetAsync<VenTable>($"/api/vens/table?search=table-&sort=name");
        (fleet.Total, fleet.Vens.Count, fleet.Groups["north"]).ShouldBe((6, 6, 2));
        fleet.Vens[^1].Name.ShouldBe("Zebra Street");
        (await backend.GetAsync<VenTable>($"/api/vens/table?venId={Vens[0]}")).Vens.Single().Id.ShouldBe(Vens[0]);
        (await backend.GetAsync<VenTable>("/api/vens/table?venId=table-")).Total.ShouldBe(0);
        fleet.Vens.Single(v => v.Id == Vens[0]).ActiveEventId.ShouldBe(id);
        (fleet.Vens[0].CurrentPowerKw, fleet.Vens[0].ShedAvailabilityKw, fleet.Vens[0].Trouble, fleet.Vens[0].Status).ShouldBe(
            (5, 4, null, "online")
        );
        (await backend.GetAsync<VenTable>("/api/vens/table?status=disabled&group=north")).Total.ShouldBe(0);
        (await backend.GetAsync<VenTable>("/api/vens/table?status=disabled&search=table")).Vens.Single().Id.ShouldBe(Vens[5]);
        (await backend.Http.DeleteAsync($"/api/events/{id}")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData(
        "/api/vens/table?status=away&trouble=all&sort=colour&descending=2&offset=x&limit=0",
        "status",
        "trouble",
        "sort",
        "descending",
        "offset",
        "limit"
    )]
    [InlineData("/api/vens/table?search=%00&group=%00&venId=a.b", "search", "group", "venId")]
    public async Task what_is_wrong_with_a_query_is_named(string url, params string[] fields)
    {
        var answer = await backend.Http.GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(fields, ignoreOrder: true);
    }

    [Fact]
    public async Task what_is_wrong_with_a_query_of_an_event_is_named_and_an_unknown_event_is_not_found()
    {
        var end = backend.Clock.GetUtcNow().AddHours(2);
        var created = await backend.Http.PostAsJsonAsync(
            "/api/events",
            new CreateEventRequest(end.AddHours(-1), end, 1, Targets: new EventTargets(["no-one"]))
        );
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        var answer = await backend.Http.GetAsync($"/api/events/{id}/vens?status=asleep&reason=fun&sort=id&limit=501");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<Problem>())!.Errors.Keys.ShouldBe(["status", "reason", "sort", "limit"], ignoreOrder: true);
        (await backend.Http.GetAsync("/api/events/evt-00000000/vens")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await backend.GetAsync<EventVenTable>($"/api/events/{id}/vens")).Total.ShouldBe(0);
    }

    /// <summary>Asks for 15 kW for an hour, and has all but the fifth obey.</summary>
    private async Task<string> StartAsync()
    {
        var request = new CreateEventRequest(
            null,
            backend.Clock.GetUtcNow().AddHours(1),
            15,
            "active",
            Targets: new EventTargets(Vens),
            Control: "open"
        );
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the VENs are told", () => Vens[..5].All(v => backend.SentTo(v).Count > 0));
        foreach (var venId in Vens[..4])
            await backend.ObeyAsync(venId);
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    private async Task<EventVenTable> UntilAsync(string url, Func<EventVenTable, Task<bool>> good)
    {
        EventVenTable? table = null;
        await Eventually.HoldsAsync(
            "the table is as it should be",
            async () => await good(table = await backend.GetAsync<EventVenTable>(url))
        );
        return table!;
    }

    private Task<EventDetail> DetailAsync(string id) => backend.GetAsync<EventDetail>($"/api/events/{id}");

    private async Task<IEnumerable<string>> IdsAsync(string id, string query) =>
        (await backend.GetAsync<EventVenTable>($"/api/events/{id}/vens?{query}")).Vens.Select(v => v.VenId);

    private async Task ChangeAsync(string venId, ChangeVenRequest request) =>
        (await backend.Http.PatchAsJsonAsync($"/api/vens/{venId}", request)).EnsureSuccessStatusCode();

    private async Task ChangeVensAsync(ChangeVensRequest request) =>
        (await backend.Http.PatchAsJsonAsync("/api/vens", request)).EnsureSuccessStatusCode();

    private sealed record Problem(Dictionary<string, string[]> Errors);
}
