using System.Collections.Concurrent;
using Npgsql;

namespace DrEvents.Benchmarks.Dispatch;

/// <summary>
/// Asks the database again and again which acknowledgements other transactions can see, and notes when each was seen first. So a time is
/// late by at most one question.
/// </summary>
internal sealed class AckWatch(NpgsqlDataSource database, string eventId)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _visibleAt = new();

    /// <summary>Streams of participations, each with the time at which its first acknowledgement was seen.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> VisibleAt => _visibleAt;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        // A range of names that begin with the event's, so that the index on streams answers.
        await using var command = new NpgsqlCommand(
            """
            select stream_id from drevents.mt_events
            where stream_id > $1 and stream_id < $2 and type = 'ack_received' and not stream_id = any($3)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = eventId + "/" },
                new() { Value = eventId + "0" },
                new() { Value = Array.Empty<string>() },
            },
        };
        while (!cancellation.IsCancellationRequested)
        {
            command.Parameters[2].Value = _visibleAt.Keys.ToArray();
            await using (var reader = await command.ExecuteReaderAsync(CancellationToken.None))
            {
                var now = DateTimeOffset.UtcNow;
                while (await reader.ReadAsync(CancellationToken.None))
                    _visibleAt.TryAdd(reader.GetString(0), now);
            }
            await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
