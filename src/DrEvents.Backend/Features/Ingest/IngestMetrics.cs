using System.Diagnostics.Metrics;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>What the ingest counts, for whoever observes the meter <c>DrEvents.Ingest</c>.</summary>
public sealed class IngestMetrics
{
    private readonly Counter<long> _stored;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _retries;

    /// <summary>Creates the instruments.</summary>
    public IngestMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("DrEvents.Ingest");
        _stored = meter.CreateCounter<long>("drevents.ingest.messages", "{message}", "Messages stored and acknowledged to the broker");
        _duplicates = meter.CreateCounter<long>("drevents.ingest.duplicates", "{sample}", "Samples that were there before");
        _deadLetters = meter.CreateCounter<long>("drevents.ingest.dead_letters", "{message}", "Messages that could not be read");
        _retries = meter.CreateCounter<long>("drevents.ingest.retries", "{batch}", "Batches that the store did not take at first");
    }

    /// <summary>Messages were stored.</summary>
    public void Stored(int messages) => _stored.Add(messages);

    /// <summary>Samples were recognised as repeats.</summary>
    public void Duplicates(int samples) => _duplicates.Add(samples);

    /// <summary>Messages were kept as dead letters.</summary>
    public void DeadLetters(int messages) => _deadLetters.Add(messages);

    /// <summary>A batch has to be tried again.</summary>
    public void Retried() => _retries.Add(1);
}
