using System.Buffers;
using System.Collections.Concurrent;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Benchmarks.Dispatch;

/// <summary>Reads the VENs' own samples off the broker and notes which is the first to show the share that the VEN was asked for.</summary>
internal sealed class LoadWatch : IAsyncDisposable
{
    /// <summary>Part of its share from which a VEN's load counts as down.</summary>
    private const double ShareMin = 0.9;

    private readonly ConcurrentDictionary<(string EventId, string VenId), DateTimeOffset> _downAt = new();
    private LoadClient? _client;

    public static async Task<LoadWatch> StartAsync(int port, CancellationToken cancellation)
    {
        var watch = new LoadWatch();
        watch._client = await LoadClient.ConnectAsync(port, watch.Received, Topics.Telemetry("+"), cancellation);
        return watch;
    }

    /// <summary>When the VEN measured that its load is down, by its clock; null while it has not.</summary>
    public DateTimeOffset? DownAt(string eventId, string venId) => _downAt.TryGetValue((eventId, venId), out var at) ? at : null;

    private void Received(string topic, ReadOnlySequence<byte> payload)
    {
        if (
            TelemetrySample.Read(payload.ToArray(), Topics.Parse(topic).VenId).TryGet(out var sample, out _)
            && sample is { EventId: { } eventId, RequestedReductionKw: { } requestedKw }
            && sample.ShedPowerKw >= requestedKw * ShareMin
        )
            _downAt.TryAdd((eventId, sample.VenId), sample.At);
    }

    public ValueTask DisposeAsync() => _client!.DisposeAsync();
}
