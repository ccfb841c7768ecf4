using System.Buffers;
using System.Diagnostics;
using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Mqtt;

/// <summary>What the broker alone takes, with nobody behind it who stores anything.</summary>
internal static class BrokerFloor
{
    private const string Topic = "floor/messages";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>From the start of a burst of messages to the arrival of each.</summary>
    public static async Task<Latencies> BurstsAsync(int port, int messages, int bursts, int payloadBytes, CancellationToken cancellation)
    {
        var arrived = new Latencies();
        // The first burst warms up.
        for (var i = 0; i <= bursts; i++)
            await BurstAsync(port, messages, payloadBytes, i == 0 ? new Latencies() : arrived, cancellation);
        return arrived;
    }

    /// <summary>Messages per second from several publishers to one subscriber.</summary>
    public static async Task<double> RateAsync(int port, int publishers, IReadOnlyList<byte[]> payloads, CancellationToken cancellation)
    {
        var left = payloads.Count;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Received(string topic, ReadOnlySequence<byte> payload)
        {
            if (Interlocked.Decrement(ref left) == 0)
                done.TrySetResult();
        }
        await using var subscriber = await LoadClient.ConnectAsync(port, Received, Topic, cancellation);
        await using var load = await PublisherGroup.ConnectAsync(port, publishers, cancellation);
        var begin = Stopwatch.GetTimestamp();
        await load.PublishAsync([.. payloads.Select(p => (Topic, p))], cancellation);
        await done.Task.WaitAsync(Longest, cancellation);
        return payloads.Count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static async Task BurstAsync(int port, int messages, int payloadBytes, Latencies arrived, CancellationToken cancellation)
    {
        var left = messages;
        var begin = long.MaxValue;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Received(string topic, ReadOnlySequence<byte> payload)
        {
            arrived.Add(Stopwatch.GetElapsedTime(Volatile.Read(ref begin)));
            if (Interlocked.Decrement(ref left) == 0)
                done.TrySetResult();
        }
        await using var subscriber = await LoadClient.ConnectAsync(port, Received, Topic, cancellation);
        await using var publisher = await LoadClient.ConnectAsync(port, received: null, filter: null, cancellation);
        var payload = new byte[payloadBytes];
        Volatile.Write(ref begin, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, messages).Select(_ => publisher.PublishAsync(Topic, payload, cancellation)));
        await done.Task.WaitAsync(Longest, cancellation);
    }
}
