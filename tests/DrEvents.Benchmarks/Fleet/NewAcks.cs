using System.Collections.Concurrent;
using Npgsql;

namespace DrEvents.Benchmarks.Fleet;

/// <summary>
/// Notes when each acknowledgement of an event can be seen by others. It reads only the newest part of the store again and again, so that
/// the watching costs little beside what is watched.
/// </summary>
internal sealed class NewAcks(NpgsqlDataSource database, string eventId)
{
    /// <summary>Transactions commit out of order: so far back something new may show.</summary>
    private const long Overlap = 2_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _visibleAt = new();

    /// <summary>Streams of participations, each with the time at which its acknowledgement was seen first.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> VisibleAt => _visibleAt;

    /// <summary>Watches until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(CancellationToken.None);
        await using var newest = new NpgsqlCommand("select coalesce(max(seq_id), 0) from drevents.mt_events", connection);
        await using var acks = new NpgsqlCommand(
            "select stream_id from drevents.mt_events where seq_id > $1 and type = 'ack_received' and starts_with(stream_id, $2)",
            connection
        );
        var from = acks.Parameters.Add(new NpgsqlParameter<long>());
        acks.Parameters.Add(new NpgsqlParameter<string> { TypedValue = eventId + "/" });
        var seen = (long)(await newest.ExecuteScalarAsync(CancellationToken.None))!;
        while (!cancellation.IsCancellationRequested)
        {
            ((NpgsqlParameter<long>)from).TypedValue = seen - Overlap;
            var next = (long)(await newest.ExecuteScalarAsync(CancellationToken.None))!;
            await using (var reader = await acks.ExecuteReaderAsync(CancellationToken.None))
            {
                var now = DateTimeOffset.UtcNow;
                while (await reader.ReadAsync(CancellationToken.None))
                    _visibleAt.TryAdd(reader.GetString(0), now);
            }
            seen = next;
            await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
