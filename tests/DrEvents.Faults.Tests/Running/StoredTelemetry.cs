using System.Globalization;
using Npgsql;

namespace DrEvents.Faults.Tests.Running;

/// <summary>What the event store holds, read without the backend's help.</summary>
internal static class StoredTelemetry
{
    /// <summary>The times of a VEN's stored samples, ascending; a sample that is stored twice is there twice.</summary>
    public static async Task<IReadOnlyList<DateTimeOffset>> TimesOfAsync(string connectionString, string venId)
    {
        // A pool would hand out connections that ended with the server.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select data->>'at' from drevents.mt_events where stream_id like $1", connection)
        {
            Parameters = { new() { Value = $"telemetry/{venId}/%" } },
        };
        var times = new List<DateTimeOffset>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            times.Add(DateTimeOffset.Parse(rows.GetString(0), CultureInfo.InvariantCulture));
        times.Sort();
        return times;
    }
}
