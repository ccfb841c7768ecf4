using System.Data;
using System.Diagnostics;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using Marten;
using VenDocument = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Benchmarks.Store;

/// <summary>
/// All read models that are folded beside the streams are made anew, as an upgrade or an operator has it done, beside reading the same events in the
/// same way and dropping them.
/// </summary>
internal static class RebuildBenchmark
{
    /// <summary>A rebuild reads VEN by VEN, and each has a long history: few VENs with many samples are nearer to that than the other way round.</summary>
    private const int Vens = 100;
    private const int VensAtOnce = 64;
    private const double Bar = 0.45;
    private const double Beyond = 0.6;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await StoreBed.CreateAsync(machine, "rebuild", _ => { }, cancellation);
        // So many that a turn takes seconds: shorter ones measure the compiler.
        var samples = options.Samples * 15;
        await PathBenchmark.StoreAsync(bed, StoreBed.Messages(Vens, samples, DateTimeOffset.UtcNow.AddHours(-1)), cancellation);
        await bed.ExecuteAsync("analyze", cancellation);
        var upTo = await NewestAsync(bed, cancellation);

        await FloorAsync(bed, upTo, cancellation);
        await RateAsync(bed, upTo, cancellation);
        var (rates, floors) = (new List<double>(), new List<double>());
        for (var i = 0; i < options.Repeats; i++)
        {
            floors.Add(await FloorAsync(bed, upTo, cancellation));
            rates.Add(await RateAsync(bed, upTo, cancellation));
        }
        var floor = Figures.Median(floors);
        report.Add(
            new Figure(
                "read models rebuilt",
                Figures.Median(rates),
                "events/s",
                Floor: floor,
                FloorIs: "(the same events read in the same way, and dropped)",
                Note: $"{samples} samples, median of {rates.Count}: {Figures.List(rates)}; floor {Figures.List(floors)}"
            )
        );
        report.Add(
            new Figure(
                "read models rebuilt, as a share of reading and doing nothing",
                Figures.Median(rates) / floor,
                "",
                Bar,
                Beyond: Beyond,
                Better: Better.Higher
            )
        );
    }

    /// <summary>The newest sequence; the projections that are in use have come so far.</summary>
    private static async Task<long> NewestAsync(StoreBed bed, CancellationToken cancellation)
    {
        await using var session = bed.Store.LightweightSession();
        var newest = await session.Events.QueryAllRawEvents().MaxAsync(e => e.Sequence, cancellation);
        session.BeginAt(bed.Store.Options.AsyncShards(), newest);
        await session.SaveChangesAsync(cancellation);
        return newest;
    }

    private static async Task<double> RateAsync(StoreBed bed, long upTo, CancellationToken cancellation)
    {
        await using (var session = bed.Store.LightweightSession())
        {
            session.Store(LiveBuild.Asked(DateTimeOffset.UtcNow, upTo));
            await session.SaveChangesAsync(cancellation);
        }
        var (build, begin) = (bed.Hosted<LiveBuild>(), Stopwatch.GetTimestamp());
        await build.StartAsync(cancellation);
        while (true)
        {
            await Task.Delay(Look, cancellation);
            await using var session = bed.Store.QuerySession();
            var made = await session.LoadAsync<ReadModelBuild>(LiveBuild.Name, cancellation);
            if (made is { Status: ReadModelBuild.Done })
            {
                var elapsed = Stopwatch.GetElapsedTime(begin);
                await build.StopAsync(cancellation);
                return made.EventsDone / elapsed.TotalSeconds;
            }
            if (Stopwatch.GetElapsedTime(begin) > Longest)
                throw new TimeoutException($"not made within {Longest}: {made}");
        }
    }

    private static async Task<double> FloorAsync(StoreBed bed, long upTo, CancellationToken cancellation)
    {
        var (events, begin) = (0L, Stopwatch.GetTimestamp());
        await using var session = bed.Store.QuerySession();
        var vens = (await session.StreamsAsync(VenDocument.StreamOf(""), cancellation)).ConvertAll(s => VenDocument.VenOf(s)!);
        foreach (var page in vens.Chunk(VensAtOnce))
        {
            var telemetry = await session.TelemetryStreamsAsync(page, cancellation);
            await Parallel.ForEachAsync(
                page,
                new ParallelOptions
                {
                    MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1),
                    CancellationToken = cancellation,
                },
                async (venId, stopping) => Interlocked.Add(ref events, await ReadAsync(bed, venId, [.. telemetry[venId]], upTo, stopping))
            );
        }
        return events / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task<long> ReadAsync(StoreBed bed, string venId, string[] telemetry, long upTo, CancellationToken cancellation)
    {
        await using var session = bed.Store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        return await VenHistory
            .ReadAsync(session, [VenDocument.StreamOf(venId)], telemetry, upTo, cancellation)
            .LongCountAsync(cancellation);
    }
}
