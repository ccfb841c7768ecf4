using DrEvents.Backend.Features.Telemetry;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Store;
using Npgsql;

namespace DrEvents.Benchmarks.History;

/// <summary>
/// Samples of past days as the ingest stores them: a sample a minute of every VEN, a stream a VEN and day, ids and rows in the order of
/// time. PostgreSQL multiplies one sample that came in the ordinary way, so their contents are all the same. The projections are told that
/// they have seen them; their read models of those days are not there.
/// </summary>
internal static class StoredHistory
{
    private const int PerDay = 24 * 60;

    /// <summary>What a row takes on the disk with its indexes and its part of the log, generously, bytes.</summary>
    private const long BytesPerSample = 1_500;

    private const string Streams = """
        insert into drevents.mt_streams (id, version, timestamp, tenant_id)
        select 'telemetry/' || ven || '/' || to_char($2::date, 'YYYY-MM-DD'), $3, $2::date + interval '1 day', '*DEFAULT*'
        from unnest($1::varchar[]) ven
        """;

    /// <summary>An id is the time and a hash, as <see cref="TelemetryStreams.SampleId"/> makes it.</summary>
    private const string Events = """
        insert into drevents.mt_events (seq_id, id, stream_id, version, type, data, bdata, timestamp, tenant_id, is_archived)
        select nextval('drevents.mt_events_sequence'),
            (lpad(to_hex((extract(epoch from s.at) * 1000)::bigint), 12, '0') || '8' || substr(h.hash, 1, 3) || 'a' || substr(h.hash, 4, 15))::uuid,
            'telemetry/' || s.ven || '/' || to_char($2::date, 'YYYY-MM-DD'), s.minute + 1, e.type, e.data, e.bdata, s.at, '*DEFAULT*', false
        from (
            select ven, minute, $2::date + minute * interval '1 minute' as at
            from generate_series(0, $3 - 1) minute cross join unnest($1::varchar[]) ven
            order by minute, ven
        ) s
        cross join lateral (select md5(s.ven || s.minute) as hash) h
        cross join (select type, data, bdata from drevents.mt_events where stream_id like 'telemetry/%' order by seq_id limit 1) e
        """;

    /// <summary>Fills a database to which no backend is connected, with so many samples or a few more: whole minutes of all VENs.</summary>
    public static async Task FillAsync(StoreBed bed, int vens, int samples, CancellationToken cancellation)
    {
        var free = new DriveInfo(Path.GetTempPath()).AvailableFreeSpace;
        if (free < samples * BytesPerSample)
            throw new InvalidOperationException(
                $"{samples} samples need {samples * BytesPerSample >> 30} GiB in {Path.GetTempPath()}, and {free >> 30} GiB are free"
            );
        var today = DateTimeOffset.UtcNow.UtcDateTime.Date;
        await PathBenchmark.StoreAsync(bed, StoreBed.Messages(vens: 1, samples: 1, DateTimeOffset.UtcNow), cancellation);
        var venIds = Enumerable.Range(0, vens).Select(SampleSeries.VenId).ToArray();
        var minutes = (samples + vens - 1) / vens;
        for (var day = today.AddDays(-((minutes + PerDay - 1) / PerDay)); day < today; day = day.AddDays(1))
        {
            var ofDay = Math.Min(PerDay, minutes);
            minutes -= ofDay;
            foreach (var sql in new[] { Streams, Events })
                await ExecuteAsync(bed, sql, cancellation, venIds, DateOnly.FromDateTime(day), ofDay);
        }
        await SeenAsync(bed, cancellation);
        await ExecuteAsync(bed, "vacuum analyze", cancellation);
    }

    /// <summary>Sets every projection to the newest event.</summary>
    private static Task SeenAsync(StoreBed bed, CancellationToken cancellation)
    {
        string[] names = ["HighWaterMark", .. bed.Store.Options.Projections.AllShards().Select(s => s.Name.Identity)];
        return ExecuteAsync(
            bed,
            """
            insert into drevents.mt_event_progression (name, last_seq_id)
            select name, (select max(seq_id) from drevents.mt_events) from unnest($1::varchar[]) as n(name)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id
            """,
            cancellation,
            [names]
        );
    }

    /// <summary>However long it takes: the benchmark has its own bound.</summary>
    private static async Task ExecuteAsync(StoreBed bed, string sql, CancellationToken cancellation, params object[] parameters)
    {
        await using var command = bed.Database.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
