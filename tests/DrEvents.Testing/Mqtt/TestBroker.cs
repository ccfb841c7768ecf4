using DrEvents.Local.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Testing.Mqtt;

/// <summary>Embedded brokers for tests.</summary>
public static class TestBroker
{
    /// <summary>The host of every broker for tests.</summary>
    public const string Host = "127.0.0.1";

    /// <summary>Starts a broker on a free port, to be disposed by the test.</summary>
    public static async Task<EmbeddedBroker> StartAsync()
    {
        var broker = new EmbeddedBroker(new EmbeddedBrokerOptions(), NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync();
        return broker;
    }
}
