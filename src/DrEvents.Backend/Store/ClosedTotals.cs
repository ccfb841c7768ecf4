namespace DrEvents.Backend.Store;

/// <summary>What is closed, reopened and deleted. A VEN-day is one VEN's UTC day.</summary>
public sealed record ClosedTotals(
    long VenDays,
    long Samples,
    long Bytes,
    DateOnly? OldestDay,
    DateOnly? NewestDay,
    long Reopening,
    long AskedToReopen,
    long DeletedVenDays,
    long DeletedSamples,
    DateOnly? NewestDeletedDay
)
{
    public static Task<ClosedTotals> ReadAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation) =>
        session.FirstAsync<ClosedTotals>(
            $"""
            select coalesce(sum(days), 0)::bigint, coalesce(sum(samples), 0)::bigint, coalesce(sum(bytes), 0)::bigint, min(day), max(day),
                (select count(*) from {ClosedTables.Reopened} r
                    where r.until > $1 and exists (select 1 from {ClosedTables.Segments} a where a.stream_id = r.stream_id)),
                (select count(*) from {ClosedTables.Reopened} r where r.until > $1),
                (select coalesce(sum(ven_days), 0)::bigint from {ClosedTables.Deleted}),
                (select coalesce(sum(samples), 0)::bigint from {ClosedTables.Deleted}),
                (select max(day) from {ClosedTables.Deleted})
            from (
                select day, count(distinct ven_id) as days, sum(samples) as samples, sum(bytes) as bytes
                from {ClosedTables.Segments} group by day
            ) d
            """,
            [now.ToUniversalTime()],
            cancellation
        )!;
}
