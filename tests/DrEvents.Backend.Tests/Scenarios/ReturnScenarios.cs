using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>How ten VENs, each of which uses 5 kW and could shed 4 kW, are told to come back from an event of an hour, and how that is measured.</summary>
public sealed class ReturnScenarios(BackendInTime backend) : IClassFixture<BackendInTime>
{
    private const int Vens = 10;

    [Fact]
    public async Task vens_are_told_with_the_shed_how_long_their_return_takes_each_its_own_time()
    {
        var vens = Named("told");
        await StartAsync(vens);

        var times = vens.Select(v => backend.SentTo(v).ShouldHaveSingleItem().ReturnSeconds.ShouldNotBeNull()).ToList();

        // 4 kW for an hour of 5 kW each is more than three hours can take.
        times.ShouldAllBe(s => s >= 3_600 && s <= 10_800);
        times.Distinct().Count().ShouldBeGreaterThan(Vens / 2);
    }

    [Theory]
    [InlineData("gently", false)]
    [InlineData("at-once", true)]
    public async Task a_stop_says_how(string how, bool isAtOnce)
    {
        var vens = Named(how);
        var created = await StartAsync(vens);
        backend.Clock.Turn(6 * 60);

        var stop = await backend.Http.PostAsJsonAsync(
            $"/api/events/{created.Id}/stop",
            new StopEventRequest("enough", isAtOnce ? true : null)
        );

        stop.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the VENs are told", () => vens.All(v => backend.SentTo(v)[^1].Op == CommandOps.Restore));
        var restores = vens.Select(v => backend.SentTo(v)[^1].ReturnSeconds.ShouldNotBeNull()).ToList();
        if (isAtOnce)
            restores.ShouldAllBe(s => s == 0);
        else
            restores.ShouldAllBe(s => s >= 350 && s <= 1_100, "a tenth of the event needs a tenth of the time");
    }

    [Fact]
    public async Task few_vens_are_left_to_their_own_pace()
    {
        string[] vens = ["few-1", "few-2"];
        await StartAsync(vens);
        vens.ShouldAllBe(v => backend.SentTo(v).Single().ReturnSeconds == null);
    }

    [Fact]
    public async Task the_hour_after_is_measured_and_a_replay_gives_the_same_digits()
    {
        var vens = Named("measured");
        var created = await StartAsync(vens);
        await backend.Http.PostAsJsonAsync($"/api/events/{created.Id}/stop", new StopEventRequest());
        var stopped = await backend.UntilAsync(created.Id, "it is stopped", e => e.Vens.All(v => v.Status == "restoring"));
        (stopped.ReboundKwh, stopped.ReturnNetKwh, stopped.ReturnPeakShare).ShouldBe((null, null, null), "nothing is known yet");

        // By their models they would use 5 kW; for five minutes and some more they use 6.
        var last = stopped.EndedAt!.Value;
        for (var s = 0; s < 400; s += 10)
        {
            backend.Clock.Turn(10);
            last = await SayAsync(usedKw: 6, expectedKw: 5, vens);
        }
        // From each VEN's restore to its last reading.
        var seconds = stopped.Vens.Sum(v => (last - v.Commands[^1].DispatchedAt).TotalSeconds);
        var detail = await backend.UntilAsync(
            created.Id,
            "the return is measured to its last reading",
            e => Math.Abs((e.ReboundKwh ?? 0) - (seconds / 3600)) < 0.0015
        );

        detail.ReturnPeakShare.ShouldBe(1.2);
        detail.ReturnNetKwh.ShouldBe(detail.ReboundKwh);
        detail.Metrics.ReboundKwh.ShouldBe(detail.ReboundKwh);
        var metrics = await backend.GetAsync<EventMetricsView>($"/api/events/{created.Id}/metrics");
        (metrics.ReboundKwh, metrics.ReturnPeakShare).ShouldBe((detail.ReboundKwh, detail.ReturnPeakShare));
        await Eventually.HoldsAsync(
            "all baselines are sealed",
            async () => (await backend.GetAsync<List<BaselineView>>($"/api/events/{created.Id}/baselines")).Count == vens.Length
        );
        var replay = await backend.Http.PostAsync($"/api/events/{created.Id}/replay", null);
        var report = (await replay.Content.ReadFromJsonAsync<ReplayReport>())!;
        report.Differences.ShouldBeEmpty();
        report.Replayed.ReboundKwh.ShouldBe(report.Stored.ReboundKwh);
        report.Stored.ReboundKwh.ShouldNotBeNull();
    }

    private static string[] Named(string name) => [.. Enumerable.Range(0, Vens).Select(n => $"return-{name}-{n}")];

    /// <summary>Asks VENs for 4 kW each, for an hour from now on, and has them obey.</summary>
    private async Task<EventView> StartAsync(string[] vens)
    {
        await backend.ReportAsync(4, vens);
        var now = backend.Clock.GetUtcNow();
        var request = new CreateEventRequest(null, now.AddHours(1), 4 * vens.Length, "active", Targets: new EventTargets(vens));
        var answer = await backend.Http.PostAsJsonAsync("/api/events", request);
        answer.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the VENs are told", () => vens.All(v => backend.SentTo(v).Count > 0));
        foreach (var venId in vens)
            await backend.ObeyAsync(venId);
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>Has VENs report, and returns when.</summary>
    private async Task<DateTimeOffset> SayAsync(double usedKw, double expectedKw, string[] vens)
    {
        var at = backend.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await backend.DeliverAsync([
            .. vens.Select(v =>
                (
                    Topics.Telemetry(v),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"timestamp":{{at}},"usedPowerKw":{{usedKw}},"baselinePowerKw":{{expectedKw}},"baselineErrorKw":0.1,"baselineMethod":"counterfactual"}"""
                    )
                )
            ),
        ]);
        return DateTimeOffset.FromUnixTimeMilliseconds(at);
    }
}
