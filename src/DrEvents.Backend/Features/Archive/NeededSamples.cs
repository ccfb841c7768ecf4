using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Archive;

/// <summary>The days of events, of the VENs that were told to shed or that they are measured by, and as many before as the longest look-back of a baseline.</summary>
public static class EventDays
{
    /// <summary>Loads come back to what they were, and then some, after the event: that is part of what it did.</summary>
    private const int DaysAfter = 1;

    public static async Task<IReadOnlyList<string>> VensAsync(
        IQuerySession session,
        DateOnly day,
        DateOnly today,
        ArchiveOptions options,
        CancellationToken cancellation
    )
    {
        var begun = await session.Query<DrEvent>().Where(e => e.ActivatedAt != null).ToListAsync(cancellation);
        var eventIds = begun.Where(e => NeedsDay(e, day, today, options)).Select(e => e.Id).ToArray();
        if (eventIds.Length == 0)
            return [];
        var told = await session
            .Query<Participation>()
            .Where(p => p.EventId!.IsOneOf(eventIds) && p.WasToldToShed)
            .Select(p => p.VenId)
            .Distinct()
            .ToListAsync(cancellation);
        var compared = await ControlGroupSealed.ReadAsync(session, eventIds, cancellation);
        return [.. told.Union(compared.Values.SelectMany(c => c.VenIds))];
    }

    public static bool NeedsDay(DrEvent e, DateOnly day, DateOnly today, ArchiveOptions options)
    {
        if (e.ActivatedAt is not { } began)
            return false;
        var first = TelemetryDays.Of(began);
        var last = TelemetryDays.Of(e.EndedAt ?? e.EndTime) is var end && end > first ? end : first;
        return day >= first.AddDays(-options.LookBackDays)
            && day <= last.AddDays(DaysAfter)
            && (options.KeepEventDays == 0 || last >= today.AddDays(-options.KeepEventDays));
    }
}

/// <summary>The windows of sealed baselines: their samples outlive retention, or nobody could make them anew.</summary>
public static class SealedSamples
{
    public static async Task<ILookup<string, TimeRange>> SpansAsync(IQuerySession session, DateOnly day, CancellationToken cancellation)
    {
        var from = TelemetryDays.StartOf(day);
        var (to, first, last) = (from.AddDays(1), from - BaselineSealed.LookBackMax, from.AddDays(1) + BaselineSealed.LookBackMax);
        var events = await session.EventIdsAsync(e => e.ActivatedAt != null && e.EndTime > first && e.StartTime < last, cancellation);
        string[] streams = [.. events.Select(BaselineSealed.StreamOf)];
        var seals = await session.EventsOfAsync(streams, [typeof(BaselineSealed)], cancellation);
        return seals
            .Select(s => s.Data)
            .OfType<BaselineSealed>()
            .Where(b => b.OffsetsMs.Count > 0 && b.WindowEnd > from && b.WindowStart < to)
            .ToLookup(b => b.VenId, b => new TimeRange(b.WindowStart, b.WindowEnd));
    }
}
