namespace DrEvents.Backend.Features.Telemetry;

public static class SampleReader
{
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

    /// <summary>Newest first, with how many items the range holds; memory is bounded by the limit, and a sample without items is left out.</summary>
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
