using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Reads samples from their streams: a range of one VEN's days, and never more than that.</summary>
public static class SampleReader
{
    /// <summary>A VEN's samples from one time, inclusive, to another, exclusive, oldest first.</summary>
    public static async Task<IReadOnlyList<TelemetrySampled>> BetweenAsync(
        IQuerySession session,
        string venId,
        DateTimeOffset start,
        DateTimeOffset end,
        CancellationToken cancellation
    )
    {
        var samples = new List<StoredSample>();
        await foreach (var stored in StoredSamples.ReadAsync(session, venId, new TimeRange(start, end), cancellation))
            samples.Add(stored);
        samples.Sort(StoredSample.Order);
        return samples.ConvertAll(s => s.Sample);
    }

    /// <summary>The samples of many VENs, each with a range of its own that ends about now, oldest first.</summary>
    public static async Task<Dictionary<string, IReadOnlyList<TelemetrySampled>>> BetweenAsync(
        IQuerySession session,
        IReadOnlyDictionary<string, TimeRange> ranges,
        int mostOfStream,
        CancellationToken cancellation
    )
    {
        var together = await StoredSamples.ReadManyAsync(session, ranges, mostOfStream, cancellation);
        var samples = new Dictionary<string, IReadOnlyList<TelemetrySampled>>();
        foreach (var (venId, range) in ranges)
        {
            if (together.TryGetValue(venId, out var stored))
            {
                stored.Sort(StoredSample.Order);
                samples.Add(venId, stored.ConvertAll(s => s.Sample));
            }
            else
            {
                samples.Add(venId, await BetweenAsync(session, venId, range.Start, range.End, cancellation));
            }
        }
        return samples;
    }

    /// <summary>The newest samples of a range, newest first, and how many items the range holds.</summary>
    /// <param name="session">Where they are read.</param>
    /// <param name="venId">Whose samples.</param>
    /// <param name="range">Of what time.</param>
    /// <param name="limit">Most samples that are kept; memory is bounded by it, whatever the range.</param>
    /// <param name="itemsIn">How many items a sample counts for; one without any is left out.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<(IReadOnlyList<TelemetrySampled> Samples, long TotalCount)> NewestAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        int limit,
        Func<TelemetrySampled, int> itemsIn,
        CancellationToken cancellation
    )
    {
        var newest = new PriorityQueue<TelemetrySampled, StoredSample>(StoredSample.Order);
        var total = 0L;
        await foreach (var stored in StoredSamples.ReadAsync(session, venId, range, cancellation))
        {
            if (itemsIn(stored.Sample) is not (> 0 and var items))
                continue;
            total += items;
            if (newest.Count < limit)
                newest.Enqueue(stored.Sample, stored);
            else
                newest.EnqueueDequeue(stored.Sample, stored);
        }
        var samples = new TelemetrySampled[newest.Count];
        for (var i = samples.Length - 1; i >= 0; i--)
            samples[i] = newest.Dequeue();
        return (samples, total);
    }
}
