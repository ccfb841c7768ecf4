using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Archive;

/// <summary>What one step of closing did.</summary>
/// <param name="Samples">Rows that went into the archive.</param>
/// <param name="Bytes">Bytes that they take there.</param>
/// <param name="IsClosed">Whether the stream is closed now; if not, it has more rows, or somebody still needs them.</param>
public readonly record struct ClosingStep(int Samples, int Bytes, bool IsClosed);

/// <summary>
/// Closes one VEN's day: its rows leave Marten's table of events for one row of the archive, and the stream is marked as archived. One
/// transaction does all of it or nothing, and what was packed is unpacked and compared before anything is deleted.
/// </summary>
public static class DayClosing
{
    /// <summary>Held by whoever closes, restores or deletes days: one node at a time.</summary>
    public const string Lock = "telemetry/archive";

    /// <summary>Most rows of one part, and most of their bytes: they are in memory at once. A day at 5 s has 17,280.</summary>
    private const int RowsMax = 20_000;
    private const int BytesMax = 4 * 1024 * 1024;

    /// <summary>Takes one step; null when another node is at it, or when the stream is not open.</summary>
    public static async Task<ClosingStep?> StepAsync(
        IDocumentStore store,
        string stream,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (TelemetryStreams.VenOf(stream) is not { } venId || TelemetryDays.OfStream(stream) is not { } day)
            return null;
        await using var session = store.LightweightSession();
        if (!await session.TryHoldAsync(Lock, cancellation) || !await LockOpenAsync(session, stream, cancellation))
            return null;
        var projected = await ProjectedAsync(session, cancellation);
        var (rows, isAll) = await RowsAsync(session, stream, cancellation);
        if (rows.Count > 0 && rows.Max(r => r.Sequence) > projected)
            return new ClosingStep(0, 0, IsClosed: false);
        var bytes = rows.Count == 0 ? 0 : Move(session, stream, venId, day, rows, now);
        if (isAll)
        {
            session.QueueSqlCommand($"update {EventStore.Schema}.mt_streams set is_archived = true where id = ?", stream);
            session.QueueSqlCommand($"delete from {ArchiveTables.Restored} where stream_id = ?", stream);
        }
        await session.SaveChangesAsync(cancellation);
        return new ClosingStep(rows.Count, bytes, isAll);
    }

    private static int Move(IDocumentSession session, string stream, string venId, DateOnly day, List<ArchivedRow> rows, DateTimeOffset now)
    {
        var content = DayContent.From(stream, rows);
        var read = content.Rows(stream);
        if (read.Count != rows.Count || Enumerable.Range(0, rows.Count).Any(i => !read[i].IsSameAs(rows[i])))
            throw new InvalidDataException($"{stream} was not packed without loss; it stays as it is");
        session.QueueSqlCommand(
            $"""
            insert into {ArchiveTables.Parts} (stream_id, first_version, last_version, ven_id, day, samples, first_sequence, last_sequence,
                last_stored_at, closed_at, bytes, sha256, content)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            stream,
            rows[0].Version,
            rows[^1].Version,
            venId,
            day,
            rows.Count,
            rows.Min(r => r.Sequence),
            rows.Max(r => r.Sequence),
            rows.Max(r => r.StoredAt),
            now.ToUniversalTime(),
            content.Bytes.Length,
            content.Sha256,
            content.Bytes
        );
        session.QueueSqlCommand(
            $"delete from {EventStore.Schema}.mt_events where stream_id = ? and version between ? and ?",
            stream,
            rows[0].Version,
            rows[^1].Version
        );
        return content.Bytes.Length;
    }

    /// <summary>Keeps samples from coming in, and others from closing, until the end of the transaction.</summary>
    private static async Task<bool> LockOpenAsync(IDocumentSession session, string stream, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"select 1 from {EventStore.Schema}.mt_streams where id = $1 and not is_archived for update"
        )
        {
            Parameters = { new() { Value = stream } },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation);
    }

    /// <summary>
    /// The sequence that every projection has passed; 0 while one has yet to begin. A rebuild begins by removing its projection's row, and
    /// cannot while this transaction has it.
    /// </summary>
    private static async Task<long> ProjectedAsync(IDocumentSession session, CancellationToken cancellation)
    {
        var names = session
            .DocumentStore.Options.Events.Projections()
            .Where(p => p.Lifecycle == ProjectionLifecycle.Async)
            .Select(p => p.Name + ":All")
            .ToArray();
        await using var command = new NpgsqlCommand(
            $"""
            select case when count(*) = $2 then min(last_seq_id) else 0 end
            from (select last_seq_id from {EventStore.Schema}.mt_event_progression where name = any($1) for key share) p
            """
        )
        {
            Parameters =
            {
                new() { Value = names },
                new() { Value = names.Length },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) && !await reader.IsDBNullAsync(0, cancellation) ? reader.GetInt64(0) : 0;
    }

    private static async Task<(List<ArchivedRow> Rows, bool IsAll)> RowsAsync(
        IDocumentSession session,
        string stream,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select version, seq_id, id, timestamp, type, mt_dotnet_type, data::text, bdata
            from {EventStore.Schema}.mt_events where stream_id = $1 order by version limit {RowsMax + 1}
            """
        )
        {
            Parameters = { new() { Value = stream } },
        };
        var rows = new List<ArchivedRow>();
        var bytes = 0L;
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (rows.Count == RowsMax || bytes >= BytesMax)
                return (rows, IsAll: false);
            var row = new ArchivedRow(
                reader.GetInt64(0),
                reader.GetInt64(1),
                reader.GetGuid(2),
                await reader.GetFieldValueAsync<DateTimeOffset>(3, cancellation),
                reader.GetString(4),
                await reader.IsDBNullAsync(5, cancellation) ? null : reader.GetString(5),
                reader.GetString(6),
                await reader.IsDBNullAsync(7, cancellation) ? null : reader.GetFieldValue<byte[]>(7)
            );
            rows.Add(row);
            bytes += row.Json.Length + (row.Binary?.Length ?? 0);
        }
        return (rows, IsAll: true);
    }
}
