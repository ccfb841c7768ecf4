using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Aws.Tests.StandIn;
using DrEvents.Backend.Tests.Scenarios;
using DrEvents.Contracts.Http;
using DrEvents.Simulator;
using DrEvents.Testing;

namespace DrEvents.Aws.Tests.Flow;

/// <summary>
/// A fleet of the simulator at the stand-in for AWS IoT Core, each VEN with its own certificate, and a backend that commands it over the data plane.
/// All of it shares this machine, and but for PostgreSQL and mosquitto this process.
/// </summary>
internal sealed class FleetFlow : IAsyncDisposable
{
    private const double KnownWithinS = 180;
    private const double AnsweredWithinS = 60;
    private const int EntriesPerEvent = 60;

    /// <summary>Samples of each VEN before the event, which the backend's own baseline needs.</summary>
    private const int SamplesBefore = 4;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    /// <summary>The same in every run: what homes use and can shed moves with the hour and the season.</summary>
    private static readonly DateTimeOffset SummerAfternoon = new(2026, 7, 15, 16, 30, 0, TimeSpan.FromHours(2));

    private readonly DrSystem _system;
    private readonly Fleet _fleet;
    private readonly HttpClient _http;

    private FleetFlow(IotCore core, DrSystem system, Fleet fleet) =>
        (Core, _system, _fleet, _http) = (core, system, fleet, system.Host.Server.CreateClient());

    public IotCore Core { get; }

    /// <summary>Ids of all VENs.</summary>
    public IEnumerable<string> VenIds => _fleet.Vens.Select(v => v.Id);

    /// <summary>Starts all, and returns when the backend knows of each VEN that it is there and what it can shed.</summary>
    /// <param name="receivers">Connections that share telemetry and answers, each of which is given a hundred messages a second.</param>
    public static async Task<FleetFlow> StartAsync(int vens, TimeSpan reportInterval, int receivers)
    {
        var core = await IotCore.StartAsync();
        var backend = core.Add("backend", null, Policies.Backend);
        var settings = core.BackendSettings(backend);
        settings["Cluster:Enabled"] = "true";
        settings["Cluster:Receivers"] = receivers.ToString(CultureInfo.InvariantCulture);
        var system = await DrSystem.StartAsync(core, backend, settings);
        var options = new FleetOptions(backend, vens)
        {
            // They have something to shed at every hour, so that every VEN is asked.
            Homes = [FleetHomes.Typical],
            HomeClock = SummerAfternoon,
            IsWarm = true,
            ReportInterval = reportInterval,
            StartsPerSecond = 50,
        };
        options = options with { Broker = core.AddVens(Enumerable.Range(1, vens).Select(options.VenIdOf), FleetOptions.IdMark) };
        var flow = new FleetFlow(core, system, system.With(new Fleet(options, TimeProvider.System)));
        await flow._fleet.StartAsync(default);
        await Eventually.HoldsAsync(
            $"{vens} VENs are online, with a baseline",
            async () => (await flow.OnlineAsync()).Count == vens && flow._fleet.Vens.All(v => v.Samples >= SamplesBefore),
            KnownWithinS
        );
        return flow;
    }

    /// <summary>What the fleet can shed now by the backend's knowledge, kW.</summary>
    public async Task<double> AvailableKwAsync() => (await OnlineAsync()).Sum(v => v.ControllablePower);

    /// <summary>Calls an event, for now where <paramref name="ahead"/> is null, waits until all have answered, and holds it for a while.</summary>
    public async Task<FlowFigures> CallAsync(double requestedKw, TimeSpan? ahead, TimeSpan hold, string? control = null)
    {
        var asked = TimeProvider.System.GetUtcNow();
        var start = asked + (ahead ?? TimeSpan.Zero);
        var called = await _system.CreateAsync(
            new CreateEventRequest(
                ahead is null ? null : start,
                start + Length,
                requestedKw,
                Status: ahead is null ? "active" : null,
                Control: control
            )
        );
        using var over = new CancellationTokenSource();
        var watching = WatchTruthAsync(over.Token);
        var answered = await AnsweredAsync(called.Id);
        var settled = TimeProvider.System.GetUtcNow();
        var measuredKw = new List<double>();
        while (TimeProvider.System.GetUtcNow() - settled < hold)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250));
            measuredKw.Add((await MetricsAsync(called.Id)).CurrentReductionKw);
        }
        await over.CancelAsync();
        var truth = await watching;
        var detail = await _system.GetAsync<EventDetail>($"/api/events/{called.Id}");
        return new FlowFigures(
            called.Id,
            start,
            requestedKw,
            _fleet.Vens.ToDictionary(v => v.Id, v => FirstCommandAt(v, called.Id) - start),
            answered - start,
            truth.FirstOrDefault(t => t.At >= start && t.Kw >= 0.9 * requestedKw).At is { Ticks: > 0 } down ? down - start : null,
            truth.Where(t => t.At >= settled).Select(t => t.Kw).DefaultIfEmpty(double.NaN).Average(),
            measuredKw.DefaultIfEmpty(double.NaN).Average(),
            detail
        );
    }

    /// <summary>Stops an event, and waits until the last VEN has answered that it restored. Returns how long that took.</summary>
    public async Task<(EventDetail Detail, TimeSpan Took)> StopAsync(string eventId)
    {
        var asked = TimeProvider.System.GetUtcNow();
        using var stopped = await _http.PostAsJsonAsync($"/api/events/{eventId}/stop", new StopEventRequest("measured"));
        stopped.EnsureSuccessStatusCode();
        var detail = await _system.UntilAsync(
            eventId,
            "all VENs restored",
            e => e.Vens.All(v => v.Status is "restored" or "skipped"),
            AnsweredWithinS
        );
        return (detail, TimeProvider.System.GetUtcNow() - asked);
    }

    /// <summary>Stops all, the VENs first.</summary>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _system.DisposeAsync();
    }

    /// <summary>Waits until every VEN that was asked has answered, and returns when that was to be seen.</summary>
    private async Task<DateTimeOffset> AnsweredAsync(string eventId)
    {
        EventMetricsView? metrics = null;
        try
        {
            await Eventually.HoldsAsync(
                "all that were asked have answered",
                async () =>
                {
                    metrics = await MetricsAsync(eventId);
                    return metrics is { Status: "active", VensDispatched: > 0 }
                        && metrics.VensResponding + metrics.VensRefused == metrics.VensDispatched;
                },
                AnsweredWithinS
            );
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}: {metrics}", e);
        }
        return TimeProvider.System.GetUtcNow();
    }

    private Task<EventMetricsView> MetricsAsync(string eventId) => _system.GetAsync<EventMetricsView>($"/api/events/{eventId}/metrics");

    private async Task<List<VenSummary>> OnlineAsync()
    {
        var vens = await _http.GetFromJsonAsync<List<VenSummary>>("/api/vens/summary");
        // One that has told nothing yet is shown with 0; with the sun on its roof a home is below that.
        return [.. vens!.Where(v => v is { Status: "online", CurrentPower: not 0 })];
    }

    /// <summary>What the fleet really delivers, again and again: what the homes' twins use that are never asked, less what the homes use.</summary>
    private async Task<List<(DateTimeOffset At, double Kw)>> WatchTruthAsync(CancellationToken over)
    {
        var truth = new List<(DateTimeOffset, double)>();
        while (!over.IsCancellationRequested)
        {
            var figures = _fleet.Look();
            truth.Add((figures.At, figures.DeliveredKw));
            await Task.Delay(TimeSpan.FromMilliseconds(100), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return truth;
    }

    /// <summary>When the first command of the event came to the VEN, by its log.</summary>
    private static DateTimeOffset? FirstCommandAt(SimulatedVen ven, string eventId) =>
        ven
            .Log.ReadNewest(EntriesPerEvent)
            .LastOrDefault(e => e.Kind == "commandReceived" && e.Json.Contains(eventId, StringComparison.Ordinal))
            ?.At;
}
