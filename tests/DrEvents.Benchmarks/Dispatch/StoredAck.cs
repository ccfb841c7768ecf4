using Npgsql;

namespace DrEvents.Benchmarks.Dispatch;

/// <summary>One participation as its stream tells it.</summary>
/// <param name="Stream">Its name, <c>evt-…/{venId}</c>.</param>
/// <param name="VenId">The VEN.</param>
/// <param name="AcceptedAt">When the broker took the command.</param>
/// <param name="ReceivedAt">When the backend received the acknowledgement.</param>
internal sealed record StoredAck(string Stream, string VenId, DateTimeOffset AcceptedAt, DateTimeOffset ReceivedAt)
{
    /// <summary>All participations of an event that were answered.</summary>
    public static async Task<List<StoredAck>> ReadAsync(NpgsqlDataSource database, string eventId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(
            """
            select stream_id,
                   min(coalesce(data->>'acceptedAt', data->>'at')::timestamptz),
                   min((data->>'receivedAt')::timestamptz) filter (where type = 'ack_received')
            from drevents.mt_events
            where stream_id > $1 and stream_id < $2 and type in ('command_accepted', 'ack_received')
            group by stream_id having bool_or(type = 'ack_received')
            """
        );
        command.Parameters.Add(new() { Value = eventId + "/" });
        command.Parameters.Add(new() { Value = eventId + "0" });
        var acks = new List<StoredAck>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var stream = reader.GetString(0);
            acks.Add(
                new StoredAck(
                    stream,
                    stream[(eventId.Length + 1)..],
                    reader.GetFieldValue<DateTimeOffset>(1),
                    reader.GetFieldValue<DateTimeOffset>(2)
                )
            );
        }
        return acks;
    }
}
