using DrEvents.Backend.Features.Telemetry;
using DrEvents.Testing;
using Npgsql;

namespace DrEvents.Faults.Tests.Running;

/// <summary>What the event store holds, read without the backend's help.</summary>
internal static class StoredTelemetry
{
    /// <summary>Every sample that the broker took from the VEN until now is stored, once.</summary>
    public static async Task HoldsAllAsync(string connectionString, TelemetryWitness witness, string venId)
    {
        var taken = witness.TimesOf(venId);
        IReadOnlyList<DateTimeOffset> stored = [];
        await Eventually.HoldsAsync(
            $"all that {venId} sent is stored",
            async () => !taken.Except(stored = await TimesOfAsync(connectionString, venId)).Any()
        );
        stored.ShouldBeUnique($"samples of {venId} that are stored twice");
    }

    /// <summary>The times of a VEN's stored samples, ascending; a sample that is stored twice is there twice.</summary>
    public static async Task<IReadOnlyList<DateTimeOffset>> TimesOfAsync(string connectionString, string venId)
    {
        // A pool would hand out connections that ended with the server.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select bdata from drevents.mt_events where stream_id like $1", connection)
        {
            Parameters = { new() { Value = $"telemetry/{venId}/%" } },
        };
        var times = new List<DateTimeOffset>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            times.Add(((TelemetrySampled)SampleFormat.Instance.Deserialize(typeof(TelemetrySampled), rows.GetFieldValue<byte[]>(0))).At);
        times.Sort();
        return times;
    }
}
