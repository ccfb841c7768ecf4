using DrEvents.Benchmarks.Dispatch;
using DrEvents.Benchmarks.Fleet;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Lag;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks;

/// <summary>Measures some figures and adds them to the report.</summary>
internal delegate Task Benchmark(Machine machine, RunOptions options, Report report, CancellationToken cancellation);

/// <summary>All benchmarks, in the order in which they run. Each has a broker, a database and a backend of its own.</summary>
internal static class Benchmarks
{
    public static readonly IReadOnlyList<(string Name, Benchmark Run)> All =
    [
        ("dispatch", DispatchBenchmark.RunAsync),
        ("ingest", IngestBenchmark.RunAsync),
        ("path", PathBenchmark.RunAsync),
        ("rebuild", RebuildBenchmark.RunAsync),
        ("archive", ArchiveBenchmark.RunAsync),
        ("lag", LagBenchmark.RunAsync),
        ("fleet", FleetBenchmark.RunAsync),
    ];
}
