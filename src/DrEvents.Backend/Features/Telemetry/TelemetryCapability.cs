using Marten;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Samples: stored once, read back by time.</summary>
public static class TelemetryCapability
{
    /// <summary>Streams.</summary>
    public static void Configure(StoreOptions store) => store.Events.UseBinarySerializer<TelemetrySampled>(SampleFormat.Instance);
}
