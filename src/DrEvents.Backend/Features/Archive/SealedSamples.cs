using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Archive;

/// <summary>The windows of sealed baselines: their samples outlive retention, or nobody could make them anew.</summary>
public static class SealedSamples
{
    /// <summary>By VEN, the spans of time in which they are.</summary>
    public static async Task<ILookup<string, TimeRange>> SpansAsync(IQuerySession session, DateOnly day, CancellationToken cancellation)
    {
        var from = TelemetryDays.StartOf(day);
        var (to, first, last) = (from.AddDays(1), from - BaselineSealed.LookBackMax, from.AddDays(1) + BaselineSealed.LookBackMax);
        var events = await session
            .Query<DrEvent>()
            .Where(e => e.ActivatedAt != null && e.EndTime > first && e.StartTime < last)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var seals = await session.EventsOfAsync([.. events.Select(BaselineSealed.StreamOf)], cancellation);
        return seals
            .Select(s => s.Data)
            .OfType<BaselineSealed>()
            .Where(b => b.OffsetsMs.Count > 0 && b.WindowEnd > from && b.WindowStart < to)
            .ToLookup(b => b.VenId, b => new TimeRange(b.WindowStart, b.WindowEnd));
    }
}
