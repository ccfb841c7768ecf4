using System.Globalization;
using DrEvents.Backend.Hosting;
using Marten;
using Npgsql;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Reads samples from their streams: a range of one VEN's days, and never more than that.</summary>
public static class SampleReader
{
    /// <summary>A VEN's samples from one time, inclusive, to another, exclusive, by the VEN's clock, oldest first.</summary>
    public static async Task<IReadOnlyList<TelemetrySampled>> BetweenAsync(
        IQuerySession session,
        string venId,
        DateTimeOffset start,
        DateTimeOffset end,
        CancellationToken cancellation
    )
    {
        // Times are stored as text, all of them in UTC, and so sort as text.
        await using var command = new NpgsqlCommand(
            $"""
            select data from {EventStore.Schema}.mt_events
            where stream_id = any($1) and data->>'at' >= $2 collate "C" and data->>'at' < $3 collate "C"
            order by data->>'at' collate "C", version
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
    private static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture);
}
