using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>The end of a command's trace: how long it takes until the figures show the sample that shows what came of it.</summary>
public sealed class TracedFigures(IDocumentStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public const string FigureSpan = "drevents figure";
    private const int AtOnceMax = 8;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private int _followed;

    /// <summary>Returns at once. Of many at the same time only some are followed: each looks into the store again and again.</summary>
    public void Follow(ActivityContext sampleTrace, TelemetrySample sample)
    {
        if (Interlocked.Increment(ref _followed) > AtOnceMax)
        {
            Interlocked.Decrement(ref _followed);
            return;
        }
        var span = Tracing.Beside(FigureSpan, ActivityKind.Internal, sampleTrace, clock.GetUtcNow());
        // Its own queries are no part of any trace.
        using var _ = ExecutionContext.SuppressFlow();
        Task.Run(() => FollowAsync(span, sample, lifetime.ApplicationStopping));
    }

    private async Task FollowAsync(Activity? span, TelemetrySample sample, CancellationToken stopping)
    {
        try
        {
            var begin = clock.GetTimestamp();
            while (clock.GetElapsedTime(begin) < Longest)
            {
                if (await ShownAsync(sample, stopping) is { } shown)
                {
                    span?.SetTag(Tracing.VenId, sample.VenId)
                        .SetTag(Tracing.EventId, sample.EventId)
                        .SetTag("drevents.used_kw", shown.UsedKw);
                    span?.SetTag("drevents.reduction_kw", shown.ReductionKw);
                    return;
                }
                await Task.Delay(Look, clock, stopping);
            }
            span.Fails($"the figures did not show the sample within {Longest.TotalSeconds} s");
        }
        catch (Exception e)
        {
            // A trace that cannot be brought to its end harms nobody.
            span.Fails(e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _followed);
            span?.EndAt(clock.GetUtcNow());
        }
    }

    private async Task<(double UsedKw, double? ReductionKw)?> ShownAsync(TelemetrySample sample, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        if (await session.LoadAsync<VenLive>(sample.VenId, cancellation) is not { At: { } at } live || at < sample.At)
            return null;
        var meter = sample.EventId is { } eventId
            ? await session.LoadAsync<MeteredParticipation>(Participation.StreamOf(eventId, sample.VenId), cancellation)
            : null;
        return (live.UsedPowerKw, meter?.CurrentReductionKw);
    }
}
