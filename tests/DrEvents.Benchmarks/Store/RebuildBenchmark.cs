using System.Diagnostics;
using DrEvents.Backend.Features.Live;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Benchmarks.Store;

/// <summary>
/// The live read models made anew from the streams, beside a projection that reads and deserialises the same events and does nothing.
/// </summary>
internal static class RebuildBenchmark
{
    private const int Vens = 1_000;
    private const double Bar = 0.3;
    private const double Beyond = 0.6;
    private const string Nothing = "Nothing";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await StoreBed.CreateAsync(
            machine,
            "rebuild",
            p => p.Add(new NothingProjection(), ProjectionLifecycle.Async, Nothing, o => o.BatchSize = LiveCapability.PageMax),
            cancellation
        );
        var samples = options.Samples * 2;
        await PathBenchmark.StoreAsync(bed, StoreBed.Messages(Vens, samples, DateTimeOffset.UtcNow.AddHours(-1)), cancellation);
        await bed.ExecuteAsync("analyze", cancellation);

        using var daemon = await bed.Store.BuildProjectionDaemonAsync();
        await RateAsync(daemon, Nothing, samples, cancellation);
        await RateAsync(daemon, LiveCapability.ProjectionName, samples, cancellation);
        var (rates, floors) = (new List<double>(), new List<double>());
        for (var i = 0; i < options.Repeats; i++)
        {
            floors.Add(await RateAsync(daemon, Nothing, samples, cancellation));
            rates.Add(await RateAsync(daemon, LiveCapability.ProjectionName, samples, cancellation));
        }
        var floor = Figures.Median(floors);
        report.Add(
            new Figure(
                "live read models rebuilt",
                Figures.Median(rates),
                "events/s",
                Floor: floor,
                FloorIs: "(the same events read, deserialised and dropped)",
                Note: $"{samples} samples, median of {rates.Count}: {Figures.List(rates)}; floor {Figures.List(floors)}"
            )
        );
        report.Add(
            new Figure(
                "live read models rebuilt, as a share of reading and doing nothing",
                Figures.Median(rates) / floor,
                "",
                Bar,
                Beyond: Beyond,
                Better: Better.Higher
            )
        );
    }

    private static async Task<double> RateAsync(IProjectionDaemon daemon, string projection, int events, CancellationToken cancellation)
    {
        var begin = Stopwatch.GetTimestamp();
        await daemon.RebuildProjectionAsync(projection, Longest, cancellation);
        return events / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private sealed class NothingProjection : IProjection
    {
        public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation) =>
            Task.CompletedTask;
    }
}
