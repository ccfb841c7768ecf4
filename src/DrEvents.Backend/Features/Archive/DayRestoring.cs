using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Archive;

/// <summary>
/// Puts closed days back into Marten's table of events, row by row as they were. A rebuild of the live read models reads that table, so days
/// that are in the archive have to be put back before it.
/// </summary>
public static class DayRestoring
{
    /// <summary>Asks for all closed days of a range, of all VENs or of some, to be open until a time. Returns how many there are.</summary>
    public static async Task<(long VenDays, long Samples)> AskAsync(
        IDocumentSession session,
        DateOnly from,
        DateOnly to,
        string[]? venIds,
        DateTimeOffset until,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            with asked as (
                select stream_id, sum(samples) as samples from {ArchiveTables.Parts}
                where day between $1 and $2 and ($3::varchar[] is null or ven_id = any($3)) group by stream_id
            ), kept as (
                insert into {ArchiveTables.Restored} as r (stream_id, until) select stream_id, $4 from asked order by stream_id
                on conflict (stream_id) do update set until = greatest(r.until, excluded.until)
            )
            select count(*), coalesce(sum(samples), 0)::bigint from asked
            """
        )
        {
            Parameters =
            {
                new() { Value = from },
                new() { Value = to },
                new()
                {
                    Value = (object?)venIds ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Varchar,
                },
                new() { Value = until.ToUniversalTime() },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Streams that have to be open and are still in the archive, some of them.</summary>
    public static async Task<List<string>> WaitingAsync(IQuerySession session, DateTimeOffset now, int most, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select r.stream_id from {ArchiveTables.Restored} r
            where r.until > $1 and exists (select 1 from {ArchiveTables.Parts} a where a.stream_id = r.stream_id)
            order by r.stream_id limit $2
            """
        )
        {
            Parameters =
            {
                new() { Value = now.ToUniversalTime() },
                new() { Value = most },
            },
        };
        var streams = new List<string>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            streams.Add(reader.GetString(0));
        return streams;
    }

    /// <summary>
    /// Puts a stream back, each part in a transaction of its own, the newest first, so that what is in the table of events is newer than what
    /// is left in the archive at any time.
    /// </summary>
    public static async Task RestoreAsync(IDocumentStore store, string stream, CancellationToken cancellation)
    {
        while (true)
        {
            await using var session = store.LightweightSession();
            await session.HoldAsync(DayClosing.Lock, cancellation);
            await LateSamples.LockAsync(session, [stream], cancellation);
            var parts = await ArchivedDays.PartsAsync(session, [stream], cancellation);
            if (parts.Count == 0)
                return;
            PutBack(session, stream, await ArchivedDays.RowsAsync(session, parts[^1], cancellation));
            session.QueueSqlCommand(
                $"delete from {ArchiveTables.Parts} where stream_id = ? and first_version = ?",
                stream,
                parts[^1].FirstVersion
            );
            session.QueueSqlCommand($"update {EventStore.Schema}.mt_streams set is_archived = false where id = ?", stream);
            await session.SaveChangesAsync(cancellation);
        }
    }

    private static void PutBack(IDocumentSession session, string stream, IReadOnlyList<ArchivedRow> rows) =>
        session.QueueSqlCommand(
            $"""
            insert into {EventStore.Schema}.mt_events
                (seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
            select e.seq_id, e.id, s.id, e.version, e.data::jsonb, e.bdata, e.type, e.timestamp, s.tenant_id, e.dotnet_type, false
            from {EventStore.Schema}.mt_streams s
            cross join unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::text[], ?::bytea[], ?::varchar[], ?::timestamptz[], ?::varchar[])
                as e(seq_id, id, version, data, bdata, type, timestamp, dotnet_type)
            where s.id = ?
            """,
            rows.Select(r => r.Sequence).ToArray(),
            rows.Select(r => r.Id).ToArray(),
            rows.Select(r => r.Version).ToArray(),
            rows.Select(r => r.Json).ToArray(),
            rows.Select(r => r.Binary).ToArray(),
            rows.Select(r => r.Type).ToArray(),
            rows.Select(r => r.StoredAt).ToArray(),
            rows.Select(r => r.DotNetType).ToArray(),
            stream
        );
}
