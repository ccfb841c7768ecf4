using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry.Archive;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>The windows of sealed baselines: their samples outlive retention, or nobody could make them anew.</summary>
public sealed class SealedSamples : ISealedSamples
{
    /// <summary>A baseline that was carried over rests on a window before the event before.</summary>
    private static readonly TimeSpan Around = TimeSpan.FromDays(2);

    public async Task<ILookup<string, TimeRange>> OfAsync(IQuerySession session, DateOnly day, CancellationToken cancellation)
    {
        var from = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var (to, first, last) = (from.AddDays(1), from - Around, from.AddDays(1) + Around);
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
