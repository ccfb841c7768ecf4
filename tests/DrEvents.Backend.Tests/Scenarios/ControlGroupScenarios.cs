using System.Net.Http.Json;
using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Marten.Events;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>A VEN without models and without days before is measured by neighbours that its event does not call.</summary>
public sealed class ControlGroupScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private const string Called = "called-1";
    private static readonly string[] Others = [.. Enumerable.Range(1, 24).Select(n => $"other-{n:00}")];

    [Fact]
    public async Task the_sealed_half_hour_moves_as_the_use_of_vens_that_are_not_called_and_replay_comes_to_the_same()
    {
        await TellAsync(1_860, 2, [Called, .. Others]);
        await backend.ReportAsync(4, Called);
        var now = backend.Clock.GetUtcNow();
        var request = new CreateEventRequest(null, now.AddMinutes(40), 2, "active", Targets: new EventTargets([Called]));
        var id = (await (await backend.Http.PostAsJsonAsync("/api/events", request)).Content.ReadFromJsonAsync<EventView>())!.Id;
        await Eventually.HoldsAsync("it is told", () => backend.SentTo(Called).Count > 0, withinS: 20);
        await backend.ObeyAsync(Called);
        await Eventually.HoldsAsync(
            "its baseline is sealed, and those that are not called are chosen",
            async () =>
                (await backend.GetAsync<List<BaselineView>>($"/api/events/{id}/baselines")).Count == 1 && await ChosenAsync(id) is not null,
            withinS: 40
        );
        (await ChosenAsync(id))!.VenIds.ShouldBe(Others, ignoreOrder: true);

        // Their use rises by half. What the called one would have used is 3 kW then, and it uses 1.
        backend.Clock.Turn(420);
        await TellAsync(360, 3, Others);
        await TellAsync(360, 1, Called);

        EventMetricsView metrics = null!;
        await Eventually.HoldsAsync(
            "it counts by them",
            async () =>
                (metrics = await backend.GetAsync<EventMetricsView>($"/api/events/{id}/metrics")).BaselineMethods?.ContainsKey(
                    "control-group"
                ) == true,
            withinS: 20
        );
        var sealedKw = (await backend.GetAsync<List<BaselineView>>($"/api/events/{id}/baselines")).Single().BaselineKw!.Value;
        metrics.CurrentReductionKw.ShouldBe((1.5 * sealedKw) - 1, 0.02);
        metrics.PreEventReductionKw.ShouldBe(sealedKw - 1, 0.02);
        var detail = await backend.GetAsync<EventDetail>($"/api/events/{id}");
        detail.Vens.Single().BaselineMethod.ShouldBe("control-group");
        (await backend.Http.PostAsJsonAsync($"/api/events/{id}/stop", new StopEventRequest())).EnsureSuccessStatusCode();
        await backend.Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        var replay = await (await backend.Http.PostAsync($"/api/events/{id}/replay", null)).Content.ReadFromJsonAsync<ReplayReport>();
        replay!.Differences.ShouldBeEmpty();
        replay.Replayed.ActualReductionKw.ShouldNotBe(0);
    }

    private async Task<ControlGroupSealed?> ChosenAsync(string eventId)
    {
        await using var session = backend.Store.QuerySession();
        return (await ControlGroupSealed.ReadAsync(session, [eventId], CancellationToken.None)).GetValueOrDefault(eventId);
    }

    /// <summary>Has VENs report every ten seconds of a time until now what they use, kW.</summary>
    private Task TellAsync(int lastS, double usedKw, params string[] venIds)
    {
        var now = backend.Clock.GetUtcNow();
        return backend.DeliverAsync([
            .. from venId in venIds from s in Enumerable.Range(0, lastS / 10) select Sample(venId, now.AddSeconds(10 * s - lastS), usedKw),
        ]);
    }

    private static (string, string) Sample(string venId, DateTimeOffset at, double usedKw) =>
        (
            Topics.Telemetry(venId),
            FormattableString.Invariant(
                $$"""{"timestamp":{{at.ToUnixTimeMilliseconds()}},"usedPowerKw":{{usedKw}},"loads":[{"id":"ev","currentPowerKw":{{usedKw}},"shedCapabilityKw":4}]}"""
            )
        );
}
