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

    /// <summary>The samples of a range; its parameters are those of <see cref="Command"/>.</summary>
    internal const string FromRange = $"""
        from {EventStore.Schema}.mt_events
        where stream_id = any($1) and {LiveAtSql} >= $2 and {LiveAtSql} < $3
        """;

    /// <summary>A VEN's samples from one time, inclusive, to another, exclusive, oldest first.</summary>
    public static async Task<IReadOnlyList<TelemetrySampled>> BetweenAsync(
        IQuerySession session,
        string venId,
        DateTimeOffset start,
        DateTimeOffset end,
        CancellationToken cancellation
    )
    {
        await using var command = Command($"select data {FromRange} order by {LiveAtSql}, version", venId, new TimeRange(start, end));
        return await ReadAsync(session, command, cancellation);
    }

    /// <summary>The newest samples of a range, newest first, and how many the range holds.</summary>
    public static async Task<(IReadOnlyList<TelemetrySampled> Samples, long TotalCount)> NewestAsync(
        IQuerySession session,
        string venId,
        TimeRange range,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var command = Command($"select data {FromRange} order by {LiveAtSql} desc, version desc limit $4", venId, range);
        command.Parameters.Add(new() { Value = limit });
        var samples = await ReadAsync(session, command, cancellation);
        await using var counting = Command($"select count(*) {FromRange}", venId, range);
        return (samples, await CountAsync(session, counting, cancellation));
    }

    /// <summary>A command over a range: its first three parameters are the streams of the range's days, its start and its end.</summary>
    internal static NpgsqlCommand Command(string sql, string venId, TimeRange range) =>
        new(sql)
        {
            Parameters =
            {
                new() { Value = TelemetryStreams.Between(venId, range.Start, range.End).ToArray() },
                new() { Value = Text(range.Start) },
                new() { Value = Text(range.End) },
            },
        };

    /// <summary>The one number that a command selects.</summary>
    internal static async Task<long> CountAsync(IQuerySession session, NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await session.ExecuteReaderAsync(command, cancellation);
        return await reader.ReadAsync(cancellation) ? reader.GetInt64(0) : 0;
    }

    private static async Task<List<TelemetrySampled>> ReadAsync(
        IQuerySession session,
        NpgsqlCommand command,
        CancellationToken cancellation
    )
    {
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
