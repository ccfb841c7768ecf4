using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Fleet;

/// <summary>
/// One event for a city on a summer afternoon: a thousand and ten thousand real VENs in homes of mixed kinds, which report every ten seconds, are
/// asked for half of what they can shed. The VENs, broker, backend and PostgreSQL share this machine.
/// </summary>
internal static class FleetBenchmark
{
    private const int FloorBursts = 3;
    private const int CommandBytes = 500;
    private const double RequestedShare = 0.5;
    private const double AckBarMs = 5_000;
    private const double AckBeyondMs = 2_000;
    private const double MetricsBarMs = 50;
    private const double MetricsBeyondMs = 10;

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await RunAsync(machine, 1_000, commandBarMs: 500, options, report, cancellation);
        if (!options.IsShort)
            await RunAsync(machine, 10_000, commandBarMs: 2_000, options, report, cancellation);
    }

    private static async Task RunAsync(
        Machine machine,
        int vens,
        double commandBarMs,
        RunOptions options,
        Report report,
        CancellationToken cancellation
    )
    {
        await using var bed = await Bed.StartAsync(machine, $"fleet_{vens}", cancellation);
        var burst = await BrokerFloor.BurstsAsync(bed.BrokerPort, vens, FloorBursts, CommandBytes, cancellation);
        var commit = await StoreFloor.CommitsAsync(bed.Database, cancellation);
        await using var fleet = await RunningFleet.StartAsync(bed, vens, cancellation);
        // What the backend compiles and caches at its first event is no figure of a fleet.
        await fleet.WarmUpAsync(cancellation);
        report.Add(new Figure($"backend's resident memory, {vens} VENs, before the event", bed.BackendMiB, "MiB"));

        var cost = new ProcessorTime();
        var requestedKw = await fleet.AvailableKwAsync(cancellation) * RequestedShare;
        var times = await fleet.BeginAsync(requestedKw, cancellation);
        var metrics = new Latencies();
        var delivered = await fleet.HoldAsync(TimeSpan.FromSeconds(options.HoldSeconds), metrics, cancellation);
        report.AddCost($"event of {vens} VENs", cost.Since());

        var broker = $"({vens} messages through the broker alone)";
        report.Add(
            $"start of event → command at the VEN, {vens} VENs",
            times.Command,
            commandBarMs,
            burst,
            broker,
            beyondMs: commandBarMs / 2
        );
        report.Add(
            $"command accepted → acknowledgement visible, {vens} VENs",
            times.AckVisible,
            AckBarMs,
            commit,
            "(a commit of one row)",
            beyondMs: AckBeyondMs
        );
        report.Add($"GET …/metrics in the event, {vens} VENs", metrics, MetricsBarMs, floor: null, "", beyondMs: MetricsBeyondMs);
        report.Add(
            new Figure(
                $"delivered ÷ requested by the truth, {vens} VENs",
                delivered.TrueKw / requestedKw,
                "",
                Bar: 0.05,
                Beyond: 0.02,
                Better: Better.NearOne,
                Note: FormattableString.Invariant(
                    $"{requestedKw:0} kW requested, {times.Command.Count} VENs asked; the backend measures {delivered.MeasuredKw:0} kW, {delivered.Unverified} VENs unverified"
                )
            )
        );
        report.Add(new Figure($"backend's resident memory, {vens} VENs, in the event", bed.BackendMiB, "MiB", Bar: 1_024, Beyond: 500));
        report.Add(
            new Figure(
                $"memory of a simulated VEN, {vens} VENs",
                fleet.KiBPerVen,
                "KiB",
                Note: "this process after collection, less what it held before"
            )
        );
    }
}
