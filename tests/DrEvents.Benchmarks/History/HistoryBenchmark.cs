using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Store;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.History;

/// <summary>Whether the ingest slows as the store fills: two backends, one with an empty store and one with a full one, take turns.</summary>
internal static class HistoryBenchmark
{
    private const int Vens = 1_000;
    private const int Connections = 4;
    private const int WarmingUp = 3;
    private const double Bar = 0.9;
    private const double Beyond = 1.0;

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        const string Full = "history_full";
        await using (var store = await StoreBed.CreateAsync(machine, Full, _ => { }, cancellation))
            await StoredHistory.FillAsync(store, Vens, options.StoredBefore, cancellation);
        await machine.CheckpointAsync(cancellation);
        await using (var empty = await Bed.StartAsync(machine, "history_empty", cancellation))
        await using (var full = await Bed.StartAsync(machine, Full, cancellation))
        {
            await using var toEmpty = await PublisherGroup.ConnectAsync(empty.BrokerPort, Connections, cancellation);
            await using var toFull = await PublisherGroup.ConnectAsync(full.BrokerPort, Connections, cancellation);
            var begin = DateTimeOffset.UtcNow;
            foreach (var (bed, load) in new[] { (empty, toEmpty), (full, toFull) })
            {
                // What a fresh backend compiles, and what a fresh table does not know of itself, is no matter of history.
                for (var i = 0; i < WarmingUp; i++)
                    await IngestBenchmark.StoreAsync(bed, load, Turn(i, begin, options), cancellation);
                await bed.ExecuteAsync("analyze", cancellation);
            }
            var (emptyRates, fullRates) = (new List<double>(), new List<double>());
            for (var i = 0; i < options.Repeats; i++)
            {
                emptyRates.Add(await IngestBenchmark.StoreAsync(empty, toEmpty, Turn(WarmingUp + i, begin, options), cancellation));
                fullRates.Add(await IngestBenchmark.StoreAsync(full, toFull, Turn(WarmingUp + i, begin, options), cancellation));
            }
            var (before, after) = (Figures.Median(emptyRates), Figures.Median(fullRates));
            report.Add(new Figure("samples ingested into an empty store", before, "/s", Note: Figures.List(emptyRates)));
            report.Add(
                new Figure($"the same with {options.StoredBefore} samples stored before", after, "/s", Note: Figures.List(fullRates))
            );
            report.Add(
                new Figure(
                    $"ingest with {options.StoredBefore} samples stored ÷ ingest when empty",
                    after / before,
                    "",
                    Bar,
                    Beyond: Beyond,
                    Better: Better.Higher
                )
            );
        }
        // Gigabytes that no later benchmark needs.
        await machine.DropDatabaseAsync(Full, cancellation);
    }

    /// <summary>
    /// Samples for the n-th turn. A round is a second and may be stored in less, so the turns follow one another in the samples' own time: the
    /// same second twice would be a repeat.
    /// </summary>
    private static List<(string Topic, byte[] Payload)> Turn(int n, DateTimeOffset begin, RunOptions options) =>
        SampleSeries.Rounds(Vens, options.Samples, begin.AddSeconds(n * (1 + options.Samples / Vens)));
}
