using System.Diagnostics;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Mqtt;
using DrEvents.Benchmarks.Surroundings;

namespace DrEvents.Benchmarks.Sustained;

/// <summary>
/// Publishes as fast as the backend commits: never more than a bound ahead of the store. The broker acknowledges whatever it can keep in
/// memory, so without the bound the run would measure the broker's memory.
/// </summary>
internal sealed class FullSpeed(Bed bed, PublisherGroup load, SampleTemplates templates)
{
    /// <summary>Samples that are under way: several of the backend's batches, so that it never waits for the load.</summary>
    private const int AheadMax = 8_000;

    private const int Portion = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private long _published;

    public SampleTemplates Templates => templates;

    /// <summary>Publishes for so long, waits until all of it is committed, and counts.</summary>
    public async Task<(long Published, long Stored)> PublishAsync(TimeSpan time, CancellationToken cancellation)
    {
        var progress = await Progress.BeginAsync(bed, cancellation);
        var published = 0;
        for (var begin = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begin) < time; )
        {
            if (published + Portion - await progress.NumberedAsync(cancellation) > AheadMax)
            {
                await Task.Delay(Pause, cancellation);
                continue;
            }
            var now = DateTimeOffset.UtcNow;
            var portion = Enumerable.Range(0, Portion).Select(i => templates.Sample(_published + i, now)).ToList();
            await load.PublishAsync(portion, cancellation);
            published += Portion;
            _published += Portion;
        }
        await progress.CommittedAsync(published, cancellation);
        return (published, await progress.CountAsync(cancellation));
    }
}
