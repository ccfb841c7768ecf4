using DrEvents.Benchmarks.Dispatch;
using DrEvents.Benchmarks.Fleet;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Contracts.Http;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Loaded;

/// <summary>
/// A city in one event while its samples come in: how late they show, how long questions and commands take, how much memory that is. The
/// VENs are bare connections that accept every command; how much they shed is <see cref="FleetBenchmark"/>'s matter.
/// </summary>
internal static class LoadedBenchmark
{
    private const int Connections = 4;
    private const double AnsweredWithinS = 180;
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CalmAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    /// <summary>How long after the start it is told apart from what follows.</summary>
    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(30);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        var (vens, samplesPerS, holdS) = options.Loaded;
        await using var bed = await Bed.StartAsync(machine, "loaded", cancellation);
        var commit = await StoreFloor.CommitsAsync(bed.Database, cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        var burst = await SteadySamples.FloorAsync(bed.BrokerPort, load, vens, samplesPerS, cancellation);
        await using var plain = await PlainVens.StartAsync(bed.BrokerPort, load, cancellation);
        await using var loaded = await LoadedBackend.StartAsync(bed, load, vens, samplesPerS, cancellation);
        await WarmUpAsync(bed, plain, vens, cancellation);

        var start = DateTimeOffset.UtcNow + Ahead;
        var id = await bed.Http.CallEventAsync(new CreateEventRequest(start, start + Length, vens), cancellation);
        var (lags, metrics) = (new LatencyTrack(), new LatencyTrack());
        await using var readings = new Readings(bed, cancellation);
        loaded.Watch(id, lags, metrics);
        var cost = new ProcessorTime();
        using var watched = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new NewAcks(bed.Database, id);
        var watching = watch.RunAsync(watched.Token);
        await Eventually.HoldsAsync($"{vens} acknowledgements are stored", () => watch.VisibleAt.Count == vens, AnsweredWithinS);
        await watched.CancelAsync();
        await watching;
        await Task.Delay(TimeSpan.FromSeconds(holdS), cancellation);
        var stopS = readings.NowS;
        await bed.Http.StopEventAsync(id, "measured", cancellation);
        report.AddCost($"event of {vens} VENs at {samplesPerS} samples/s", cost.Since());
        await Task.Delay(After, cancellation);
        await loaded.CheckAsync();
        await readings.StopAsync();

        var (command, ackVisible) = (new Latencies(), new Latencies());
        foreach (var at in plain.CommandedAt(id))
            command.Add(at - start);
        foreach (var ack in await StoredAck.ReadAsync(bed.Database, id, cancellation))
            ackVisible.Add(watch.VisibleAt[ack.Stream] - ack.AcceptedAt);

        var what = $"{vens} VENs in an event, {samplesPerS} samples/s";
        const string Commit = "(a commit of one row)";
        var broker = $"({vens} messages through the broker alone, {samplesPerS} samples/s beside them)";
        var toStop = $"{what}, the start included";
        report.Add($"sample published → visible over HTTP, {toStop}", lags.Between(0, stopS), 2_000, commit, Commit, beyondMs: 500);
        var steadyS = (Ahead + Beginning).TotalSeconds;
        var steady = $"{what}, from {Beginning.TotalSeconds:0} s after the start to the end";
        report.Add($"sample published → visible over HTTP, {steady}", lags.Between(steadyS, stopS), 2_000, commit, Commit, beyondMs: 500);
        var end = $"{what}, from the stop to {After.TotalSeconds:0} s after it";
        report.Add($"sample published → visible over HTTP, {end}", lags.Between(stopS, double.MaxValue), 5_000, commit, Commit);
        report.Add($"GET …/metrics, {what}", metrics.All, 50, commit, Commit, beyondMs: 10);
        report.Add($"GET …/metrics, {steady}", metrics.Between(steadyS, stopS), 50, commit, Commit, beyondMs: 10);
        report.Add($"start of event → command at the VEN, {what}", command, 2_000, burst, broker, beyondMs: 1_000);
        report.Add($"command accepted → acknowledgement visible, {what}", ackVisible, 5_000, commit, Commit, beyondMs: 2_000);
        report.Add(new Figure($"backend's resident memory, largest, {what}", readings.MemoryMaxMiB, "MiB", Bar: 1_024, Beyond: 500));
        report.Add(
            "loaded",
            new Timeline(
                what,
                [
                    new Panel("sample to HTTP (ms)", lags.Curves(""), IsLogarithmic: true),
                    new Panel("GET metrics (ms)", metrics.Curves(""), IsLogarithmic: true),
                    .. readings.Panels,
                ],
                [new Moment(Ahead.TotalSeconds, "event starts"), new Moment(stopS, "event stops")]
            )
        );
    }

    /// <summary>
    /// An event of all before the one that is measured: what a backend compiles, and a database does not know of its tables, at the first
    /// event of their lives is no figure of a large one.
    /// </summary>
    private static async Task WarmUpAsync(Bed bed, PlainVens plain, int vens, CancellationToken cancellation)
    {
        var now = DateTimeOffset.UtcNow;
        var id = await bed.Http.CallEventAsync(new CreateEventRequest(now, now + Length, vens), cancellation);
        await Eventually.HoldsAsync("all have their commands", () => plain.CommandedAt(id).Count == vens, AnsweredWithinS);
        await bed.Http.StopEventAsync(id, "warm", cancellation);
        await bed.ExecuteAsync("analyze", cancellation);
        await Task.Delay(CalmAfter, cancellation);
    }
}
