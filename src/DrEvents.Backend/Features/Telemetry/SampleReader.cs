using System.Globalization;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Reads samples from their streams: a range of one VEN's days, and never more than that.</summary>
public static class SampleReader
{
    /// <summary>
    /// <see cref="TelemetrySampled.LiveAt"/> in SQL. Times are stored as text, all of them in UTC, and so sort as text.
    /// </summary>
    public const string LiveAtSql =
        $"""(case when data->'flags' ? '{SampleFlags.Future}' then data->>'receivedAt' else data->>'at' end) collate "C" """;

    /// <summary>A VEN's samples from one time, inclusive, to another, exclusive, oldest first.</summary>
    public static async Task<IReadOnlyList<TelemetrySampled>> BetweenAsync(
        IQuerySession session,
        string venId,
        DateTimeOffset start,
        DateTimeOffset end,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select data from {EventStore.Schema}.mt_events
            where stream_id = any($1) and {LiveAtSql} >= $2 and {LiveAtSql} < $3
            order by {LiveAtSql}, version
            """
        )
        {
            Parameters =
            {
                new() { Value = TelemetryStreams.Between(venId, start, end).ToArray() },
                new() { Value = Text(start) },
                new() { Value = Text(end) },
            },
        };
        var json = session.DocumentStore.Options.Serializer();
        var samples = new List<TelemetrySampled>();
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        while (await reader.ReadAsync(cancellation))
            samples.Add(await json.FromJsonAsync<TelemetrySampled>(reader, 0, cancellation));
        return samples;
    }

    /// <summary>A time as the serializer writes it.</summary>
    public static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
