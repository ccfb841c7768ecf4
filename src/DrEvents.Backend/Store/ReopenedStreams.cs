namespace DrEvents.Backend.Store;

/// <summary>Days from one to another, both included, of some VENs; of all where none are named.</summary>
public readonly record struct DaysOfVens(DateOnly From, DateOnly To, string[]? VenIds);

/// <summary>The oldest and newest closed days of some VENs, and how many VEN-days of a range were reopened, or deleted (of all VENs).</summary>
public sealed record ClosedRange(DateOnly? Oldest, DateOnly? Newest, long Open, long Deleted);

/// <summary>Puts closed streams back into Marten's table of events, row by row as they were.</summary>
public static class ReopenedStreams
{
    /// <summary>Asks for closed streams, of all VENs or of some, to be open until a time; says how many there are, and their samples.</summary>
    public static Task<(long VenDays, long Samples)> AskToReopenAsync(
        this IDocumentSession session,
        DaysOfVens days,
        DateTimeOffset until,
        CancellationToken cancellation
    ) =>
        session.FirstAsync<(long VenDays, long Samples)>(
            $"""
            with asked as (
                select stream_id, sum(samples) as samples from {ClosedTables.Segments}
                where day between $1 and $2 and not is_trimmed and ($3::varchar[] is null or ven_id = any($3)) group by stream_id
            ), kept as (
                insert into {ClosedTables.Reopened} as r (stream_id, until) select stream_id, $4 from asked order by stream_id
                on conflict (stream_id) do update set until = greatest(r.until, excluded.until)
            )
            select count(*), coalesce(sum(samples), 0)::bigint from asked
            """,
            [days.From, days.To, Statements.Texts(days.VenIds), until.ToUniversalTime()],
            cancellation
        );

    public static Task<ClosedRange> ClosedAsync(
        this IQuerySession session,
        DaysOfVens days,
        DateTimeOffset now,
        CancellationToken cancellation
    ) =>
        session.FirstAsync<ClosedRange>(
            $"""
            select min(day), max(day),
                (select count(*) from {ClosedTables.Reopened}
                    where until > $4 and right(stream_id, 10)::date between $1 and $2
                        and ($3::varchar[] is null or split_part(stream_id, '/', 2) = any($3))),
                (select coalesce(sum(ven_days), 0)::bigint from {ClosedTables.Deleted} where day between $1 and $2)
            from {ClosedTables.Segments} where not is_trimmed and ($3::varchar[] is null or ven_id = any($3))
            """,
            [days.From, days.To, Statements.Texts(days.VenIds), now.ToUniversalTime()],
            cancellation
        )!;

    public static Task<List<string>> WaitingToReopenAsync(this IQuerySession session, DateTimeOffset now, CancellationToken cancellation) =>
        session.ListAsync<string>(
            $"""
            select r.stream_id from {ClosedTables.Reopened} r
            where r.until > $1 and exists (select 1 from {ClosedTables.Segments} a where a.stream_id = r.stream_id)
            order by r.stream_id
            """,
            [now.ToUniversalTime()],
            cancellation
        );

    /// <summary>Newest segment first, each in a transaction of its own: what is in the table of events is newer than what is left packed.</summary>
    public static async Task ReopenAsync(
        this IDocumentStore store,
        string stream,
        Func<Segment, IReadOnlyList<EventRow>> unpack,
        CancellationToken cancellation
    )
    {
        while (true)
        {
            await using var session = store.LightweightSession();
            await session.HoldAsync(ClosedStreams.Lock, cancellation);
            await session.LockStreamsAsync([stream], cancellation);
            if (await session.SegmentHeadsAsync([stream], cancellation) is not [.., var newest])
                return;
            PutBack(session, stream, unpack((await session.SegmentAsync(newest, cancellation))!));
            session.QueueSqlCommand(
                $"delete from {ClosedTables.Segments} where stream_id = ? and first_version = ?",
                stream,
                newest.FirstVersion
            );
            session.QueueSqlCommand($"update {EventStore.Streams} set is_archived = false where id = ?", stream);
            await session.SaveChangesAsync(cancellation);
        }
    }

    private static void PutBack(IDocumentSession session, string stream, IReadOnlyList<EventRow> rows) =>
        session.QueueSqlCommand(
            $"""
            insert into {EventStore.Events}
                (seq_id, id, stream_id, version, data, bdata, type, timestamp, tenant_id, mt_dotnet_type, is_archived)
            select e.seq_id, e.id, s.id, e.version, e.data::jsonb, e.bdata, e.type, e.timestamp, s.tenant_id, e.dotnet_type, false
            from {EventStore.Streams} s
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
