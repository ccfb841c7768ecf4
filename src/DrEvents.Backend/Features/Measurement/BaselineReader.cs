using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Reads sealed baselines from an event's measurement stream.</summary>
public static class BaselineReader
{
    /// <summary>The VENs whose baseline is sealed; their readings are not read.</summary>
    public static async Task<HashSet<string>> SealedAsync(IQuerySession session, string eventId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select data->>'venId' from {EventStore.Schema}.mt_events where stream_id = $1")
        {
            Parameters = { new() { Value = BaselineSealed.StreamOf(eventId) } },
        };
        var venIds = new HashSet<string>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            venIds.Add(reader.GetString(0));
        return venIds;
    }

    /// <summary>All baselines of an event, or that of one VEN.</summary>
    public static async Task<IReadOnlyList<BaselineSealed>> AllAsync(
        IQuerySession session,
        string eventId,
        string? venId,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select data from {EventStore.Schema}.mt_events
            where stream_id = $1 and ($2::text is null or data->>'venId' = $2) order by data->>'venId' collate "C"
            """
        )
        {
            Parameters =
            {
                new() { Value = BaselineSealed.StreamOf(eventId) },
                new() { Value = (object?)venId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
            },
        };
        var json = session.DocumentStore.Options.Serializer();
        var all = new List<BaselineSealed>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            all.Add(await json.FromJsonAsync<BaselineSealed>(reader, 0, cancellation));
        return all;
    }

    /// <summary>The baseline of one VEN in one event; null when none was sealed.</summary>
    public static async Task<BaselineSealed?> OfAsync(
        IQuerySession session,
        string eventId,
        string venId,
        CancellationToken cancellation
    ) => await AllAsync(session, eventId, venId, cancellation) is [var one, ..] ? one : null;
}
