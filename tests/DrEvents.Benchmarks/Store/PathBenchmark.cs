using System.Diagnostics;
using DrEvents.Backend.Mqtt;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Store;

/// <summary>The way from a message in memory to a committed event, beside <c>COPY</c> of the same rows; nothing else runs.</summary>
internal static class PathBenchmark
{
    private const int Vens = 1_000;
    private const double Bar = 0.15;
    private const double Beyond = 0.35;

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await StoreBed.CreateAsync(machine, "path", _ => { }, cancellation);
        // Registrations, the first statements of a connection and the compiler's work are not what is measured: the rate grows for as long as
        // the compiler finds something to make faster, some ten seconds.
        for (var i = 0; i <= options.Repeats; i++)
            await StoreAsync(bed, StoreBed.Messages(Vens, options.Samples, DateTimeOffset.UtcNow.AddMinutes(i - 10)), cancellation);
        await bed.ExecuteAsync("analyze", cancellation);

        var (rates, copies, costs) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < options.Repeats; i++)
        {
            var messages = StoreBed.Messages(Vens, options.Samples, DateTimeOffset.UtcNow);
            var cost = new ProcessorTime();
            rates.Add(await StoreAsync(bed, messages, cancellation));
            costs.Add(cost.Since().UsPer("postgres", options.Samples));
            copies.Add((await CopyFloor.RateAsync(bed.Database, options.Samples, cancellation)).Rate);
        }
        var copy = Figures.Median(copies);
        report.Add(
            new Figure(
                "ingest path alone, fed from memory",
                Figures.Median(rates),
                "/s",
                Floor: copy,
                FloorIs: "(COPY of the same rows)",
                Note: $"{options.Samples} samples, median of {rates.Count}: {Figures.List(rates)}; COPY {Figures.List(copies)}"
            )
        );
        report.Add(
            new Figure(
                "ingest path alone, as a share of COPY",
                Figures.Median(rates) / copy,
                "",
                Bar,
                Beyond: Beyond,
                Better: Better.Higher
            )
        );
        report.Add(new Figure("PostgreSQL's processor time per sample in it", Figures.Median(costs), "µs"));
    }

    /// <summary>Puts the messages where the sessions with the broker put them, and says how many a second are stored.</summary>
    public static async Task<double> StoreAsync(StoreBed bed, List<InboundMessage> messages, CancellationToken cancellation)
    {
        var left = messages.Count;
        var stored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begin = Stopwatch.GetTimestamp();
        foreach (var message in messages)
            await bed.Inbox.PutAsync(message with { AcknowledgeAsync = Acknowledge }, cancellation);
        await stored.Task.WaitAsync(cancellation);
        return messages.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;

        Task Acknowledge()
        {
            if (Interlocked.Decrement(ref left) == 0)
                stored.SetResult();
            return Task.CompletedTask;
        }
    }
}
