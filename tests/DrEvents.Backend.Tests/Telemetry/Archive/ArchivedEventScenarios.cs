using System.Data;
using System.Text.Json;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Store;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Marten;
using Marten.Events;

namespace DrEvents.Backend.Tests.Telemetry.Archive;

public sealed class ArchivedEventScenarios
{
    [Fact]
    public async Task an_event_whose_days_are_closed_is_replayed_with_the_same_result_and_as_far_as_possible_when_they_are_deleted()
    {
        await using var system = await DrSystem.StartAsync();
        var vens = await system.StartVensAsync("ven-1", "ven-2");
        var created = await system.StartEventAsync(kw: 2, seconds: 15);
        await system.UntilAsync(
            created.Id,
            "the event is over",
            e => e.Status == "completed" && e.Vens.All(v => v.Status == "restored"),
            withinS: 60
        );
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
        await foreach (
            var stream in system.Store.DueStreamsAsync(
                TelemetryDays.Name(TelemetryDays.Of(now).AddDays(1)),
                now.AddHours(2),
                now.AddHours(3),
                default
            )
        )
            closed += (await DayClosing.StepAsync(system.Store, stream, now, default))!.Value.Samples;

        closed.ShouldBeGreaterThan(8);
        (await TextAsync(system, url)).ShouldBe(before);
        (await ReplayedAsync(system, created.Id)).ShouldBe(eventsBefore);

        var report = JsonSerializer.Deserialize<ReplayReport>(before, JsonSerializerOptions.Web)!;
        (await DeletedAsync(system, now.AddDays(40))).ShouldBeInRange(1, closed - 1, "samples under a seal stay");
        var after = JsonSerializer.Deserialize<ReplayReport>(await TextAsync(system, url), JsonSerializerOptions.Web)!;
        after.Differences.ShouldBeEmpty();
        after.Replayed.ShouldBe(report.Replayed, "the meters are known from when the samples were deleted");
        after.NotRecomputable.ShouldBe(["ven-1", "ven-2"]);
        after.BaselinesRecomputed.ShouldBe(2, "what they rest on is still there");
    }

    /// <summary>Has retention delete what is older than a month at this time; says how many samples went.</summary>
    private static async Task<long> DeletedAsync(DrSystem system, DateTimeOffset now)
    {
        var options = new ArchiveOptions { KeepDays = 30, KeepEventDays = 30 };
        return (await DayRetention.TrimAsync(system.Store, options, now, default).ToListAsync()).Sum(d => d.Samples);
    }

    /// <summary>What the replay reads of each stream, in its order.</summary>
    private static async Task<List<string>> ReplayedAsync(DrSystem system, string eventId)
    {
        await using var session = system.Store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(default);
        var owner = await session.LoadAsync<DrEvent>(eventId);
        var read = new List<string>();
        await foreach (var (sequence, stream, data, _, _) in ReplaySource.ReadAsync(session, owner!, default))
            read.Add($"{sequence} {stream} {JsonSerializer.Serialize(data, data.GetType())}");
        return read;
    }

    private static async Task<string> TextAsync(DrSystem system, string url)
    {
        var answer = await system.Host.Server.CreateClient().PostAsync(url, null);
        return await answer.Content.ReadAsStringAsync();
    }
}
