using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Benchmarks.Dispatch;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Simulator;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Benchmarks.Fleet;

/// <summary>A fleet of the simulator in this process, and the event that it is called to.</summary>
internal sealed class RunningFleet : IAsyncDisposable
{
    private const double KnownWithinS = 240;
    private const double AnsweredWithinS = 180;
    private const int EntriesPerEvent = 20;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    /// <summary>The same in every run: what homes use and can shed moves with the hour and the season.</summary>
    private static readonly DateTimeOffset SummerAfternoon = new(2026, 7, 15, 16, 30, 0, TimeSpan.FromHours(2));

    private readonly Bed _bed;
    private readonly string _truthFile = Path.GetTempFileName();
    private readonly Simulator.Fleet _fleet;
    private readonly long _bytesBefore = GC.GetTotalMemory(forceFullCollection: true);
    private string _eventId = "";

    private RunningFleet(Bed bed, int vens)
    {
        _bed = bed;
        var options = new FleetOptions(new BrokerAddress(TestBroker.Host, bed.BrokerPort), vens)
        {
            HomeClock = SummerAfternoon,
            StartsPerSecond = 150,
            IsWarm = true,
            TruthFile = _truthFile,
        };
        _fleet = new Simulator.Fleet(options, TimeProvider.System);
    }

    /// <summary>What one VEN with its home, its twin and its connection keeps alive.</summary>
    public double KiBPerVen { get; private set; }

    /// <summary>Starts a fleet and returns when the backend knows of each VEN that it is there and what it can shed.</summary>
    public static async Task<RunningFleet> StartAsync(Bed bed, int vens, CancellationToken cancellation)
    {
        var running = new RunningFleet(bed, vens);
        await running._fleet.StartAsync(cancellation);
        await Eventually.HoldsAsync(
            $"{vens} VENs are online",
            async () => (await running.OnlineAsync(cancellation)).Count == vens,
            KnownWithinS
        );
        running.KiBPerVen = (GC.GetTotalMemory(forceFullCollection: true) - running._bytesBefore) / 1024.0 / vens;
        return running;
    }

    /// <summary>A short event for a few VENs, and its end.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        var few = _fleet.Vens.Take(20).Select(v => v.Id).ToList();
        var now = DateTimeOffset.UtcNow;
        var id = await _bed.Http.CallEventAsync(
            new CreateEventRequest(now, now + Length, few.Count, Targets: new EventTargets(few)),
            cancellation
        );
        await IsAnsweredAsync(id, cancellation);
        await _bed.Http.StopEventAsync(id, "warm", cancellation);
        // Their loads come back slowly; what is not shed by then does not belong to the event that is measured.
        await Task.Delay(ReturnTime, cancellation);
    }

    /// <summary>What the fleet can shed now by the backend's knowledge, kW.</summary>
    public async Task<double> AvailableKwAsync(CancellationToken cancellation) =>
        (await OnlineAsync(cancellation)).Sum(v => v.ControllablePower);

    /// <summary>Calls the event and returns how long commands and acknowledgements took.</summary>
    public async Task<(Latencies Command, Latencies AckVisible)> BeginAsync(double requestedKw, CancellationToken cancellation)
    {
        var start = DateTimeOffset.UtcNow + Ahead;
        _eventId = await _bed.Http.CallEventAsync(new CreateEventRequest(start, start + Length, requestedKw), cancellation);
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new NewAcks(_bed.Database, _eventId);
        var watching = watch.RunAsync(watched.Token);
        await Task.Delay(Ahead, cancellation);
        await IsAnsweredAsync(_eventId, cancellation);
        List<StoredAck> acks = [];
        await Eventually.HoldsAsync(
            "all acceptances are stored",
            async () => (acks = await StoredAck.ReadAsync(_bed.Database, _eventId, cancellation)).Count == watch.VisibleAt.Count
        );
        await watched.CancelAsync();
        await watching;

        var (command, ackVisible) = (new Latencies(), new Latencies());
        foreach (var ven in _fleet.Vens)
        {
            if (CommandedAt(ven) is { } at)
                command.Add(at - start);
        }
        foreach (var ack in acks)
            ackVisible.Add(watch.VisibleAt[ack.Stream] - ack.AcceptedAt);
        return (command, ackVisible);
    }

    /// <summary>Lets the event run, and returns what was delivered from its first minute on; meanwhile the metrics are asked for.</summary>
    public async Task<(double TrueKw, double MeasuredKw, int Unverified)> HoldAsync(
        TimeSpan time,
        Latencies metricsTimes,
        CancellationToken cancellation
    )
    {
        await Task.Delay(Settled, cancellation);
        var from = DateTimeOffset.UtcNow;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < time; )
        {
            var asked = Stopwatch.GetTimestamp();
            _ = await _bed.Http.GetByteArrayAsync(new Uri($"/api/events/{_eventId}/metrics", UriKind.Relative), cancellation);
            metricsTimes.Add(Stopwatch.GetElapsedTime(asked));
            await Task.Delay(BetweenQuestions, cancellation);
        }
        var metrics = await _bed.Http.GetFromJsonAsync<EventMetricsView>($"/api/events/{_eventId}/metrics", cancellation);
        var delivered = await Delivered.ReadAsync(_truthFile, from, cancellation);
        return (delivered.Kw, metrics!.CurrentReductionKw, metrics.VensUnverified);
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        File.Delete(_truthFile);
    }

    private static readonly TimeSpan ReturnTime = TimeSpan.FromSeconds(130);

    /// <summary>Asking must not be what is measured.</summary>
    private static readonly TimeSpan MetricsPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(60);

    /// <summary>Waits until every VEN that was asked has answered.</summary>
    private async Task IsAnsweredAsync(string eventId, CancellationToken cancellation)
    {
        EventMetricsView? metrics = null;
        try
        {
            await Eventually.HoldsAsync("all that were asked have answered", IsSoAsync, AnsweredWithinS);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}: {metrics}", e);
        }

        async Task<bool> IsSoAsync()
        {
            await Task.Delay(MetricsPause, cancellation);
            metrics = await _bed.Http.GetFromJsonAsync<EventMetricsView>($"/api/events/{eventId}/metrics", cancellation);
            return metrics is { VensDispatched: > 0 } && metrics.VensResponding + metrics.VensRefused == metrics.VensDispatched;
        }
    }

    private async Task<List<VenSummary>> OnlineAsync(CancellationToken cancellation)
    {
        var vens = await _bed.Http.GetFromJsonAsync<List<VenSummary>>("/api/vens/summary", cancellation);
        // One that has told nothing yet is shown with 0; with the sun on its roof a home is below that.
        return [.. vens!.Where(v => v is { Status: "online", CurrentPower: not 0 })];
    }

    private DateTimeOffset? CommandedAt(SimulatedVen ven) =>
        ven
            .Log.ReadNewest(EntriesPerEvent)
            .LastOrDefault(e => e.Kind == "commandReceived" && e.Json.Contains(_eventId, StringComparison.Ordinal))
            ?.At;
}
