using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.Options;
using Npgsql;
using Wolverine.Http;

namespace DrEvents.Backend.Features.Archive;

/// <summary>What is in the archive.</summary>
public static class GetArchive
{
    /// <summary>Counts it.</summary>
    [WolverineGet("/api/archive")]
    public static async Task<ArchiveView> Get(
        IQuerySession session,
        IOptions<ArchiveOptions> options,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var due = DayKeeper.FirstOpen(now, options.Value) is { } firstOpen
            ? await OpenDays.CountDueAsync(session, firstOpen, now, cancellation)
            : 0;
        await using var command = new NpgsqlCommand(
            $"""
            select coalesce(sum(days), 0)::bigint, coalesce(sum(samples), 0)::bigint, coalesce(sum(bytes), 0)::bigint, min(day), max(day),
                (select count(*) from {ArchiveTables.Restored} r
                    where r.until > $1 and exists (select 1 from {ArchiveTables.Parts} a where a.stream_id = r.stream_id)),
                (select count(*) from {ArchiveTables.Restored} r where r.until > $1),
                (select coalesce(sum(ven_days), 0)::bigint from {ArchiveTables.Deleted}),
                (select coalesce(sum(samples), 0)::bigint from {ArchiveTables.Deleted}),
                (select max(day) from {ArchiveTables.Deleted})
            from (
                select day, count(distinct ven_id) as days, sum(samples) as samples, sum(bytes) as bytes
                from {ArchiveTables.Parts} group by day
            ) d
            """
        )
        {
            Parameters = { new() { Value = now.ToUniversalTime() } },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        await reader.ReadAsync(cancellation);
        var (restoring, asked) = (reader.GetInt64(5), reader.GetInt64(6));
        return new ArchiveView(
            VenDays: reader.GetInt64(0),
            Samples: reader.GetInt64(1),
            Bytes: reader.GetInt64(2),
            OldestDay: await DayAsync(3),
            NewestDay: await DayAsync(4),
            VenDaysDue: due,
            VenDaysRestoring: restoring,
            VenDaysRestored: asked - restoring,
            Deleted: new ArchiveDeleted(reader.GetInt64(7), reader.GetInt64(8), await DayAsync(9))
        );

        async Task<DateOnly?> DayAsync(int column) =>
            await reader.IsDBNullAsync(column, cancellation) ? null : await reader.GetFieldValueAsync<DateOnly>(column, cancellation);
    }
}
