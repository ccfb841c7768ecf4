using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Reads sealed baselines from an event's measurement stream.</summary>
public static class BaselineReader
{
    /// <summary>
    /// Adds the VENs whose baselines were sealed after this version of the stream, and returns its version now; their readings are not read.
    /// </summary>
    public static async Task<long> AddSealedAsync(
        IQuerySession session,
        string eventId,
        long version,
        HashSet<string> venIds,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"select version, data->>'venId' from {EventStore.Schema}.mt_events where stream_id = $1 and version > $2 order by version"
        )
        {
            Parameters =
            {
                new() { Value = BaselineSealed.StreamOf(eventId) },
                new() { Value = version },
            },
        };
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            version = reader.GetInt64(0);
            venIds.Add(reader.GetString(1));
        }
        return version;
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
