namespace DrEvents.Backend.Features.Ingest;

/// <summary>What the ingest counts, for whoever observes the meter <c>DrEvents.Ingest</c>.</summary>
public sealed class IngestMetrics
{
    public Counter<long> Stored { get; }
    public Counter<long> Duplicates { get; }
    public Counter<long> DeadLetters { get; }
    public Counter<long> Retries { get; }

    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Ingest");
        Stored = meter.CreateCounter<long>("drevents.ingest.messages", "{message}", "Messages stored and acknowledged to the broker");
        Duplicates = meter.CreateCounter<long>("drevents.ingest.duplicates", "{sample}", "Samples that were there before");
        DeadLetters = meter.CreateCounter<long>("drevents.ingest.dead_letters", "{message}", "Messages that could not be read");
        Retries = meter.CreateCounter<long>("drevents.ingest.retries", "{batch}", "Batches that the store did not take at first");
    }
}
