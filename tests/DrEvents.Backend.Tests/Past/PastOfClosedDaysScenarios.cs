using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Marten.Events;

namespace DrEvents.Backend.Tests.Past;

public sealed class PastOfClosedDaysScenarios
{
    [Fact]
    public async Task a_moment_of_closed_days_is_the_same_and_of_deleted_ones_as_much_of_it_as_there_is()
    {
        await using var system = await DrSystem.StartAsync();
        var vens = await system.StartVensAsync("ven-1", "ven-2");
        var id = (await system.StartEventAsync(kw: 2, seconds: 6)).Id;
        await system.UntilAsync(id, "both shed", e => e.Metrics is { VensFresh: 2, VensResponding: 2, CurrentReductionKw: > 0 });
        var during = TimeProvider.System.GetUtcNow();
        await system.UntilAsync(id, "the event is over", e => e.Status == "completed" && e.Vens.All(v => v.Status == "restored"));
        foreach (var ven in vens)
            await ven.StopAsync();
        await Eventually.HoldsAsync(
            "both farewells are stored",
            async () => (await system.GetAsync<List<VenView>>("/api/vens")).All(v => v.Status == "offline")
        );
        await system.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        during = await QuietAfterAsync(system.Store, during);
        var open = await AtAsync(0);
        open["metrics"]!["vensFresh"]!.GetValue<int>().ShouldBe(2);
        open["metrics"]!["currentReductionKw"]!.GetValue<double>().ShouldBeGreaterThan(0);

        var now = TimeProvider.System.GetUtcNow();
        var tomorrow = TelemetryDays.Name(TelemetryDays.Of(now).AddDays(1));
        await foreach (var stream in system.Store.DueStreamsAsync(tomorrow, now.AddHours(2), now.AddHours(3), default))
            await DayClosing.StepAsync(system.Store, stream, now, default);
        (await AtAsync(1)).ToJsonString().ShouldBe(open.ToJsonString());

        var options = new ArchiveOptions { KeepDays = 30, KeepEventDays = 30 };
        (await DayRetention.TrimAsync(system.Store, options, now.AddDays(40), default).ToListAsync()).ShouldNotBeEmpty();
        var deleted = await AtAsync(2);
        deleted["notRecomputable"]!.AsArray().Select(v => v!.GetValue<string>()).ShouldBe(["ven-1", "ven-2"]);
        deleted["metrics"]!["vensFresh"]!.GetValue<int>().ShouldBe(0, "nothing is left of what was measured");
        deleted["metrics"]!["vensResponding"]!.GetValue<int>().ShouldBe(2);
        deleted["event"]!["status"]!.GetValue<string>().ShouldBe("active");
        deleted["stored"]!.ToJsonString().ShouldBe(open["stored"]!.ToJsonString());

        // What was made a moment ago is kept; a millisecond on, in which nothing was stored, it is made anew.
        async Task<JsonObject> AtAsync(int milliseconds)
        {
            var url = ShownEvent.Url(id, during.AddMilliseconds(milliseconds));
            var at = (await system.Host.Server.CreateClient().GetFromJsonAsync<JsonNode>(url))!.AsObject();
            foreach (var name in new[] { "time", "madeAt", "eventsRead" })
                at.Remove(name);
            return at;
        }
    }

    /// <summary>The first millisecond from then on after which nothing was stored for some.</summary>
    private static async Task<DateTimeOffset> QuietAfterAsync(IDocumentStore store, DateTimeOffset from)
    {
        await using var session = store.QuerySession();
        var stored = await session.AdvancedSql.QueryAsync<DateTimeOffset>(
            "select timestamp from drevents.mt_events order by timestamp",
            default
        );
        for (var at = from; ; at = at.AddMilliseconds(1))
        {
            if (!stored.Any(s => s > at.AddMilliseconds(-1) && s < at.AddMilliseconds(4)))
                return at;
        }
    }
}
