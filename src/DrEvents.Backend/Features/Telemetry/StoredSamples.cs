using System.Runtime.CompilerServices;
using DrEvents.Backend.Features.Archive;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>A sample as it lies in its stream.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Version">Its place in the stream, by arrival.</param>
public readonly record struct StoredSample(TelemetrySampled Sample, long Version)
{
    /// <summary>By time; what is dated the same, by arrival.</summary>
    public static readonly IComparer<StoredSample> Order = Comparer<StoredSample>.Create(
        (a, b) =>
        {
            var byTime = a.Sample.LiveAt.CompareTo(b.Sample.LiveAt);
            return byTime != 0 ? byTime : a.Version.CompareTo(b.Version);
        }
    );
}

/// <summary>
/// Reads a VEN's streams from their ends, page by page, and stops where nothing older can belong to the range. A range that ends now
/// costs what it holds, however long the day.
/// </summary>
internal static class StoredSamples
{
    private const int PageSize = 500;

    /// <summary>
    /// No sample is stored before it was measured, except for a VEN's clock ahead by less than <see cref="SampleFlags"/> tolerates and for
    /// the clocks of database and backend; this is far more than both.
    /// </summary>
    private static readonly TimeSpan StoredBeforeMax = TimeSpan.FromMinutes(2);

    /// <summary>The samples of a range, the last ones to arrive first, of one day after the other.</summary>
    public static async IAsyncEnumerable<StoredSample> ReadAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        foreach (var stream in await ExistingAsync(session, venId, range, cancellation))
        {
            for (var before = long.MaxValue; before > 0; )
            {
                var (page, next) = await PageAsync(session, stream, before, range.Start - StoredBeforeMax, cancellation);
                before = next;
                foreach (var stored in page.Where(s => s.Sample.LiveAt >= range.Start && s.Sample.LiveAt < range.End))
                    yield return stored;
            }
        }
    }

    /// <summary>
    /// The samples of many VENs, each with a range of its own, by one query that reads no more than so many of each stream. VENs of whom
    /// that was not enough, or of whom something in the range may be in the archive, are left out.
    /// </summary>
    public static async Task<Dictionary<string, List<StoredSample>>> ReadManyAsync(
        IQuerySession session,
        IReadOnlyDictionary<string, TimeRange> ranges,
        int mostOfStream,
        CancellationToken cancellation
    )
    {
        var streams = ranges.SelectMany(r => TelemetryStreams.Between(r.Key, r.Value.Start, r.Value.End)).ToArray();
        await using var command = new NpgsqlCommand(
            $"""
            select s.stream, e.version, e.timestamp, e.bdata, e.data
            from unnest($1::varchar[]) as s(stream)
            cross join lateral (
                select version, timestamp, bdata, data from {EventStore.Schema}.mt_events
                where stream_id = s.stream order by version desc limit $2
            ) e
            union all
            select distinct stream_id, null::bigint, null::timestamptz, null::bytea, null::jsonb
            from {ArchiveTables.Parts} where stream_id = any($1)
            """
        )
        {
            Parameters =
            {
                new() { Value = streams },
                new() { Value = mostOfStream },
            },
        };
        var samples = ranges.ToDictionary(r => r.Key, _ => new List<StoredSample>());
        var young = new Dictionary<string, int>();
        var leftOut = new HashSet<string>();
        await using (var reader = await session.ExecuteReaderAsync(command, cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var stream = reader.GetString(0);
                var venId = TelemetryStreams.VenOf(stream)!;
                var range = ranges[venId];
                if (await reader.IsDBNullAsync(1, cancellation))
                {
                    leftOut.Add(venId);
                    continue;
                }
                if (await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellation) < range.Start - StoredBeforeMax)
                    continue;
                young[stream] = young.GetValueOrDefault(stream) + 1;
                var sample = await DataAsync(session, reader, 3, cancellation);
                if (sample.LiveAt >= range.Start && sample.LiveAt < range.End)
                    samples[venId].Add(new StoredSample(sample, reader.GetInt64(1)));
            }
        }
        foreach (var (stream, count) in young)
        {
            if (count == mostOfStream)
                leftOut.Add(TelemetryStreams.VenOf(stream)!);
        }
        foreach (var venId in leftOut)
            samples.Remove(venId);
        return samples;
    }

    /// <summary>
    /// One page of a stream, and the version that the next one ends before; 0 when there is none. Where the table of events holds no more of
    /// the stream, the page is a part of the archive; both are asked by one statement, so that a day that is closed meanwhile is in one of them.
    /// </summary>
    private static async Task<(List<StoredSample> Page, long Next)> PageAsync(
        IQuerySession session,
        string stream,
        long before,
        DateTimeOffset storedSince,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            with page as materialized (
                select version, timestamp, bdata, data from {EventStore.Schema}.mt_events
                where stream_id = $1 and version < $2 order by version desc limit {PageSize}
            ), part as (
                select first_version, content, sha256 from {ArchiveTables.Parts}
                where stream_id = $1 and first_version < $2 and last_stored_at >= $3 and (select count(*) from page) < {PageSize}
                order by first_version desc limit 1
            )
            select version, timestamp, bdata, data, null::bytea, null::bytea from page
            union all select first_version, null, null, null, content, sha256 from part
            """
        )
        {
            Parameters =
            {
                new() { Value = stream },
                new() { Value = before },
                new() { Value = storedSince.ToUniversalTime() },
            },
        };
        var page = new List<StoredSample>(PageSize);
        var next = 0L;
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (!await reader.IsDBNullAsync(4, cancellation))
            {
                var content = new DayContent(reader.GetFieldValue<byte[]>(4), reader.GetFieldValue<byte[]>(5));
                Add(page, content.Samples(stream), before, storedSince, session.DocumentStore.Options.Serializer());
                return (page, reader.GetInt64(0) is > 1 and var first ? first : 0);
            }
            // The rest is older still.
            if (await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellation) < storedSince)
                return (page, 0);
            page.Add(new StoredSample(await DataAsync(session, reader, 2, cancellation), reader.GetInt64(0)));
            next = page.Count < PageSize ? 0 : page[^1].Version;
        }
        return (page, next);
    }

    private static void Add(
        List<StoredSample> page,
        IReadOnlyList<ArchivedSample> samples,
        long before,
        DateTimeOffset storedSince,
        ISerializer json
    )
    {
        for (var i = samples.Count - 1; i >= 0; i--)
        {
            if (samples[i].Version < before && samples[i].StoredAt >= storedSince)
                page.Add(new StoredSample(samples[i].Read(json), samples[i].Version));
        }
    }

    /// <summary>
    /// A sample in its binary column, or in the JSON column after it: samples were stored as JSON before, and such rows stay as they are.
    /// </summary>
    private static async ValueTask<TelemetrySampled> DataAsync(
        IQuerySession session,
        System.Data.Common.DbDataReader reader,
        int binaryColumn,
        CancellationToken cancellation
    ) =>
        await reader.IsDBNullAsync(binaryColumn, cancellation)
            ? await session.DocumentStore.Options.Serializer().FromJsonAsync<TelemetrySampled>(reader, binaryColumn + 1, cancellation)
            : (TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), reader.GetFieldValue<byte[]>(binaryColumn));

    private static async Task<List<string>> ExistingAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"select id from {EventStore.Schema}.mt_streams where id = any($1) order by id collate \"C\" desc"
        )
        {
            Parameters = { new() { Value = TelemetryStreams.Between(venId, range.Start, range.End).ToArray() } },
        };
        var streams = new List<string>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            streams.Add(reader.GetString(0));
        return streams;
    }
}
