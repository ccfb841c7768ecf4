using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Faults.Tests.Running;

/// <summary>
/// A subscriber of its own beside the backend. The broker hands a sample on once it has taken it, so what is seen here is what the VENs got
/// a PUBACK for.
/// </summary>
internal sealed class TelemetryWitness(TestClient client) : IAsyncDisposable
{
    /// <summary>Starts to watch.</summary>
    public static async Task<TelemetryWitness> StartAsync(int mqttPort)
    {
        var client = await TestClient.ConnectAsync(mqttPort);
        await client.SubscribeAsync(Topics.Telemetry("+"));
        return new TelemetryWitness(client);
    }

    /// <summary>The times of a VEN's samples, ascending.</summary>
    public IReadOnlyList<DateTimeOffset> TimesOf(string venId) =>
        [
            .. client
                .Messages.Where(m => m.Topic == Topics.Telemetry(venId))
                .Select(m => TelemetrySample.Read(Encoding.UTF8.GetBytes(m.Payload), venId).Value!.At)
                .Distinct()
                .Order(),
        ];

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client.DisposeAsync();
}
