namespace DrEvents.Backend.Store;

/// <summary>How many stored events a projection has not folded yet, and for how long the oldest of them has been stored.</summary>
public sealed record ProjectionLag(string Name, long Events, TimeSpan Age);

public static class ProjectionProgress
{
    public static string[] AsyncShards(this IReadOnlyStoreOptions options) =>
        [
            .. options
                .Events.Projections()
                .Where(p => p.Lifecycle == ProjectionLifecycle.Async)
                .SelectMany(p => p.ShardNames(), (_, shard) => shard.Identity),
        ];

    /// <summary>The sequence up to which nothing that is stored can still be added to; null while no projection has ever run.</summary>
    public static async Task<long?> HighWaterAsync(this IQuerySession session, CancellationToken cancellation) =>
        await session.FirstAsync<long?>($"select last_seq_id from {EventStore.Progression} where name = 'HighWaterMark'", [], cancellation);

    public static void BeginAt(this IDocumentSession session, string[] shards, long sequence) =>
        session.QueueSqlCommand(
            $"insert into {EventStore.Progression} (name, last_seq_id) select unnest(?::varchar[]), ? on conflict (name) do nothing",
            shards,
            sequence
        );

    public static void GoesOnAt(this IDocumentSession session, string shard, long sequence) =>
        session.QueueSqlCommand($"update {EventStore.Progression} set last_seq_id = ? where name = ?", sequence, shard);

    public static void Forget(this IDocumentSession session, string[] shards) =>
        session.QueueSqlCommand($"delete from {EventStore.Progression} where name = any(?)", (object)shards);

    public static Task<List<ProjectionLag>> LagsAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.ListAsync<ProjectionLag>(
            $"""
            select p.name,
                greatest(0, newest.seq_id - p.last_seq_id),
                greatest(interval '0', clock_timestamp() - next.timestamp)
            from {EventStore.Progression} p
            cross join (select coalesce(max(seq_id), 0) as seq_id from {EventStore.Events}) newest
            left join lateral (
                select e.timestamp from {EventStore.Events} e where e.seq_id > p.last_seq_id order by e.seq_id limit 1
            ) next on true
            where p.name = any($1)
            order by p.name
            """,
            [session.DocumentStore.Options.AsyncShards()],
            cancellation
        );

    /// <summary>The newest event that is stored; 0 where there is none.</summary>
    public static Task<long> NewestSequenceAsync(this IQuerySession session, CancellationToken cancellation) =>
        session.FirstAsync<long>($"select coalesce(max(seq_id), 0) from {EventStore.Events}", [], cancellation);

    public static Task<long> ProjectedAsync(this IQuerySession session, string shard, CancellationToken cancellation) =>
        session.ProjectedAsync([shard], "", cancellation);

    /// <summary>The sequence that all of these have passed; none of them begins anew before the end of the transaction.</summary>
    public static Task<long> KeepProjectedAsync(this IDocumentSession session, string[] shards, CancellationToken cancellation) =>
        session.ProjectedAsync(shards, "for key share", cancellation);

    private static Task<long> ProjectedAsync(this IQuerySession session, string[] shards, string kept, CancellationToken cancellation) =>
        session.FirstAsync<long>(
            $"""
            select case when count(*) = $2 then min(last_seq_id) else 0 end
            from (select last_seq_id from {EventStore.Progression} where name = any($1) {kept}) p
            """,
            [shards, shards.Length],
            cancellation
        );
}
