using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>What a browser client of the field relies on, in the JSON as it is sent (contract, lines marked ◆).</summary>
[Collection(typeof(BackendCollection))]
public sealed partial class EdgeTests(BackendFixture backend)
{
    [Fact]
    public async Task times_end_in_z_and_powers_have_whole_watts_on_every_route()
    {
        var ids = await backend.SomethingAsync("edge-1");
        var times = 0;
        foreach (var route in await backend.AnsweringGetsAsync())
        {
            var text = await GetAsync(route.To(ids.For(route)));

            foreach (Match time in Time().Matches(text))
            {
                time.Value.ShouldEndWith("Z\"", Case.Sensitive, $"{route}");
                times++;
            }
            // A shadow is the VEN's own document, and a payload its own bytes.
            if (
                !route.Path.EndsWith("/shadow", StringComparison.Ordinal)
                && !route.Path.StartsWith("/api/dead-letters", StringComparison.Ordinal)
            )
                Digits().Matches(text).Select(m => m.Value).ShouldBeEmpty($"{route}");
        }
        times.ShouldBeGreaterThan(20);
        (await GetAsync("/api/vens/edge-1/telemetry")).ShouldContain("\"usedPowerKw\":4.73,\"shedPowerKw\":0,");
    }

    [Fact]
    public async Task an_events_metrics_are_at_its_top_level_too()
    {
        await backend.SomethingAsync("edge-3");
        var client = backend.Host.Server.CreateClient();
        var created = await client.PostAsJsonAsync(
            "/api/events",
            new
            {
                status = "active",
                endTime = TimeProvider.System.GetUtcNow().AddHours(1),
                requestedReductionKw = 1,
                targets = new { venIds = new[] { "edge-3" } },
            }
        );
        var id = (await created.Content.ReadFromJsonAsync<EventView>())!.Id;

        foreach (var url in new[] { "/api/events/current", $"/api/events/{id}" })
        {
            var shown = JsonElement.Parse(await GetAsync(url));
            shown.GetProperty("id").GetString().ShouldBe(id);
            foreach (var metric in shown.GetProperty("metrics").EnumerateObject())
                shown.GetProperty(metric.Name).GetRawText().ShouldBe(metric.Value.GetRawText(), metric.Name);
        }
        var metrics = JsonElement.Parse(await GetAsync($"/api/events/{id}/metrics")).EnumerateObject().Select(p => p.Name);
        new[] { "currentReductionKw", "vensResponding", "avgResponseMs", "claimedReductionKw" }.ShouldBeSubsetOf(metrics);
        (await client.DeleteAsync($"/api/events/{id}")).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("nothing is active", async () => await GetAsync("/api/events/current") == "null");
    }

    [Fact]
    public async Task past_events_are_listed_by_status()
    {
        var ids = await backend.SomethingAsync("edge-4");
        var other = (await backend.SomethingAsync("edge-4"))["id"];
        (await backend.Host.Server.CreateClient().DeleteAsync($"/api/events/{other}")).EnsureSuccessStatusCode();

        (await ListedAsync("")).ShouldBe([ids["id"], other], ignoreOrder: true);
        (await ListedAsync("&status=scheduled")).ShouldBe([ids["id"]]);
        (await ListedAsync("&status=cancelled")).ShouldBe([other]);
        (await ListedAsync("&status=active")).ShouldBeEmpty();

        async Task<List<string>> ListedAsync(string status)
        {
            var start = TimeProvider.System.GetUtcNow().AddDays(50).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
            var events = JsonSerializer.Deserialize<List<EventView>>(
                await GetAsync($"/api/events/history?start={start}{status}"),
                JsonSerializerOptions.Web
            );
            return [.. events!.Where(e => e.Targets?.VenIds is ["edge-4"]).Select(e => e.Id)];
        }
    }

    [Theory]
    [InlineData(
        "/api/stats/network",
        "venCount,onlineVens,controllablePowerKw,ratedLoadKw,potentialLoadReductionKw,householdUsageKw,currentLoadReductionKw,networkEfficiency,averageHousePower,totalHousePowerToday"
    )]
    [InlineData("/api/stats/loads", "type,totalCapacityKw,totalShedCapabilityKw,currentUsageKw")]
    [InlineData("/api/stats/network/history", "points")]
    [InlineData("/api/vens/summary", "id,name,location,status,controllablePower,currentPower,address,lastSeen,responseTime")]
    [InlineData("/api/vens/edge-5", "id,name,status,location,metrics,createdAt,lastSeen,loads")]
    [InlineData("/api/vens/edge-5/loads/ev", "id,type,capacityKw,shedCapabilityKw,currentPowerKw,name")]
    [InlineData("/api/vens/edge-5/telemetry", "venId,samples,totalCount")]
    [InlineData("/api/vens/edge-5/circuits/history?load_id=ev", "venId,loadId,snapshots,totalCount")]
    [InlineData(
        "/api/vens/edge-5/events",
        "id,venId,eventId,correlationId,op,status,timestamp,requestedShedKw,actualShedKw,circuitsCurtailed"
    )]
    public async Task an_answer_has_the_names_of_the_contract(string url, string names)
    {
        await backend.SomethingAsync("edge-5");

        var json = JsonElement.Parse(await GetAsync(url));
        var shown = json.ValueKind == JsonValueKind.Array ? json[0] : json;

        names.Split(',').ShouldBeSubsetOf(shown.EnumerateObject().Select(p => p.Name));
    }

    private async Task<string> GetAsync(string url)
    {
        var answer = await backend.Host.Server.CreateClient().GetAsync(url);
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{url} {text}");
        return text;
    }

    [GeneratedRegex("\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[^\"]*\"")]
    private static partial Regex Time();

    [GeneratedRegex(@"[^""]{30}[0-9]\.[0-9]{4,}(?![0-9:.Z])")]
    private static partial Regex Digits();
}
