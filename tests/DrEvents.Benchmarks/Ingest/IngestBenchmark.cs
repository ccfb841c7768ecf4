using System.Diagnostics;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;
using DrEvents.Benchmarks.Surroundings;
using DrEvents.Testing;

namespace DrEvents.Benchmarks.Ingest;

/// <summary>
/// Samples as fast as the broker takes them, until all are committed; then the same samples again. Every VEN has its own stream, so a batch
/// touches about as many streams as it has samples, as with a real fleet.
/// </summary>
internal static class IngestBenchmark
{
    private const int Vens = 1_000;
    private const int Connections = 4;
    private const int BrokerMessages = 5_000;
    private const int RepeatedSamples = 10_000;
    private const string Events = "select count(*) from drevents.mt_events";

    // Rows of one transaction carry its number.
    private const string Transactions = "select count(distinct xmin::text) from drevents.mt_events where type = 'telemetry_sampled'";
    private const string EventBytes = "select pg_total_relation_size('drevents.mt_events')";

    public static async Task RunAsync(Machine machine, RunOptions options, Report report, CancellationToken cancellation)
    {
        await using var bed = await Bed.StartAsync(machine, "ingest", cancellation);
        await using var load = await PublisherGroup.ConnectAsync(bed.BrokerPort, Connections, cancellation);
        // VENs are registered and describe their loads once in their life; that is not what is measured here.
        var begin = DateTimeOffset.UtcNow;
        await StoreAsync(bed, load, SampleSeries.Rounds(Vens, Vens, begin), cancellation);
        await StoreAsync(bed, load, SampleSeries.Rounds(Vens, 2 * Vens, begin.AddSeconds(1)), cancellation);

        // As autovacuum does in a store's first minute. Without figures of a table PostgreSQL reads all of it to find its newest rows.
        await bed.ExecuteAsync("analyze", cancellation);

        var rates = new List<double>();
        var costs = new List<ProcessorUse>();
        var copies = new List<(double Rate, ProcessorUse Cost)>();
        var brokers = new List<double>();
        List<(string Topic, byte[] Payload)> newest = [];
        var transactionsBefore = await bed.CountAsync(Transactions, cancellation);
        var (eventsBefore, bytesBefore) = (await bed.CountAsync(Events, cancellation), await bed.CountAsync(EventBytes, cancellation));
        for (var i = 0; i < options.Repeats; i++)
        {
            newest = SampleSeries.Rounds(Vens, options.Samples, DateTimeOffset.UtcNow);
            var cost = new ProcessorTime();
            rates.Add(await StoreAsync(bed, load, newest, cancellation));
            costs.Add(cost.Since());
            report.AddCost($"ingest {i + 1}, {rates[^1]:0}/s", costs[^1]);
            copies.Add(await CopyFloor.RateAsync(bed.Database, options.Samples, cancellation));
            brokers.Add(
                await BrokerFloor.RateAsync(
                    bed.BrokerPort,
                    Connections,
                    [.. newest.Take(BrokerMessages).Select(m => m.Payload)],
                    cancellation
                )
            );
        }
        var transactions = await bed.CountAsync(Transactions, cancellation) - transactionsBefore;
        var events = await bed.CountAsync(Events, cancellation) - eventsBefore;
        var bytes = await bed.CountAsync(EventBytes, cancellation) - bytesBefore;

        var (copy, broker) = (Figures.Median(copies.Select(c => c.Rate)), Figures.Median(brokers));
        report.Add(
            new Figure(
                $"samples ingested, {Vens} VENs",
                Figures.Median(rates),
                "/s",
                Bar: null,
                copy,
                "(COPY of the same rows)",
                $"{options.Samples} samples of {newest[0].Payload.Length} B, median of {rates.Count}: {Figures.List(rates)}; COPY {Figures.List(copies.Select(c => c.Rate))}"
            )
        );
        report.Add(
            new Figure(
                "the same, beside the broker alone",
                Figures.Median(rates),
                "/s",
                null,
                broker,
                "(one subscriber that stores nothing)"
            )
        );
        report.Add(new Figure("samples in one transaction, mean", events / (double)transactions, ""));
        var copyUs = Figures.Median(copies.Select(c => c.Cost.UsPer("postgres", options.Samples)));
        const string CopyUs = "(PostgreSQL's for COPY)";
        foreach (var program in new[] { "postgres", "backend" })
        {
            var us = Figures.Median(costs.Select(c => c.UsPer(program, options.Samples)));
            report.Add(new Figure($"processor time per sample, {program}", us, "µs", Bar: null, copyUs, CopyUs));
        }
        await RepeatAsync(bed, load, newest, broker, report, cancellation);
        report.Add(
            new Figure(
                "stored per sample, with indexes",
                bytes / (double)events,
                "B",
                Bar: 500,
                Note: $"{events} events in mt_events",
                Beyond: 200
            )
        );
    }

    /// <summary>Publishes new samples and says how many per second were committed, from the first publish to the last commit.</summary>
    public static async Task<double> StoreAsync(
        Bed bed,
        PublisherGroup load,
        List<(string Topic, byte[] Payload)> messages,
        CancellationToken cancellation
    )
    {
        var progress = await Progress.BeginAsync(bed, cancellation);
        var begin = Stopwatch.GetTimestamp();
        var publishing = load.PublishAsync(messages, cancellation);
        await progress.CommittedAsync(messages.Count, cancellation);
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        await publishing;
        return messages.Count / seconds;
    }

    /// <summary>Sends samples that are stored already, then a new one: what the broker delivers in order is all done when that one is stored.</summary>
    private static async Task RepeatAsync(
        Bed bed,
        PublisherGroup load,
        List<(string Topic, byte[] Payload)> stored,
        double brokerRate,
        Report report,
        CancellationToken cancellation
    )
    {
        var repeats = stored.Take(RepeatedSamples).ToList();
        var eventsBefore = await bed.CountAsync(Events, cancellation);
        var progress = await Progress.BeginAsync(bed, cancellation);
        var cost = new ProcessorTime();
        var begin = Stopwatch.GetTimestamp();
        await load.PublishAsync(repeats, cancellation);
        await load.PublishAsync([SampleSeries.Sample(0, DateTimeOffset.UtcNow.AddSeconds(-1), 1)], cancellation);
        await progress.CommittedAsync(1, cancellation);
        var rate = repeats.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        report.AddCost("repeats", cost.Since());
        var added = await bed.CountAsync(Events, cancellation) - eventsBefore - 1;
        report.Add(
            new Figure(
                "repeated samples recognised",
                rate,
                "/s",
                Bar: null,
                brokerRate,
                "(one subscriber that stores nothing)",
                $"{repeats.Count} repeats, {added} stored"
            )
        );
    }
}
