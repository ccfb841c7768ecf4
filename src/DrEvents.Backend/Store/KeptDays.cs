namespace DrEvents.Backend.Store;

/// <summary>What read models held of VEN-days whose samples are deleted.</summary>
public static class KeptDays
{
    /// <summary>What is kept of a VEN, day by day, the oldest first.</summary>
    public static Task<List<T>> KeptDaysAsync<T>(this IQuerySession session, string venId, CancellationToken cancellation) =>
        session.JsonAsync<T>($"select content from {ClosedTables.Kept} where ven_id = $1 order by day", [venId], cancellation);

    /// <summary>The VENs of which a day in a range is deleted.</summary>
    public static Task<List<string>> DeletedVensAsync(
        this IQuerySession session,
        string[] venIds,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellation
    ) =>
        session.ListAsync<string>(
            $"select distinct ven_id from {ClosedTables.Kept} where ven_id = any($1) and day between $2 and $3 order by 1",
            [venIds, from, to],
            cancellation
        );

    /// <summary>
    /// Queues that what the tables of the first generation hold of deleted days is kept. They are the only ones that had no version in their names, and
    /// nothing was kept then.
    /// </summary>
    public static async Task KeepDaysOfFirstGenerationAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        const string tables = EventStore.Schema + ".mt_doc_";
        if (!await session.FirstAsync<bool>($"select to_regclass('{tables}veninterval') is not null", [], cancellation))
            return;
        session.QueueSqlCommand(
            $"""
            insert into {ClosedTables.Kept} (ven_id, day, content)
            select g.ven, g.day, jsonb_build_object(
                'intervals', g.intervals,
                'meters', coalesce((
                    select jsonb_agg(m.data order by m.id) from {tables}meteredparticipation m
                    where m.data->>'venId' = g.ven and left(m.data->>'lastAt', 10)::date = g.day
                ), '[]'),
                'live', (select l.data from {tables}venlive l where l.id = g.ven))
            from (
                select i.data->>'venId' as ven, d.day, jsonb_agg(i.data order by i.data->>'start') as intervals
                from (
                    select data from {tables}veninterval
                    union all
                    select data->'openInterval' from {tables}venlive where jsonb_typeof(data->'openInterval') = 'object'
                ) i join {ClosedTables.Deleted} d on d.day = left(i.data->>'start', 10)::date
                group by 1, 2
            ) g
            where not exists (
                select 1 from {EventStore.Streams} s where s.id = 'telemetry/' || g.ven || '/' || to_char(g.day, 'YYYY-MM-DD')
            )
            on conflict do nothing
            """
        );
    }
}
