using System.Diagnostics;
using System.Diagnostics.Metrics;
using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Benchmarks.Events;

/// <summary>
/// What it costs to look at an event: the control loop at one that runs and is held as it is, every five seconds, and whoever asks for the figures of one
/// that is over. Medians, and what is read from PostgreSQL.
/// </summary>
internal static class LookBenchmark
{
    private const string RunningId = "evt-00000001";
    private const string OverId = "evt-00000002";

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var counters = new ControlMetrics(services.GetRequiredService<IMeterFactory>());
        foreach (var vens in new[] { 2_000, 10_000 })
        {
            await using var bed = await StoreBed.CreateAsync(machine, $"look_{vens}", _ => { }, cancellation);
            await new MeteredTown(bed, vens).StoreAsync(RunningId, OverId, cancellation);
            await ReportAsync($"a look of the control loop at {vens:N0} VENs", LookAsync);
            await ReportAsync($"figures of an event that is over, {vens:N0} VENs", AskAsync);

            async Task LookAsync()
            {
                await using var session = bed.Store.LightweightSession();
                var look = new AdjustShares(RunningId);
                await AdjustSharesHandler.Handle(look, bed.Store, session, counters, TimeProvider.System, cancellation);
            }

            async Task AskAsync()
            {
                using var lifetime = new Stopping();
                var ended = new EndedTotals(bed.Store, TimeProvider.System);
                await new WatchedTotals(bed.Store, ended, TimeProvider.System, lifetime.Application).OfAsync(OverId, cancellation);
            }

            async Task ReportAsync(string what, Func<Task> work)
            {
                using var read = new BytesRead();
                // The first ones compile, and fill PostgreSQL's cache.
                for (var i = 0; i < 3; i++)
                    await work();
                var (times, before) = (new List<double>(), read.Total);
                var repeats = options.Repeats * 4;
                for (var i = 0; i < repeats; i++)
                {
                    var begin = Stopwatch.GetTimestamp();
                    await work();
                    times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                }
                report.Add(new Figure(what, Figures.Median(times), "ms", Note: Figures.List(times)));
                report.Add(new Figure(what + ", read", (read.Total - before) / 1024.0 / repeats, "KiB"));
            }
        }
    }

    private sealed class Stopping : IDisposable
    {
        public ApplicationLifetime Application { get; } = new(NullLogger<ApplicationLifetime>.Instance);

        public void Dispose() => Application.StopApplication();
    }
}
