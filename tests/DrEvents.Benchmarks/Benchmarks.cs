using DrEvents.Benchmarks.Accuracy;
using DrEvents.Benchmarks.Accuracy.InTime;
using DrEvents.Benchmarks.Before;
using DrEvents.Benchmarks.Dispatch;
using DrEvents.Benchmarks.Events;
using DrEvents.Benchmarks.Fleet;
using DrEvents.Benchmarks.History;
using DrEvents.Benchmarks.Homes;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Lag;
using DrEvents.Benchmarks.Loaded;
using DrEvents.Benchmarks.Observed;
using DrEvents.Benchmarks.Pages;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Results;
using DrEvents.Benchmarks.Signing;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Benchmarks.Sustained;
using DrEvents.Benchmarks.Upgrade;

namespace DrEvents.Benchmarks;

/// <summary>Measures some figures and adds them to the report.</summary>
internal delegate Task Measurement(Machine machine, RunOptions options, Report report, CancellationToken cancellation);

/// <summary>One benchmark. It has a broker, a database and a backend of its own.</summary>
/// <param name="Name">Its name on the command line and on the page.</param>
/// <param name="ShortMinutes">A short run that takes longer hangs.</param>
/// <param name="FullMinutes">A full run that takes longer hangs.</param>
/// <param name="Run">What it does.</param>
internal sealed record Benchmark(string Name, int ShortMinutes, int FullMinutes, Measurement Run);

/// <summary>All benchmarks, in the order in which they run.</summary>
internal static class Benchmarks
{
    public static readonly IReadOnlyList<Benchmark> All =
    [
        new("dispatch", 5, 10, DispatchBenchmark.RunAsync),
        new("signing", 15, 30, SigningBenchmark.RunAsync),
        new("ingest", 5, 10, IngestBenchmark.RunAsync),
        new("path", 5, 10, PathBenchmark.RunAsync),
        new("rebuild", 5, 10, RebuildBenchmark.RunAsync),
        new("archive", 5, 15, ArchiveBenchmark.RunAsync),
        new("lag", 5, 10, LagBenchmark.RunAsync),
        new("sustained", 5, 15, SustainedBenchmark.RunAsync),
        new("look", 5, 10, LookBenchmark.RunAsync),
        new("tables", 5, 10, TableBenchmark.RunAsync),
        new("listen", 5, 10, ListenBenchmark.RunAsync),
        new("past", 5, 20, PastBenchmark.RunAsync),
        new("results", 10, 25, ResultsBenchmark.RunAsync),
        new("history", 10, 60, HistoryBenchmark.RunAsync),
        new("now", 5, 10, NowBenchmark.RunAsync),
        new("loaded", 5, 15, LoadedBenchmark.RunAsync),
        new("pages", 15, 40, PagesBenchmark.RunAsync),
        new("page-memory", 10, 90, PageMemoryBenchmark.RunAsync),
        new("telemetry-cost", 15, 30, TelemetryCostBenchmark.RunAsync),
        new("upgrade", 10, 20, UpgradeBenchmark.RunAsync),
        new("before", 10, 20, BeforeBenchmark.RunAsync),
        new("fleet", 15, 60, FleetBenchmark.RunAsync),
        new("accuracy", 20, 60, AccuracyBenchmark.RunAsync),
        new("accuracy-in-time", 10, 60, InTimeBenchmark.RunAsync),
        new("homes", 10, 45, HomesBenchmark.RunAsync),
    ];
}
