using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>What pages keep in a browser that is left open while all that they show moves. An hour of it is a benchmark: <c>--only page-memory</c>.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class MemoryTests(ControlRoom room, ITestOutputHelper output)
{
    private const double MostMiB = 1;
    private const int MostNodes = 1_000;

    /// <summary>Until then a page fills what it keeps of the last moments.</summary>
    private static readonly TimeSpan Fills = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task a_minute_of_an_event_leaves_nothing_behind_in_pages_that_are_open()
    {
        await room.EndAllAsync();
        var id = (await room.BeginAsync(5, TimeSpan.FromMinutes(20))).Id;
        await Eventually.HoldsAsync(
            "VENs shed for it",
            async () =>
                (await room.Backend.GetFromJsonAsync<EventMetricsView>($"api/events/{id}/metrics"))!.VensResponding == ControlRoom.Vens,
            withinS: 40
        );
        var visits = new Dictionary<string, Visit>();
        await using var _ = new Afterwards(async () =>
        {
            foreach (var visit in visits.Values)
                await visit.DisposeAsync();
            await room.EndAllAsync();
        });
        foreach (var path in new[] { "", $"events/{id}", "vens", "vens/ven-2", "map" })
            visits.Add(path, await room.VisitAsync(path));
        await Expect(visits[$"events/{id}"].Page.Locator("#course canvas")).ToBeVisibleAsync();
        await Task.Delay(Fills);
        var before = await ReadAsync(visits);
        await Task.Delay(TimeSpan.FromMinutes(1));
        var after = await ReadAsync(visits);
        // On a busy machine a page may still have filled in that minute; one that leaves something behind does so in the next one too.
        if (visits.Keys.Any(path => after[path].HeapMiB - before[path].HeapMiB >= MostMiB))
        {
            before = after;
            await Task.Delay(TimeSpan.FromMinutes(1));
            after = await ReadAsync(visits);
        }

        foreach (var path in visits.Keys)
        {
            var (was, isNow) = (before[path], after[path]);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"/{path}: {was.HeapMiB:0.00} → {isNow.HeapMiB:0.00} MiB, {was.Nodes} → {isNow.Nodes} nodes"
                )
            );
            (isNow.HeapMiB - was.HeapMiB).ShouldBeLessThan(MostMiB, $"the heap of /{path}");
            (isNow.Nodes - was.Nodes).ShouldBeLessThan(MostNodes, $"the document of /{path}");
            visits[path].Complaints.ShouldBeEmpty();
        }
    }

    private static async Task<Dictionary<string, Memory>> ReadAsync(Dictionary<string, Visit> visits)
    {
        var read = new Dictionary<string, Memory>();
        foreach (var (path, visit) in visits)
            read.Add(path, await Memory.OfAsync(visit.Page));
        return read;
    }
}
