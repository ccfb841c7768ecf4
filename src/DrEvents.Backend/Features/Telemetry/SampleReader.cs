namespace DrEvents.Backend.Features.Telemetry;

/// <summary>A sample as it lies in its stream; the version is its place, by arrival.</summary>
public readonly record struct StoredSample(TelemetrySampled Sample, long Version)
{
    /// <summary>Its place in the order of time.</summary>
    public (DateTimeOffset LiveAt, long Version) Place => (Sample.LiveAt, Version);

    public static StoredSample Of(in StoredRow row, ISerializer json) => new(Read(row, json), row.Version);

    public bool IsIn(TimeRange range) => Sample.LiveAt >= range.Start && Sample.LiveAt < range.End;

    /// <summary>The sample of a row: in binary or, from the time before, as JSON.</summary>
    public static TelemetrySampled Read(in StoredRow row, ISerializer json)
    {
        if (row.Binary is not null)
            return (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), row.Binary);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(row.Json));
        return json.FromJson<TelemetrySampled>(text);
    }
}

/// <summary>Reads VENs' streams from their ends, so that a range that ends now costs what it holds, however long the day.</summary>
public static class SampleReader
{
    /// <summary>No sample is stored before it was measured, but for clocks that are ahead by less than <see cref="SampleFlags"/> tolerates.</summary>
    private static readonly TimeSpan StoredBeforeMax = TimeSpan.FromMinutes(2);

    /// <summary>A VEN's samples of a range, in the order of time.</summary>
    public static async Task<IReadOnlyList<TelemetrySampled>> BetweenAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        CancellationToken cancellation
    ) => InOrder(await ReadAsync(session, venId, range, cancellation).ToListAsync(cancellation));

    /// <summary>The same of many VENs, by one query that reads so many of each stream. VENs of whom that is not enough are read one by one.</summary>
    public static async Task<Dictionary<string, IReadOnlyList<TelemetrySampled>>> BetweenAsync(
        IQuerySession session,
        IReadOnlyDictionary<string, TimeRange> ranges,
        int mostOfStream,
        CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var days = ranges.ToDictionary(r => r.Key, r => TelemetryStreams.Between(r.Key, r.Value.Start, r.Value.End).ToArray());
        var (rows, closed) = await session.TailsAsync([.. days.Values.SelectMany(d => d)], mostOfStream, cancellation);
        var samples = new Dictionary<string, IReadOnlyList<TelemetrySampled>>();
        foreach (var (venId, range) in ranges)
        {
            var young = days[venId].ToDictionary(d => d, d => rows[d].Where(r => r.StoredAt >= range.Start - StoredBeforeMax).ToList());
            var areAll = young.All(d => d.Value.Count < mostOfStream && !closed.Contains(d.Key));
            samples[venId] = areAll
                ? InOrder(young.Values.SelectMany(d => d).Select(r => StoredSample.Of(r, json)).Where(s => s.IsIn(range)))
                : await BetweenAsync(session, venId, range, cancellation);
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
        var newest = new PriorityQueue<TelemetrySampled, (DateTimeOffset LiveAt, long Version)>();
        var total = 0L;
        await foreach (var stored in ReadAsync(session, venId, range, cancellation))
        {
            if (itemsIn(stored.Sample) is not (> 0 and var items))
                continue;
            total += items;
            if (newest.Count < limit)
                newest.Enqueue(stored.Sample, stored.Place);
            else
                newest.EnqueueDequeue(stored.Sample, stored.Place);
        }
        var samples = new TelemetrySampled[newest.Count];
        for (var i = samples.Length - 1; i >= 0; i--)
            samples[i] = newest.Dequeue();
        return (samples, total);
    }

    private static async IAsyncEnumerable<StoredSample> ReadAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        string[] days = [.. TelemetryStreams.Between(venId, range.Start, range.End)];
        foreach (var stream in await session.ExistingStreamsAsync(days, cancellation))
        {
            await foreach (var row in session.TailAsync(stream, range.Start - StoredBeforeMax, DayContent.Samples, cancellation))
            {
                var stored = StoredSample.Of(row, json);
                if (stored.IsIn(range))
                    yield return stored;
            }
        }
    }

    private static List<TelemetrySampled> InOrder(IEnumerable<StoredSample> samples) =>
        [.. samples.OrderBy(s => s.Place).Select(s => s.Sample)];
}
