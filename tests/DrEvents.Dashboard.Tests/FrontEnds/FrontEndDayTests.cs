using System.Globalization;
using System.Text.Json;
using DrEvents.Testing;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests.FrontEnds;

/// <summary>
/// An operator's day at a front end that is not ours: a page of another origin in a real browser calls every route of the contract, and each answer has the
/// names and types that the contract says (<c>front-end.js</c>).
/// </summary>
public sealed class FrontEndDayTests(FrontEndRoom room) : IClassFixture<FrontEndRoom>
{
    private const double RequestedKw = 3.123456789;
    private const double RequestedShown = 3.123;

    [Fact]
    public async Task an_operators_day_goes_through_with_answers_as_the_contract_says()
    {
        await using var front = await room.OpenAsync();
        await LooksAtTheFleetAsync(front);
        await RegistersAndEditsAsync(front);
        await PlansAndCallsOffAsync(front);
        var eventId = await RunsAnEventAsync(front);
        await LooksBackAsync(front, eventId);
        await ShedsALoadAsync(front);
        // The browser writes down each answer that is no success; of these there were none.
        front.Visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_refused_is_said_to_the_page_too()
    {
        await using var front = await room.OpenAsync();
        await front.CallAsync("GET", "/vens/nobody", shape: "ven", 404);
        await front.CallAsync("GET", "/events/history?status=asleep", shape: "events", 400);
        var problem = await front.CallAsync("POST", "/events", shape: "event", 400, new { endTime = "tomorrow" });
        problem.GetProperty("errors").GetProperty("endTime").GetArrayLength().ShouldBe(1);
        await front.CallAsync("POST", "/events/evt-00000000/stop", shape: "stop", 404);
    }

    [Fact]
    public async Task a_page_of_an_origin_that_is_not_allowed_reads_nothing_and_changes_nothing()
    {
        await using var front = await room.OpenAsync();
        var running = await CreateAsync(
            front,
            new
            {
                status = "active",
                endTime = In(TimeSpan.FromMinutes(10)),
                requestedReductionKw = 1,
            }
        );
        await using var stranger = await room.OpenStrangerAsync();

        (await Should.ThrowAsync<PlaywrightException>(() => stranger.CallAsync("GET", "/vens", "vens", 200))).Message.ShouldContain(
            "Failed to fetch"
        );
        await Should.ThrowAsync<PlaywrightException>(() => stranger.CallAsync("POST", $"/events/{running}/stop", "stop", 202));
        // A browser sends this one without asking, and keeps only the answer from the page.
        await stranger.Visit.Page.EvaluateAsync(
            "id => fetch(`${base}/api/events/${id}/stop`, { method: 'POST', mode: 'no-cors' })",
            running
        );

        (await front.GetAsync($"/events/{running}", "detail")).GetProperty("status").GetString().ShouldBe("active");
        await front.CallAsync("DELETE", $"/events/{running}", shape: null, 204);
    }

    private async Task LooksAtTheFleetAsync(FrontEnd front)
    {
        await Eventually.HoldsAsync(
            "all VENs are online, and that of the field has something to shed",
            async () =>
            {
                var vens = (await front.CallAsync("GET", "/vens", "vens", 200)).EnumerateArray().ToList();
                return vens.Count(v => Text(v, "status") == "online") == room.VenCount
                    && vens.Exists(v => Text(v, "id") == room.OlderVenId && Kw(v.GetProperty("metrics"), "shedAvailabilityKw") > 0);
            },
            withinS: 60
        );
        await front.GetAsync("/vens", "vens");
        (await front.GetAsync("/vens/summary", "summary")).GetArrayLength().ShouldBe(room.VenCount);
        foreach (var venId in new[] { room.VenIds[0], room.OlderVenId, room.OldestVenId })
        {
            (await front.GetAsync($"/vens/{venId}", "ven")).GetProperty("id").GetString().ShouldBe(venId);
            var loads = await front.GetAsync($"/vens/{venId}/loads", "loads");
            var loadId = Text(loads[0], "id");
            await front.GetAsync($"/vens/{venId}/loads/{loadId}", "load");
            await front.GetAsync($"/vens/{venId}/telemetry?limit=5", "telemetry");
            await front.GetAsync($"/vens/{venId}/history?granularity=5m", "points");
            await front.GetAsync($"/vens/{venId}/loads/{loadId}/history?granularity=1h", "points");
            var circuits = await front.GetAsync($"/vens/{venId}/circuits/history?load_id={loadId}&limit=3&start=&end=", "circuits");
            circuits.GetProperty("loadId").GetString().ShouldBe(loadId);
            IsAscending([.. circuits.GetProperty("snapshots").EnumerateArray().Select(s => Text(s, "timestamp"))]);
        }
        await front.GetAsync($"/vens/{room.VenIds[0]}/shadow", shape: null);
        (await front.GetAsync("/stats/network", "network")).GetProperty("onlineVens").GetInt32().ShouldBe(room.VenCount);
        await front.GetAsync("/stats/loads", "loadTypes");
        await front.GetAsync("/stats/network/history?granularity=5m", "points");
    }

    private static async Task RegistersAndEditsAsync(FrontEnd front)
    {
        var body = new
        {
            name = "New house",
            location = new { lat = 52.5, lon = 13.4 },
            status = "active",
            registrationId = "registered-1",
        };
        (await front.CallAsync("POST", "/vens", "ven", 201, body)).GetProperty("id").GetString().ShouldBe("registered-1");
        await front.CallAsync("POST", "/vens", "ven", 200, body);
        var changed = await front.CallAsync("PATCH", "/vens/registered-1", "ven", 200, new { name = "Renamed" });
        changed.GetProperty("name").GetString().ShouldBe("Renamed");
        await front.CallAsync("DELETE", "/vens/registered-1", shape: null, 204);
    }

    private static async Task PlansAndCallsOffAsync(FrontEnd front)
    {
        var ahead = new
        {
            startTime = In(TimeSpan.FromHours(2)),
            endTime = In(TimeSpan.FromHours(3)),
            requestedReductionKw = RequestedKw,
        };
        var planned = await CreateAsync(front, ahead);
        var changed = await front.CallAsync("PATCH", $"/events/{planned}", "event", 200, new { requestedReductionKw = 2 });
        Kw(changed, "requestedReductionKw").ShouldBe(2);
        (await front.GetAsync("/events", "events")).EnumerateArray().ShouldContain(e => Text(e, "id") == planned);
        (await front.GetAsync("/events/current", shape: null)).ValueKind.ShouldBe(JsonValueKind.Null);
        await front.CallAsync("DELETE", $"/events/{planned}", shape: null, 204);
        (await HistoryAsync(front, "cancelled")).ShouldContain(planned);
        (await HistoryAsync(front, "scheduled")).ShouldNotContain(planned);
    }

    private static async Task<string> RunsAnEventAsync(FrontEnd front)
    {
        var running = await CreateAsync(
            front,
            new
            {
                startTime = In(TimeSpan.FromSeconds(-1)),
                endTime = In(TimeSpan.FromMinutes(10)),
                requestedReductionKw = RequestedKw,
            }
        );
        JsonElement current = default;
        await Eventually.HoldsAsync(
            "the current event's figures come by themselves",
            async () =>
            {
                current = await front.CallAsync("GET", "/events/current", "detail", 200);
                return Kw(current, "currentReductionKw") > 0.5
                    && current.GetProperty("vensResponding").GetInt32() > 0
                    && current.GetProperty("avgResponseMs").ValueKind == JsonValueKind.Number;
            },
            withinS: 60
        );
        Text(current, "id").ShouldBe(running);
        Text(current, "status").ShouldBe("active");
        Kw(current, "requestedReductionKw").ShouldBe(RequestedShown);
        current.GetProperty("actualReductionKw").ValueKind.ShouldBe(JsonValueKind.Number);
        await front.GetAsync($"/events/{running}", "detail");
        await front.GetAsync($"/events/{running}/metrics", "metrics");
        (await HistoryAsync(front, "active")).ShouldBe([running]);
        (await HistoryAsync(front, "")).ShouldContain(running);
        await front.CallAsync("POST", $"/events/{running}/stop", "stop", 202);
        await Eventually.HoldsAsync(
            "it is over",
            async () => Text(await front.CallAsync("GET", $"/events/{running}", "detail", 200), "status") == "completed",
            withinS: 30
        );
        return running;
    }

    private async Task LooksBackAsync(FrontEnd front, string eventId)
    {
        (await HistoryAsync(front, "completed")).ShouldContain(eventId);
        (await front.GetAsync("/events/current", shape: null)).ValueKind.ShouldBe(JsonValueKind.Null);
        var acks = new List<JsonElement>();
        await Eventually.HoldsAsync(
            "the answer of a VEN of the field is listed with its circuits",
            async () =>
            {
                acks = [.. (await front.CallAsync("GET", $"/vens/{room.OlderVenId}/events", "acks", 200)).EnumerateArray()];
                return acks.Exists(a =>
                    a.GetProperty("circuitsCurtailed") is { ValueKind: JsonValueKind.Array } c && c.GetArrayLength() > 0
                );
            },
            withinS: 30
        );
        IsAscending([.. acks.Select(a => Text(a, "timestamp")).Reverse()]);
        foreach (var venId in new[] { room.VenIds[0], room.OldestVenId })
            await front.GetAsync($"/vens/{venId}/events", "acks");
    }

    private async Task ShedsALoadAsync(FrontEnd front)
    {
        var venId = room.VenIds[0];
        var load = (await front.GetAsync($"/vens/{venId}/loads", "loads"))[0];
        var path = $"/vens/{venId}/loads/{Text(load, "id")}";
        var taken = await front.CallAsync("POST", $"{path}/commands/shed", shape: null, 202, new { amountKw = 0.5, durationS = 30 });
        // What is answered to a change is the load, as the contract has it.
        var changed = await front.CallAsync("PATCH", path, "load", 202, new { priority = 7 });
        Text(changed, "id").ShouldBe(Text(load, "id"));
        string[] asked = [Text(taken, "correlationId"), Text(changed, "correlationId")];
        await Eventually.HoldsAsync(
            "the VEN answered both",
            async () =>
                (await front.CallAsync("GET", $"/vens/{venId}/events", "acks", 200))
                    .EnumerateArray()
                    .Count(a => asked.Contains(Text(a, "correlationId"))) == 2,
            withinS: 30
        );
        var sent = new
        {
            startTime = In(TimeSpan.FromHours(5)),
            endTime = In(TimeSpan.FromHours(6)),
            requestedReductionKw = 1,
        };
        var own = await front.CallAsync("POST", $"/vens/{venId}/send-event", "event", 201, sent);
        await front.CallAsync("DELETE", $"/events/{Text(own, "id")}", shape: null, 204);
    }

    private static async Task<string> CreateAsync(FrontEnd front, object body) =>
        Text(await front.CallAsync("POST", "/events", "event", 201, body), "id");

    /// <summary>The ids of the past day's events and of those to come, of one status or, with none, of all.</summary>
    private static async Task<List<string>> HistoryAsync(FrontEnd front, string status)
    {
        var (start, end) = (In(TimeSpan.FromDays(-1)), In(TimeSpan.FromDays(1)));
        var events = (await front.GetAsync($"/events/history?start={start}&end={end}&status={status}", "events")).EnumerateArray().ToList();
        IsAscending([.. events.Select(e => Text(e, "startTime")).Reverse()]);
        return events.ConvertAll(e => Text(e, "id"));
    }

    private static void IsAscending(IReadOnlyList<string> times)
    {
        var read = times.Select(t => DateTimeOffset.Parse(t, CultureInfo.InvariantCulture)).ToList();
        read.ShouldBe(read.Order());
    }

    /// <summary>A time as browsers write it.</summary>
    private static string In(TimeSpan ahead) =>
        (TimeProvider.System.GetUtcNow() + ahead).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";

    private static double Kw(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
