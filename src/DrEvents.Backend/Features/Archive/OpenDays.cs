using System.Runtime.CompilerServices;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Archive;

/// <summary>
/// Finds the days that are due to be closed. What it costs goes with the number of open days, and not with the history: closed ones are not
/// in its index.
/// </summary>
public static class OpenDays
{
    private const int PageSize = 500;

    /// <summary>A day to which something came within this time is left alone: more may come.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(1);

    private const string Due = $"""
        from {EventStore.Schema}.mt_streams s
        where {ArchiveTables.IsOpen} and {ArchiveTables.DayOfStream} < $1 and s.timestamp < $2
            and not exists (select 1 from {ArchiveTables.Restored} r where r.stream_id = s.id and r.until > $3)
        """;

    /// <summary>The streams of days before the first that stays open, oldest day first.</summary>
    public static async IAsyncEnumerable<string> DueAsync(
        IDocumentStore store,
        DateOnly firstOpen,
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var last = "";
        for (List<string> page; ; last = page[^1])
        {
            page = await PageAsync(store, firstOpen, now, last, cancellation);
            foreach (var stream in page)
                yield return stream;
            if (page.Count < PageSize)
                yield break;
        }
    }

    /// <summary>How many there are.</summary>
    public static async Task<long> CountDueAsync(
        IQuerySession session,
        DateOnly firstOpen,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand($"select count(*) {Due}");
        Add(command, firstOpen, now);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetInt64(0);
    }

    private static async Task<List<string>> PageAsync(
        IDocumentStore store,
        DateOnly firstOpen,
        DateTimeOffset now,
        string after,
        CancellationToken cancellation
    )
    {
        await using var session = store.QuerySession();
        await using var command = new NpgsqlCommand(
            $"""
            select s.id {Due} and ({ArchiveTables.DayOfStream}, s.id collate "C") > (right($4, 10), $4)
            order by {ArchiveTables.DayOfStream}, s.id collate "C" limit {PageSize}
            """
        );
        Add(command, firstOpen, now);
        command.Parameters.Add(new NpgsqlParameter { Value = after });
        var page = new List<string>(PageSize);
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            page.Add(reader.GetString(0));
        return page;
    }

    private static void Add(NpgsqlCommand command, DateOnly firstOpen, DateTimeOffset now)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = TelemetryDays.Name(firstOpen) });
        command.Parameters.Add(new NpgsqlParameter { Value = now - Quiet });
        command.Parameters.Add(new NpgsqlParameter { Value = now });
    }
}
