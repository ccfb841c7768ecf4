using Marten;
using Npgsql;

namespace DrEvents.Backend.Hosting;

/// <summary>How far a projection is behind the streams.</summary>
/// <param name="Name">The projection's shard, such as <c>Live:All</c>.</param>
/// <param name="Events">Stored events that it has not folded yet.</param>
/// <param name="Age">How long the oldest of them has been stored; zero when there is none.</param>
public sealed record ProjectionLag(string Name, long Events, TimeSpan Age)
{
    /// <summary>All projections that run beside the streams, by name.</summary>
    public static async Task<IReadOnlyList<ProjectionLag>> ReadAsync(IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        await using var command = new NpgsqlCommand(
            $"""
            select p.name,
                greatest(0, newest.seq_id - p.last_seq_id),
                coalesce(greatest(0, extract(epoch from clock_timestamp() - next.timestamp)), 0)::float8
            from {EventStore.Schema}.mt_event_progression p
            cross join (select coalesce(max(seq_id), 0) as seq_id from {EventStore.Schema}.mt_events) newest
            left join lateral (
                select e.timestamp from {EventStore.Schema}.mt_events e where e.seq_id > p.last_seq_id order by e.seq_id limit 1
            ) next on true
            where p.name like '%:All'
            order by p.name
            """
        );
        var lags = new List<ProjectionLag>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            lags.Add(new ProjectionLag(reader.GetString(0), reader.GetInt64(1), TimeSpan.FromSeconds(reader.GetDouble(2))));
        return lags;
    }
}
