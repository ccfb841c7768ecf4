using System.Diagnostics;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks;

/// <summary>Runs benchmarks one after the other, and writes figures and page after each: what is measured is not lost by what comes later.</summary>
internal static class Run
{
    /// <summary>Runs what the options ask for. 0 when all of it was measured, else 1.</summary>
    public static async Task<int> AllAsync(RunOptions options, CancellationToken cancellation)
    {
        var performance = await Performance.ReadAsync(options.Out, cancellation);
        var failed = 0;
        await using var machine = await Machine.StartAsync(cancellation);
        foreach (var benchmark in Benchmarks.All.Where(b => options.Only is null || options.Only == b.Name))
        {
            await Console.Error.WriteLineAsync($"{benchmark.Name} …");
            try
            {
                var section = await OneAsync(benchmark, machine, options, cancellation);
                performance = performance.With(section, Benchmarks.All.Select(b => b.Name));
                await performance.WriteAsync(options.Out, cancellation);
                Console.WriteLine($"## {section.Name}\n\n{PerformancePage.Table(section)}");
            }
            // The others may still tell something; this one's older figures stay, with their date.
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                failed++;
                await Console.Error.WriteLineAsync($"{benchmark.Name} was not measured: {e}");
            }
        }
        await Console.Error.WriteLineAsync($"written to {options.Out}");
        return failed == 0 ? 0 : 1;
    }

    private static async Task<Section> OneAsync(Benchmark benchmark, Machine machine, RunOptions options, CancellationToken cancellation)
    {
        var longest = TimeSpan.FromMinutes(options.IsShort ? benchmark.ShortMinutes : benchmark.FullMinutes);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(longest);
        var (at, begin, use) = (DateTimeOffset.UtcNow, Stopwatch.GetTimestamp(), new ProcessorTime());
        var report = new Report();
        try
        {
            await benchmark.Run(machine, options, report, bound.Token);
        }
        catch (OperationCanceledException e) when (bound.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"it took longer than {longest.TotalMinutes:0} minutes", e);
        }
        var used = use.Since();
        return new Section(
            benchmark.Name,
            at,
            await Checkout.CommitAsync(cancellation),
            options.IsShort,
            Stopwatch.GetElapsedTime(begin).TotalSeconds,
            used.OthersCores,
            await machine.FactsAsync(cancellation),
            report.Figures,
            report.Costs,
            Performance.Draw(report, options.Out)
        );
    }
}
