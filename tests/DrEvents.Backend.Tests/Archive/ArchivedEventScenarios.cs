using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Marten.Events;

namespace DrEvents.Backend.Tests.Archive;

public sealed class ArchivedEventScenarios
{
    [Fact]
    public async Task an_event_whose_days_are_closed_is_replayed_with_the_same_result()
    {
        await using var system = await DrSystem.StartAsync();
        var vens = await system.StartVensAsync("ven-1", "ven-2");
        var created = await system.StartEventAsync(kw: 2, seconds: 4);
        await system.UntilAsync(created.Id, "the event is over", e => e.Status == "completed" && e.Vens.All(v => v.Status == "restored"));
        foreach (var ven in vens)
            await ven.StopAsync();
        await Eventually.HoldsAsync(
            "both farewells are stored",
            async () => (await system.GetAsync<List<VenView>>("/api/vens")).All(v => v.Status == "offline")
        );
        await system.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        var url = $"/api/events/{created.Id}/replay";
        var before = await TextAsync(system, url);
        var eventsBefore = await ReplayedAsync(system, created.Id);
        before.ShouldContain("\"differences\":[]");

        var now = TimeProvider.System.GetUtcNow();
        var closed = 0;
        await foreach (var stream in OpenDays.DueAsync(system.Store, TelemetryDays.Of(now).AddDays(1), now.AddHours(3), default))
            closed += (await DayClosing.StepAsync(system.Store, stream, now, default))!.Value.Samples;

        closed.ShouldBeGreaterThan(8);
        (await TextAsync(system, url)).ShouldBe(before);
        (await ReplayedAsync(system, created.Id)).ShouldBe(eventsBefore);
    }

    /// <summary>What the replay reads of each stream, in its order.</summary>
    private static async Task<List<string>> ReplayedAsync(DrSystem system, string eventId)
    {
        await using var session = system.Store.QuerySession();
        var owner = await session.LoadAsync<DrEvent>(eventId);
        var read = new List<string>();
        await foreach (var (sequence, stream, data) in ReplaySource.ReadAsync(session, owner!, default))
            read.Add($"{sequence} {stream} {System.Text.Json.JsonSerializer.Serialize(data, data.GetType())}");
        return read;
    }

    private static async Task<string> TextAsync(DrSystem system, string url)
    {
        var answer = await system.Host.Server.CreateClient().PostAsync(url, null);
        return await answer.Content.ReadAsStringAsync();
    }
}
