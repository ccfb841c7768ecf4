using System.Globalization;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Local.Demo;

/// <summary>
/// The ten steps of the manual test: register, start, telemetry, create, dispatch, acknowledgement, shed, telemetry in the event,
/// restore, metrics. Each prints its figure beside the bar that it has to meet.
/// </summary>
internal sealed class DemoSteps(LocalSystem system, DemoPace pace, TimeProvider clock) : IDisposable
{
    /// <summary>In a shorter one its first seconds, in which loads only begin to go off, would be most of its mean.</summary>
    private static readonly TimeSpan ShortestEvent = TimeSpan.FromSeconds(20);

    private readonly DemoBackend _backend = new(system.BackendUrl, system.OwnKey, clock, system.IsStopping);
    private Task<(EventMetricsView Metrics, DateTimeOffset At)>? _shedding;
    private string? _eventId;
    private int _number;
    private int _failed;

    /// <summary>Runs all steps and returns how many did not hold.</summary>
    public async Task<int> RunAsync()
    {
        var n = system.VenIds.Count;
        await pace.BeginAsync(system.BackendUrl);
        await StepAsync(
            "register",
            async () =>
            {
                foreach (var venId in system.VenIds)
                    await _backend.PostAsync(
                        "api/vens",
                        new RegisterVenRequest("Home " + venId, new GeoLocation(52.5, 13.4), RegistrationId: venId)
                    );
                var known = (await _backend.GetAsync<List<VenView>>("api/vens")).Count;
                return (known == n, $"{known} VENs are registered (bar: {n})");
            }
        );
        await StepAsync(
            "start",
            async () =>
            {
                await system.StartVensAsync();
                var (online, s) = await _backend.UntilAsync(
                    async () => (await _backend.GetAsync<NetworkStats>("api/stats/network")).OnlineVens,
                    count => count == n
                );
                return (online == n, $"{online} VENs are online after {s:0.0} s (bar: {n})");
            }
        );
        await StepAsync(
            "telemetry",
            async () =>
            {
                var (samples, s) = await _backend.UntilAsync(SamplesOfTheFirstAsync, count => count >= 12);
                return (samples >= 12, $"{samples} samples of {system.VenIds[0]} are stored after {s:0.0} s (bar: 12, for a baseline)");
            }
        );

        EventView? created = null;
        await StepAsync(
            "create",
            async () =>
            {
                var available = (await _backend.GetAsync<NetworkStats>("api/stats/network")).PotentialLoadReductionKw;
                var start = clock.GetUtcNow() + pace.Lead;
                var request = new CreateEventRequest(start, start + pace.EventLength, Math.Round(available * 0.4, 1));
                created = await _backend.PostAsync<EventView>("api/events", request);
                _eventId = created.Id;
                _shedding = WatchSheddingAsync(created);
                return (
                    created.ShortfallKw == 0,
                    F(
                        $"{created.Id} asks for {created.RequestedReductionKw:0.0} of {available:0.0} kW, shortfall {created.ShortfallKw:0.0} kW (bar: 0)"
                    )
                );
            }
        );
        if (created is null)
            return 10 - _number + _failed;
        await DuringAsync(created, n);
        await AfterwardsAsync(created, n);
        return _failed;
    }

    private async Task DuringAsync(EventView created, int n)
    {
        var path = "api/events/" + created.Id;
        await StepAsync(
            "dispatch",
            async () =>
            {
                var (sent, _) = await _backend.UntilAsync(
                    () => _backend.CommandsAsync(path, CommandOps.ShedPanel),
                    c => c.Count == n && c.All(x => x.AcceptedAt is not null)
                );
                var slowestMs = sent.Max(c => (c.AcceptedAt - created.StartTime)?.TotalMilliseconds) ?? double.NaN;
                return (
                    sent.Count == n && slowestMs < 2000,
                    F($"{sent.Count} commands, the last {slowestMs:0} ms after the start (bar: {n}, 2000 ms)")
                );
            }
        );
        await StepAsync(
            "acknowledgement",
            async () =>
            {
                var (sent, _) = await _backend.UntilAsync(
                    () => _backend.CommandsAsync(path, CommandOps.ShedPanel),
                    c => c.Count == n && c.All(x => x.Status == "acknowledged")
                );
                var yes = sent.Count(c => c.Status == "acknowledged");
                var slowestMs = sent.Max(c => (c.AnsweredAt - c.AcceptedAt)?.TotalMilliseconds) ?? double.NaN;
                return (yes == n && slowestMs < 5000, F($"{yes} say yes, the slowest after {slowestMs:0} ms (bar: {n}, 5000 ms)"));
            }
        );
        await StepAsync(
            "shed",
            async () =>
            {
                var (metrics, at) = await _shedding!;
                var afterS = (at - created.StartTime).TotalSeconds;
                var share = metrics.CurrentReductionKw / created.RequestedReductionKw;
                return (
                    share >= 0.9 && afterS < 10,
                    F(
                        $"{metrics.CurrentReductionKw:0.0} kW are off the meters ({share:P0}) {afterS:0.0} s after the start (bar: 90 %, 10 s)"
                    )
                );
            }
        );
        await StepAsync(
            "telemetry in the event",
            async () =>
            {
                var (metrics, _) = await _backend.UntilAsync(
                    () => _backend.GetAsync<EventMetricsView>(path + "/metrics"),
                    m => m.VensFresh == n && m.VensUnverified == 0
                );
                return (
                    metrics.VensFresh == n && metrics.VensUnverified == 0,
                    F(
                        $"{metrics.VensFresh} VENs are metered against a sealed baseline, {metrics.VensUnverified} by their claim (bar: {n}, 0)"
                    )
                );
            }
        );
    }

    private async Task AfterwardsAsync(EventView created, int n)
    {
        var path = "api/events/" + created.Id;
        await StepAsync(
            "restore",
            async () =>
            {
                if (pace.IsWatched)
                {
                    var left = created.StartTime + ShortestEvent - clock.GetUtcNow();
                    await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock);
                    await _backend.PostAsync(path + "/stop", null);
                }
                var (restores, _) = await _backend.UntilAsync(
                    () => _backend.CommandsAsync(path, CommandOps.Restore),
                    c => c.Count == n && c.All(x => x.Status == "acknowledged")
                );
                var yes = restores.Count(c => c.Status == "acknowledged");
                var ended = pace.IsWatched ? (await _backend.GetAsync<EventDetail>(path)).EndedAt : created.EndTime;
                var slowestMs = restores.Max(c => (c.AnsweredAt - ended)?.TotalMilliseconds) ?? double.NaN;
                return (yes == n, F($"{yes} VENs restored, the last {slowestMs:0} ms after the end (bar: {n})"));
            }
        );
        await StepAsync(
            "metrics",
            async () =>
            {
                var (report, _) = await _backend.UntilAsync(
                    () => _backend.PostAsync<ReplayReport>(path + "/replay", null),
                    r => r is { Identical: true, EventsPending: 0 }
                );
                var m = report.Stored;
                var share = (m.ActualReductionKw ?? 0) / m.RequestedReductionKw;
                return (
                    report.Identical && m.VensResponding == n && share is > 0.8 and < 1.25,
                    F(
                        $"{m.ActualReductionKw:0.0} of {m.RequestedReductionKw:0.0} kW on average ({share:P0}), {m.VensResponding} responding after {m.AvgResponseMs:0} ms; replay of {report.EventsRead} stored events is {(report.Identical ? "identical" : "different")} (bar: 80 to 125 %, {n}, identical)"
                    )
                );
            }
        );
    }

    private async Task StepAsync(string name, Func<Task<(bool Holds, string Figure)>> run)
    {
        await pace.BeforeAsync(++_number, name, system.BackendUrl, _eventId, system.IsStopping);
        bool holds;
        string figure;
        try
        {
            (holds, figure) = await run();
        }
        catch (HttpRequestException e)
        {
            (holds, figure) = (false, e.Message);
        }
        if (!holds)
            _failed++;
        Console.WriteLine($"{(holds ? "ok  " : "FAIL")} {_number, 2}  {name, -23} {figure}");
    }

    /// <summary>Looks from the request on, so that it is known when the kW were gone, however long somebody looks at another step.</summary>
    private async Task<(EventMetricsView Metrics, DateTimeOffset At)> WatchSheddingAsync(EventView created)
    {
        var (metrics, _) = await _backend.UntilAsync(
            () => _backend.GetAsync<EventMetricsView>($"api/events/{created.Id}/metrics"),
            m => m.CurrentReductionKw >= 0.9 * created.RequestedReductionKw,
            pace.Lead + DemoBackend.Patience
        );
        return (metrics, clock.GetUtcNow());
    }

    private async Task<long> SamplesOfTheFirstAsync() =>
        (await _backend.GetAsync<TelemetryPage>($"api/vens/{system.VenIds[0]}/telemetry?limit=1")).TotalCount;

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public void Dispose() => _backend.Dispose();
}
