using System.Diagnostics;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Reporting;

namespace DrEvents.Benchmarks.Loaded;

/// <summary>Samples of many VENs that are published at a steady rate.</summary>
internal static class SteadySamples
{
    private const string FloorTopic = "floor/samples";
    private const int FloorBursts = 3;
    private const int CommandBytes = 500;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>Publishes until cancelled.</summary>
    /// <param name="load">The connections to publish by.</param>
    /// <param name="samples">What is published.</param>
    /// <param name="samplesPerS">How many a second, of all VENs together.</param>
    /// <param name="topic">Where all are published; null for each VEN's own topic.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task PublishAsync(
        PublisherGroup load,
        SampleTemplates samples,
        int samplesPerS,
        string? topic,
        CancellationToken cancellation
    )
    {
        var sent = 0L;
        for (var begin = Stopwatch.GetTimestamp(); ; )
        {
            var due = (long)(Stopwatch.GetElapsedTime(begin).TotalSeconds * samplesPerS);
            var now = DateTimeOffset.UtcNow;
            var portion = new List<(string, byte[])>();
            for (; sent < due; sent++)
            {
                var (own, payload) = samples.Sample(sent, now);
                portion.Add((topic ?? own, payload));
            }
            await load.PublishAsync(portion, cancellation);
            await Task.Delay(Beat, cancellation);
        }
    }

    /// <summary>Bursts of as many messages as there are VENs through the broker alone, while samples flow through it to one who ignores them.</summary>
    public static async Task<Latencies> FloorAsync(int port, PublisherGroup load, int vens, int samplesPerS, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var ignored = await LoadClient.ConnectAsync(port, received: null, FloorTopic, cancellation);
        var flowing = PublishAsync(load, new SampleTemplates(vens), samplesPerS, FloorTopic, stop.Token);
        var bursts = await BrokerFloor.BurstsAsync(port, vens, FloorBursts, CommandBytes, cancellation);
        await stop.CancelAsync();
        await flowing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return bursts;
    }
}
