using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Local.Demo;

/// <summary>
/// The ten steps of the manual test: register, start, telemetry, create, dispatch, acknowledgement, shed, telemetry in the event,
/// restore, metrics. Each prints its figure beside the bar that it has to meet.
/// </summary>
internal sealed class DemoSteps(LocalSystem system) : IDisposable
{
    private static readonly TimeSpan EventLength = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { BaseAddress = system.BackendUrl };
    private readonly TimeProvider _clock = TimeProvider.System;
    private int _number;
    private int _failed;

    /// <summary>Runs all steps and returns how many did not hold.</summary>
    public async Task<int> RunAsync()
    {
        var n = system.VenIds.Count;
        await StepAsync(
            "register",
            async () =>
            {
                foreach (var venId in system.VenIds)
                    (
                        await _http.PostAsJsonAsync(
                            "api/vens",
                            new RegisterVenRequest("Home " + venId, new GeoLocation(52.5, 13.4), RegistrationId: venId)
                        )
                    ).EnsureSuccessStatusCode();
                var known = (await GetAsync<List<VenView>>("api/vens")).Count;
                return (known == n, $"{known} VENs are registered (bar: {n})");
            }
        );
        await StepAsync(
            "start",
            async () =>
            {
                await system.StartVensAsync();
                var (online, s) = await UntilAsync(
                    async () => (await GetAsync<NetworkStats>("api/stats/network")).OnlineVens,
                    count => count == n
                );
                return (online == n, $"{online} VENs are online after {s:0.0} s (bar: {n})");
            }
        );
        await StepAsync(
            "telemetry",
            async () =>
            {
                var (samples, s) = await UntilAsync(SamplesOfTheFirstAsync, count => count >= 12);
                return (samples >= 12, $"{samples} samples of {system.VenIds[0]} are stored after {s:0.0} s (bar: 12, for a baseline)");
            }
        );

        EventView? created = null;
        await StepAsync(
            "create",
            async () =>
            {
                var available = (await GetAsync<NetworkStats>("api/stats/network")).PotentialLoadReductionKw;
                var request = new CreateEventRequest(
                    _clock.GetUtcNow().AddSeconds(2),
                    _clock.GetUtcNow().AddSeconds(2) + EventLength,
                    Math.Round(available * 0.4, 1)
                );
                var answer = await _http.PostAsJsonAsync("api/events", request);
                answer.EnsureSuccessStatusCode();
                created = await answer.Content.ReadFromJsonAsync<EventView>();
                return (
                    created!.ShortfallKw == 0,
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
                var (sent, _) = await UntilAsync(
                    () => CommandsAsync(path, CommandOps.ShedPanel),
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
                var (sent, _) = await UntilAsync(
                    () => CommandsAsync(path, CommandOps.ShedPanel),
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
                var (metrics, _) = await UntilAsync(
                    () => GetAsync<EventMetricsView>(path + "/metrics"),
                    m => m.CurrentReductionKw >= 0.9 * created.RequestedReductionKw
                );
                var afterS = (_clock.GetUtcNow() - created.StartTime).TotalSeconds;
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
                var (metrics, _) = await UntilAsync(
                    () => GetAsync<EventMetricsView>(path + "/metrics"),
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
                var (restores, _) = await UntilAsync(
                    () => CommandsAsync(path, CommandOps.Restore),
                    c => c.Count == n && c.All(x => x.Status == "acknowledged")
                );
                var yes = restores.Count(c => c.Status == "acknowledged");
                var slowestMs = restores.Max(c => (c.AnsweredAt - created.EndTime)?.TotalMilliseconds) ?? double.NaN;
                return (yes == n, F($"{yes} VENs restored, the last {slowestMs:0} ms after the end (bar: {n})"));
            }
        );
        await StepAsync(
            "metrics",
            async () =>
            {
                var (report, _) = await UntilAsync(() => ReplayAsync(path), r => r is { Identical: true, EventsPending: 0 });
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
        _number++;
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

    /// <summary>Asks again until the answer is as it should be, or patience ends; returns the last answer and the seconds it took.</summary>
    private async Task<(T Value, double Seconds)> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> good)
    {
        var since = _clock.GetTimestamp();
        while (true)
        {
            var value = await ask();
            var waited = _clock.GetElapsedTime(since);
            if (good(value) || waited > Patience)
                return (value, waited.TotalSeconds);
            await Task.Delay(TimeSpan.FromMilliseconds(100), _clock);
        }
    }

    private async Task<long> SamplesOfTheFirstAsync() =>
        (await GetAsync<TelemetryPage>($"api/vens/{system.VenIds[0]}/telemetry?limit=1")).TotalCount;

    private async Task<List<CommandView>> CommandsAsync(string path, string op) =>
        [.. (await GetAsync<EventDetail>(path)).Vens.SelectMany(v => v.Commands).Where(c => c.Op == op)];

    private async Task<ReplayReport> ReplayAsync(string path)
    {
        var answer = await _http.PostAsync(path + "/replay", null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ReplayReport>())!;
    }

    private async Task<T> GetAsync<T>(string path) => (await _http.GetFromJsonAsync<T>(path))!;

    private static string F(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();
}
