using DrEvents.Backend.Features.Telemetry.Archive;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>A sample as it lies in its stream; the version is its place, by arrival.</summary>
public readonly record struct StoredSample(TelemetrySampled Sample, long Version)
{
    public static readonly IComparer<StoredSample> Order = Comparer<StoredSample>.Create(
        (a, b) =>
        {
            var byTime = a.Sample.LiveAt.CompareTo(b.Sample.LiveAt);
            return byTime != 0 ? byTime : a.Version.CompareTo(b.Version);
        }
    );

    /// <summary>The sample of a row: in binary or, from the time before, as JSON.</summary>
    public static TelemetrySampled Read(in StoredRow row, ISerializer json)
    {
        if (row.Binary is not null)
            return (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), row.Binary);
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(row.Json));
        return json.FromJson<TelemetrySampled>(text);
    }
}

/// <summary>Reads a VEN's streams from their ends, so that a range that ends now costs what it holds, however long the day.</summary>
internal static class StoredSamples
{
    /// <summary>No sample is stored before it was measured, but for clocks that are ahead by less than <see cref="SampleFlags"/> tolerates.</summary>
    private static readonly TimeSpan StoredBeforeMax = TimeSpan.FromMinutes(2);

    public static async IAsyncEnumerable<StoredSample> ReadAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var storedSince = range.Start - StoredBeforeMax;
        string[] days = [.. TelemetryStreams.Between(venId, range.Start, range.End)];
        foreach (var stream in await session.ExistingStreamsAsync(days, cancellation))
        {
            for (var before = long.MaxValue; before > 0; )
            {
                var page = await session.TailAsync(stream, before, storedSince, cancellation);
                foreach (var row in page.Rows.Concat(RowsOf(page.Segment, before, storedSince)))
                {
                    var sample = StoredSample.Read(row, json);
                    if (sample.LiveAt >= range.Start && sample.LiveAt < range.End)
                        yield return new StoredSample(sample, row.Version);
                }
                before = page.Next;
            }
        }
    }

    /// <summary>One query that reads so many of each stream. VENs of whom that was not enough, or with archived days in range, are left out.</summary>
    public static async Task<Dictionary<string, List<StoredSample>>> ReadManyAsync(
        IQuerySession session,
        IReadOnlyDictionary<string, TimeRange> ranges,
        int mostOfStream,
        CancellationToken cancellation
    )
    {
        var json = session.DocumentStore.Options.Serializer();
        var streams = ranges.SelectMany(r => TelemetryStreams.Between(r.Key, r.Value.Start, r.Value.End)).ToArray();
        var (rows, closed) = await session.TailsAsync(streams, mostOfStream, cancellation);
        var samples = ranges.ToDictionary(r => r.Key, _ => new List<StoredSample>());
        var young = new Dictionary<string, int>();
        foreach (var (stream, row) in rows)
        {
            var venId = TelemetryStreams.VenOf(stream)!;
            var range = ranges[venId];
            if (row.StoredAt < range.Start - StoredBeforeMax)
                continue;
            young[stream] = young.GetValueOrDefault(stream) + 1;
            var sample = StoredSample.Read(row, json);
            if (sample.LiveAt >= range.Start && sample.LiveAt < range.End)
                samples[venId].Add(new StoredSample(sample, row.Version));
        }
        foreach (var stream in closed.Concat(young.Where(y => y.Value == mostOfStream).Select(y => y.Key)))
            samples.Remove(TelemetryStreams.VenOf(stream)!);
        return samples;
    }

    private static IEnumerable<StoredRow> RowsOf(Segment? segment, long before, DateTimeOffset storedSince) =>
        segment is null
            ? []
            : DayContent.Of(segment).Samples(segment.Stream).Reverse().Where(r => r.Version < before && r.StoredAt >= storedSince);
}
