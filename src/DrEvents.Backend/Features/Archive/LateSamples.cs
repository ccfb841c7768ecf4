using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Archive;

/// <summary>
/// Samples of days that may be closed, in a batch that comes in. Their streams are locked first, so that no day is closed or opened while
/// the batch is decided on; a repeat is found in the archive, and what is new opens its day again.
/// </summary>
public static class LateSamples
{
    /// <summary>Whether the day of this time may be closed. Days are closed when they are older than a whole day at least.</summary>
    public static bool MayBeClosed(DateTimeOffset at, DateTimeOffset now) => TelemetryDays.Of(at) < TelemetryDays.Of(now);

    /// <summary>Locks the streams, in the order of their names as all writers do, before anything of them is read.</summary>
    public static async Task LockAsync(IDocumentSession session, string[] streams, CancellationToken cancellation)
    {
        await session.BeginTransactionAsync(cancellation);
        await using var command = new NpgsqlCommand(
            $"select 1 from {EventStore.Schema}.mt_streams where id = any($1) order by id collate \"C\" for update"
        )
        {
            Parameters = { new() { Value = streams } },
        };
        await session.ExecuteAsync(command, cancellation);
    }

    /// <summary>The ids of all samples of these streams that are in the archive.</summary>
    public static async Task<HashSet<Guid>> ArchivedIdsAsync(IDocumentSession session, string[] streams, CancellationToken cancellation)
    {
        var ids = new HashSet<Guid>();
        foreach (var part in await ArchivedDays.PartsAsync(session, streams, cancellation))
            ids.UnionWith((await ArchivedDays.RowsAsync(session, part, cancellation)).Select(r => r.Id));
        return ids;
    }

    /// <summary>Opens those of the streams that are closed; they are closed again, with what came late, when they are quiet.</summary>
    public static async Task OpenAsync(IDocumentSession session, string[] streams, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"update {EventStore.Schema}.mt_streams set is_archived = false where id = any($1) and is_archived"
        )
        {
            Parameters = { new() { Value = streams } },
        };
        await session.ExecuteAsync(command, cancellation);
    }
}
