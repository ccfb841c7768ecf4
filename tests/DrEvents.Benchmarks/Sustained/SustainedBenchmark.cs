using System.Diagnostics;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Sustained;

/// <summary>Samples at full speed for minutes: whether the backend keeps the rate of its first seconds, and its memory.</summary>
internal static class SustainedBenchmark
{
    private const int Vens = 1_000;
    private const int Connections = 4;
    private const int SpanS = 10;
    private const int FloorMessages = 20_000;
    private const double Bar = 5_000;
    private const double Beyond = 10_000;

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await Bed.StartAsync(machine, "sustained", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        var samples = new FullSpeed(bed, load, new SampleTemplates(Vens));
        // Registrations and the compiler's first work.
        await samples.PublishAsync(TimeSpan.FromSeconds(SpanS), cancellation);
        await bed.ExecuteAsync("analyze", cancellation);

        await using var readings = new Readings(bed, cancellation);
        var cost = new ProcessorTime();
        var begin = Stopwatch.GetTimestamp();
        var (published, stored) = await samples.PublishAsync(TimeSpan.FromSeconds(options.SustainedSeconds), cancellation);
        var rate = stored / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var used = cost.Since();
        await readings.StopAsync();
        report.AddCost($"{published} samples", used);

        var (copy, _) = await CopyFloor.RateAsync(bed.Database, (int)Math.Min(stored, FloorMessages), cancellation);
        var payloads = Enumerable.Range(0, FloorMessages).Select(i => samples.Templates.Sample(i, DateTimeOffset.UtcNow).Payload);
        var broker = await BrokerFloor.RateAsync(bed.BrokerPort, Connections, [.. payloads], cancellation);
        var spans = readings.Rates(SpanS).Select(r => r.Value).ToList();
        report.Add(
            new Figure(
                $"samples with eight circuits committed, {options.SustainedSeconds} s on end, {Vens} VENs",
                rate,
                "/s",
                Bar,
                broker,
                "(the broker alone)",
                $"per {SpanS} s: {Figures.List(spans)}",
                Beyond,
                Better.Higher
            )
        );
        report.Add(new Figure("the same, beside the store alone", rate, "/s", Floor: copy, FloorIs: "(COPY of the same rows)"));
        report.Add(
            new Figure(
                "samples that the broker took and the store has not",
                published - stored,
                "",
                Bar: 0,
                Note: $"{published} published, {stored} stored"
            )
        );
        foreach (var program in new[] { "postgres", "backend", "mosquitto", "load" })
            report.Add(new Figure($"processor time per sample, {program}, sustained", used.UsPer(program, (int)stored), "µs"));
        report.Add(new Figure("backend's resident memory, largest, sustained", readings.MemoryMaxMiB, "MiB"));
        report.Add("sustained", new Timeline($"Samples at full speed from {Vens} VENs", readings.Panels, []));
    }
}
