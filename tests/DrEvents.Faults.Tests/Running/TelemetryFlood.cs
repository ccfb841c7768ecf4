using DrEvents.Contracts.Mqtt;
using DrEvents.Faults.Tests.Proof;
using DrEvents.Testing.Mqtt;

namespace DrEvents.Faults.Tests.Running;

/// <summary>A VEN that sends more than a hundred samples a second, so that the backend is always in the middle of storing and projecting something.</summary>
internal sealed class TelemetryFlood : IAsyncDisposable
{
    /// <summary>Its id.</summary>
    public const string VenId = "ven-flood";

    /// <summary>A broker keeps no more than it has room for.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly TestClient _client;
    private readonly Task _sending;
    private volatile bool _isEnough;

    private TelemetryFlood(TestClient client)
    {
        _client = client;
        _sending = SendAsync();
    }

    /// <summary>Begins to send.</summary>
    public static async Task<TelemetryFlood> StartAsync(int mqttPort) => new(await TestClient.ConnectAsync(mqttPort));

    /// <summary>Ends when the broker has taken the last sample.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnough = true;
        await _sending;
        await _client.DisposeAsync();
    }

    private async Task SendAsync()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(Clock.Now.ToUnixTimeMilliseconds());
        while (!_isEnough)
        {
            // A sample is known by its VEN and its time.
            at = at.AddMilliseconds(1);
            var sample = new TelemetrySample
            {
                VenId = VenId,
                At = at,
                UsedPowerKw = 1,
            };
            await _client.PublishAsync(Topics.Telemetry(VenId), sample.ToUtf8());
            await Task.Delay(Pause);
        }
    }
}
