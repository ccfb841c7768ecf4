using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the live read models hold of a VEN's day. It stays when the samples of that day are deleted, and a rebuild takes it as it is.</summary>
/// <param name="Intervals">The VEN's intervals of that day.</param>
/// <param name="Meters">Its meters of events that touch that day.</param>
/// <param name="Live">The VEN as it was when they were deleted.</param>
public sealed record KeptDay(IReadOnlyList<VenInterval> Intervals, IReadOnlyList<MeteredParticipation> Meters, VenLive? Live)
{
    /// <summary>Puts this in the place of whatever was folded of that day.</summary>
    public void AddTo(LiveFold folded, string venId)
    {
        foreach (var interval in Intervals)
        {
            var open = folded.Vens.GetValueOrDefault(venId)?.OpenInterval;
            var before =
                open?.Id == interval.Id ? open : folded.Closed.GetValueOrDefault(interval.Id) ?? VenInterval.Of(venId, interval.Start);
            folded.CountInFleet(before, interval);
            folded.Closed[interval.Id] = interval;
        }
        foreach (var meter in Meters)
            folded.Metered[meter.Id] = meter;
        if (Live is not null)
            folded.Vens[venId] = Newest(folded.Vens.GetValueOrDefault(venId) ?? new VenLive { Id = venId }, Live, folded.Closed);
    }

    /// <summary>What the VEN does now, if its newest sample is among the deleted ones; what newer samples do not say again.</summary>
    private VenLive Newest(VenLive folded, VenLive kept, Dictionary<string, VenInterval> closed)
    {
        var newest = folded with
        {
            HeardAt = new[] { folded.HeardAt, kept.HeardAt }.Max(),
            BatterySoc = folded.BatterySoc ?? kept.BatterySoc,
            Loads = folded.Loads.Count > 0 ? folded.Loads : kept.Loads,
        };
        if (folded.At is null || folded.At < kept.At)
            newest = newest with
            {
                At = kept.At,
                UsedPowerKw = kept.UsedPowerKw,
                ShedPowerKw = kept.ShedPowerKw,
                BatterySoc = kept.BatterySoc,
                Loads = kept.Loads,
                Watch = kept.Watch,
            };
        if (Intervals.Count == 0 || Intervals[^1] is not { } last || last.Start < folded.OpenInterval?.Start)
            return newest;
        if (folded.OpenInterval is { } older && older.Id != last.Id)
            closed.TryAdd(older.Id, older);
        closed.Remove(last.Id);
        return newest with { OpenInterval = last };
    }

    /// <summary>What the read models hold now of a day, by VEN.</summary>
    public static async Task<Dictionary<string, KeptDay>> InReadModelsAsync(
        IQuerySession session,
        string[] venIds,
        DateOnly day,
        CancellationToken cancellation
    )
    {
        var (from, to) = (TelemetryDays.StartOf(day), TelemetryDays.StartOf(day.AddDays(1)));
        var live = (await session.LoadManyAsync<VenLive>(cancellation, venIds)).ToDictionary(v => v.Id);
        var intervals = await session
            .Query<VenInterval>()
            .Where(i => i.VenId.IsOneOf(venIds) && i.Start >= from && i.Start < to)
            .ToListAsync(cancellation);
        // The hour after an event is measured too.
        var since = from - ReturnSums.Watched;
        var eventIds = (await session.EventIdsAsync(e => e.EndTime > since && e.StartTime < to, cancellation)).ToArray();
        var meters = (await session.Query<MeteredParticipation>().Where(m => m.EventId.IsOneOf(eventIds)).ToListAsync(cancellation))
            .Where(m => m.Samples > 0)
            .ToLookup(m => m.VenId);
        var byVen = intervals
            .Concat(live.Values.Select(v => v.OpenInterval).OfType<VenInterval>().Where(i => i.Start >= from && i.Start < to))
            .ToLookup(i => i.VenId);
        return venIds.ToDictionary(
            v => v,
            v => new KeptDay(
                [.. byVen[v].OrderBy(i => i.Start)],
                [.. meters[v].OrderBy(m => m.Id, StringComparer.Ordinal)],
                live.GetValueOrDefault(v) is { } ven ? ven with { Held = [], OpenInterval = null } : null
            )
        );
    }
}
