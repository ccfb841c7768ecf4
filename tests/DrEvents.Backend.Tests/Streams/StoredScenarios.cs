using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;

namespace DrEvents.Backend.Tests.Streams;

/// <summary>What is stored of an event and of a VEN, a page at a time, out of the streams.</summary>
public sealed class StoredScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private static readonly string[] Vens = [.. Enumerable.Range(1, 6).Select(n => $"stored-{n}")];

    [Fact]
    public async Task all_that_is_stored_of_an_event_is_listed_however_late_one_looks_and_nothing_else()
    {
        var id = await HaveEventAsync(Vens[..5]);
        await HaveEventAsync(Vens[5..]);

        foreach (var limit in new[] { 3, 50, 500 })
        {
            var items = await AllAsync($"/api/events/{id}/stored", limit);
            items.Select(i => i.Sequence).ShouldBe(items.Select(i => i.Sequence).OrderDescending());
            items.ShouldAllBe(i => i.EventId == id && i.Text.Length > 0);
            await ListedIsStoredAsync(id, $"/api/events/{id}/stored", limit);
        }
        var alone = await AllAsync($"/api/events/{id}/stored", limit: 3);
        alone[^1].ShouldSatisfyAllConditions(i => i.Type.ShouldBe("EventScheduled"), i => i.Text.ShouldStartWith("10 kW asked for from"));
        var together = await AllAsync($"/api/events/{id}/stored", limit: 500);
        together.Single(i => i.Type == "BaselineSealed").Count.ShouldBe(5, "many of a kind are one item, as in the stream");
    }

    [Fact]
    public async Task all_that_is_stored_of_a_ven_but_its_samples_is_listed_one_by_one()
    {
        var (venId, other) = ("stored-7", "stored-8");
        var id = await HaveEventAsync(venId, other);
        (await backend.Http.PostAsJsonAsync($"/api/vens/{venId}/commands", new SendCommandRequest("ping"))).EnsureSuccessStatusCode();
        List<StoredItem> items = [];
        await Eventually.HoldsAsync(
            "the ping is stored as sent",
            async () =>
                (items = await AllAsync($"/api/vens/{venId}/stored", limit: 2)).Any(i => i is { Type: "CommandAccepted", EventId: null })
        );

        items.ShouldAllBe(i => i.VenId == venId && i.Count == 1);
        items.Select(i => i.Sequence).ShouldBe(items.Select(i => i.Sequence).Distinct().OrderDescending());
        var types = items.Select(i => i.Type).ToHashSet();
        new[]
        {
            "VenRegistered",
            "LoadsDescribed",
            "VenWentOnline",
            "CommandDispatched",
            "CommandAccepted",
            "AckReceived",
            "BaselineSealed",
        }
            .Except(types)
            .ShouldBeEmpty();
        types.ShouldNotContain("TelemetrySampled");
        items.Where(i => i.Type == "AckReceived").ShouldAllBe(i => i.EventId == id);
    }

    [Fact]
    public async Task all_that_is_stored_but_samples_is_listed_from_the_newest_on_whatever_it_is_of()
    {
        var id = await HaveEventAsync("stored-9", "stored-10");
        await backend.CatchUpAsync();

        var items = await AllAsync("/api/stored", limit: 7);

        items.Select(i => i.Sequence).ShouldBe(items.Select(i => i.Sequence).Distinct().OrderDescending());
        items.ShouldNotContain(i => i.Type == "TelemetrySampled");
        await ListedIsStoredAsync(id, "/api/stored", limit: 7);
        items.ShouldContain(i => i.Type == "VenRegistered" && i.VenId == "stored-9");
        // Something may be stored between two looks.
        await Eventually.HoldsAsync(
            "whatever the page's length, the newest stands first",
            async () => (await NewestAsync(1), await NewestAsync(7)) is var (one, many) && one == many && one >= items[0].Sequence
        );

        async Task<long> NewestAsync(int limit) =>
            (await backend.GetAsync<StoredEventsPage>($"/api/stored?limit={limit}")).Items[0].Sequence;
    }

    [Theory]
    [InlineData("/api/stored?limit=0", 400)]
    [InlineData("/api/stored?before=yesterday", 400)]
    [InlineData("/api/vens/nobody/stored", 404)]
    [InlineData("/api/events/evt-00000000/stored", 404)]
    [InlineData("/api/events/none/stored", 404)]
    [InlineData("/api/events/evt-00000000/stored?limit=501", 400)]
    [InlineData("/api/vens/nobody/stored?before=0", 400)]
    [InlineData("/api/vens/nobody/stored?before=x&limit=many", 400)]
    public async Task what_is_not_there_and_what_makes_no_sense_is_refused(string url, int status) =>
        (await backend.Http.GetAsync(url)).StatusCode.ShouldBe((HttpStatusCode)status);

    /// <summary>An event that VENs obey and that is then called off; returns when all that follows is stored.</summary>
    private async Task<string> HaveEventAsync(params string[] vens)
    {
        await backend.ReportAsync(4, vens);
        var request = new CreateEventRequest(
            null,
            backend.Clock.GetUtcNow().AddHours(1),
            10,
            "active",
            Targets: new EventTargets(vens),
            Control: "open"
        );
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
        await Eventually.HoldsAsync("a VEN is told", () => vens.Any(v => backend.SentTo(v).Count > 0));
        await backend.UntilAsync(id, "all are planned", e => e.Vens.Count == vens.Length);
        var asked = (await backend.GetAsync<EventDetail>($"/api/events/{id}")).Vens.Where(v => v.Status != "skipped").ToList();
        await Eventually.HoldsAsync("all that are asked are told", () => asked.TrueForAll(v => backend.SentTo(v.VenId).Count > 0));
        foreach (var ven in asked)
            await backend.ObeyAsync(ven.VenId);
        // It is sealed while the event runs, and no later.
        await Eventually.HoldsAsync("what their baselines rest on is sealed", async () => await SealedInputsAsync(id) == asked.Count);
        (await backend.Http.DeleteAsync($"/api/events/{id}")).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "their baselines are sealed and they are told to restore",
            async () =>
                (await backend.GetAsync<BaselineView[]>($"/api/events/{id}/baselines")).Length == vens.Length
                && asked.TrueForAll(v => backend.SentTo(v.VenId)[^1].Op == "restore")
        );
        await UntilCalmAsync(id);
        return id;
    }

    /// <summary>The clock stands still: after what is under way nothing more is stored.</summary>
    private async Task UntilCalmAsync(string id)
    {
        var (before, same) = (-1, 0);
        await Eventually.HoldsAsync(
            "nothing more is stored",
            async () =>
            {
                var now = await StoredOfAsync(id);
                (before, same) = (now, now == before ? same + 1 : 0);
                return same >= 20;
            },
            withinS: 30
        );
    }

    private async Task<int> SealedInputsAsync(string id)
    {
        await using var session = backend.Store.QuerySession();
        var stream = $"mv/{id}";
        return await session
            .Events.QueryAllRawEvents()
            .Where(e => e.StreamKey == stream && e.EventTypeName == "inputs_sealed")
            .CountAsync();
    }

    /// <summary>On a slow machine something may still be stored between the list and the count.</summary>
    private Task ListedIsStoredAsync(string id, string path, int limit) =>
        Eventually.HoldsAsync(
            $"none is left out, and none is there twice (limit {limit})",
            async () => (await AllAsync(path, limit)).Where(i => i.EventId == id).Sum(i => i.Count) == await StoredOfAsync(id)
        );

    private async Task<int> StoredOfAsync(string id)
    {
        await using var session = backend.Store.QuerySession();
        var (baselines, group, parts) = ($"mv/{id}", $"control-group/{id}", id + "/");
        return await session
            .Events.QueryAllRawEvents()
            .Where(e => e.StreamKey == id || e.StreamKey == baselines || e.StreamKey == group || e.StreamKey!.StartsWith(parts))
            .CountAsync();
    }

    private async Task<List<StoredItem>> AllAsync(string path, int limit)
    {
        var items = new List<StoredItem>();
        long? before = null;
        do
        {
            var page = await backend.GetAsync<StoredEventsPage>($"{path}?limit={limit}{(before is null ? "" : $"&before={before}")}");
            page.Items.Sum(i => i.Count).ShouldBeInRange(before is null ? 1 : 0, limit);
            items.AddRange(page.Items);
            before = page.Before;
        } while (before is not null);
        return items;
    }
}
