using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>What the ingest counts, for whoever observes the meter <c>DrEvents.Ingest</c>.</summary>
public sealed class IngestMetrics : ICountsFromZero
{
    public Counter<long> Stored { get; }
    public Counter<long> Samples { get; }
    public Counter<long> Duplicates { get; }
    public Counter<long> DeadLetters { get; }
    public Counter<long> Retries { get; }
    public Histogram<double> Lag { get; }
    public Histogram<double> SampleAge { get; }

    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Ingest");
        Stored = meter.CreateCounter<long>("drevents.ingest.messages", "{message}", "Messages stored and acknowledged to the broker");
        Samples = meter.CreateCounter<long>("drevents.ingest.samples", "{sample}", "Samples of telemetry that were stored");
        Duplicates = meter.CreateCounter<long>("drevents.ingest.duplicates", "{sample}", "Samples that were there before");
        DeadLetters = meter.CreateCounter<long>("drevents.ingest.dead_letters", "{message}", "Messages that could not be read");
        Retries = meter.CreateCounter<long>("drevents.ingest.retries", "{batch}", "Batches that the store did not take at first");
        Lag = meter.CreateHistogram<double>("drevents.ingest.lag", "s", "From the arrival of a batch's oldest message to its being stored");
        SampleAge = meter.CreateHistogram<double>(
            "drevents.ingest.sample_age",
            "s",
            "From a sample's time by its VEN's clock to its arrival: clocks that are behind, and what VENs kept while they were away"
        );
    }

    public void Begin()
    {
        foreach (var counter in new[] { Stored, Samples, Duplicates, DeadLetters, Retries })
            counter.Add(0);
    }
}
