using DrEvents.Contracts.Http;
using DrEvents.Faults.Tests.Running;
using DrEvents.Testing;

namespace DrEvents.Faults.Tests.Proof;

/// <summary>What has to hold of an event once it is over, whatever happened meanwhile.</summary>
internal static class EventProof
{
    /// <summary>After the event's end, which a slow machine's scenario puts further away.</summary>
    private const double SettledWithinS = 45;

    private const double ReplayWithinS = 30;

    /// <summary>
    /// A restore may reach a VEN that much later than the end, or than its own return. The benchmarks say how soon it does; here it is enough that it is
    /// no forgotten one, on a machine that has just started a process again.
    /// </summary>
    private static readonly TimeSpan RestoredWithin = TimeSpan.FromSeconds(15);

    /// <summary>Durations on the wire are whole seconds.</summary>
    private static readonly TimeSpan EarlyBy = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits until the event is over and every command settled, then holds the backend's word against the VENs' own logs and
    /// against the streams.
    /// </summary>
    /// <param name="system">Where it ran.</param>
    /// <param name="created">The event.</param>
    /// <param name="venIds">The VENs that it was for.</param>
    /// <param name="allBackAt">When the last process that was away had come back.</param>
    /// <param name="stoppedAt">When the operator stopped it; null for one that ended by the clock.</param>
    public static async Task HoldsAsync(
        IProvableSystem system,
        EventView created,
        IReadOnlyList<string> venIds,
        DateTimeOffset? allBackAt = null,
        DateTimeOffset? stoppedAt = null
    )
    {
        var detail = await SettledAsync(system.Backend, created);
        var end = stoppedAt ?? created.EndTime;
        var allThereAt = Later(end, allBackAt ?? end);

        if (detail.Status == "cancelled" && allBackAt > created.EndTime)
        {
            // All of its time passed while the backend was away: it is on record as missed, and nobody was told anything.
            (detail.Reason ?? "").ShouldStartWith("missed");
            detail.Vens.ShouldBeEmpty();
            await ReplaysAsync(system.Backend, created.Id);
            return;
        }

        detail.Status.ShouldBe("completed", detail.Reason);
        detail.Vens.Select(v => v.VenId).ShouldBe(venIds);
        detail.Metrics.VensResponding.ShouldBe(venIds.Count);
        foreach (var ven in detail.Vens)
        {
            var part = VenPart.Of(created.Id, await system.ReadLogAsync(ven.VenId));
            var story = $"{ven.VenId} in {created.Id}: {part}; the backend says {ven}";
            part.Started.ShouldBe(1, "shed exactly once: " + story);
            part.Ended.ShouldHaveSingleItem("restored exactly once: " + story)
                .ShouldBeInRange(
                    end - EarlyBy,
                    Later(allThereAt, stoppedAt is null ? part.RunsSince : part.ConnectedSince) + RestoredWithin,
                    story
                );
            part.IsLimited.ShouldBeFalse("no load is limited after the end: " + story);
            part.Answered.ShouldBeUnique("a repeat is recognised: " + story);
            part.Received.ShouldBeSubsetOf(ven.Commands.Select(c => c.CorrelationId), "nothing was sent that is not stored: " + story);
            ven.Commands.Count(c => c is { Op: "shedPanel", Status: "acknowledged" }).ShouldBe(1, story);
        }

        // They are sealed beside the event, which may have been stopped a moment after its start.
        await Eventually.HoldsAsync(
            $"every VEN has one sealed baseline in {created.Id}",
            async () =>
                (await system.Backend.GetAsync<List<BaselineView>>($"api/events/{created.Id}/baselines"))
                    .Select(b => b.VenId)
                    .SequenceEqual(venIds)
        );
        await ReplaysAsync(system.Backend, created.Id);
    }

    /// <summary>
    /// A process that was started needs its time until it runs, and more of it on a busy machine. The clock's end needs no more; what the
    /// operator says needs the connection.
    /// </summary>
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static async Task<EventDetail> SettledAsync(BackendProcess backend, EventView created)
    {
        EventDetail? seen = null;
        var leftS = Math.Max(0, (created.EndTime - Clock.Now).TotalSeconds);
        try
        {
            await Eventually.HoldsAsync(
                $"{created.Id} is over and every command is settled",
                async () =>
                {
                    seen = await backend.GetAsync<EventDetail>($"api/events/{created.Id}");
                    return seen.Status is "completed" or "cancelled"
                        && seen.Vens.All(v => v.Status is "restored" or "ended")
                        && seen.Vens.SelectMany(v => v.Commands).All(c => c.Status is not ("dispatched" or "accepted"));
                },
                leftS + SettledWithinS
            );
            return seen!;
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; it is {Json(seen)}", e);
        }
    }

    private static async Task ReplaysAsync(BackendProcess backend, string eventId)
    {
        ReplayReport? report = null;
        try
        {
            await Eventually.HoldsAsync(
                $"the figures of {eventId} equal their replay",
                async () => (report = await backend.ReplayAsync(eventId)).Identical,
                ReplayWithinS
            );
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}; the differences are {Json(report?.Differences)}", e);
        }
    }

    private static string Json<T>(T value) => System.Text.Json.JsonSerializer.Serialize(value);
}
