using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Telemetry.Archive;

namespace DrEvents.Backend.Features.Live;

/// <summary>What the live read models hold of a VEN's day. It stays when the samples of that day are deleted, and a rebuild takes it as it is.</summary>
/// <param name="Intervals">The VEN's intervals of that day.</param>
/// <param name="Meters">Its meters of events that touch that day.</param>
/// <param name="Live">The VEN as it was when they were deleted.</param>
public sealed record KeptDay(IReadOnlyList<VenInterval> Intervals, IReadOnlyList<MeteredParticipation> Meters, VenLive? Live)
{
    /// <summary>What is kept of a VEN, the oldest day first.</summary>
    public static async Task<List<KeptDay>> OfAsync(IQuerySession session, string venId, CancellationToken cancellation)
    {
        var json = session.DocumentStore.Options.Serializer();
        var days = new List<KeptDay>();
        foreach (var text in await session.KeptDaysAsync(venId, cancellation))
        {
            using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
            days.Add(json.FromJson<KeptDay>(content));
        }
        return days;
    }

    /// <summary>Puts this in the place of whatever was folded of that day.</summary>
    internal void AddTo(LiveDocuments folded, string venId)
    {
        foreach (var interval in Intervals)
        {
            var name = Interval.Name(interval.Start);
            var open = folded.Vens.GetValueOrDefault(venId)?.OpenInterval;
            var before =
                open?.Id == interval.Id ? open : folded.Closed.GetValueOrDefault(interval.Id) ?? VenInterval.Of(venId, interval.Start);
            var fleet = folded.Fleet.GetValueOrDefault(name) ?? new FleetInterval { Id = name, Start = interval.Start };
            folded.Fleet[name] = fleet.After(before, interval);
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
            };
        if (newest.HeardAt is null || newest.HeardAt < kept.HeardAt)
            newest = newest with { HeardAt = kept.HeardAt };
        if (Intervals.Count == 0 || Intervals[^1] is not { } last || last.Start < folded.OpenInterval?.Start)
            return newest;
        if (folded.OpenInterval is { } older && older.Id != last.Id)
            closed.TryAdd(older.Id, older);
        closed.Remove(last.Id);
        return newest with { OpenInterval = last };
    }
}

/// <summary>Reads what has to be kept of days that are deleted.</summary>
public sealed class DaysInReadModels : IDaysInReadModels
{
    public async Task<bool> AreCompleteAsync(IQuerySession session, CancellationToken cancellation) =>
        await LiveReadiness.SinceAsync(session, cancellation) is null;

    public async Task<IReadOnlyDictionary<string, string>> OfAsync(
        IQuerySession session,
        IReadOnlyList<ClosedDay> days,
        CancellationToken cancellation
    )
    {
        string[] venIds = [.. days.Select(d => d.VenId)];
        var from = new DateTimeOffset(days[0].Day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        var to = from.AddDays(1);
        var live = (await session.LoadManyAsync<VenLive>(cancellation, venIds)).ToDictionary(v => v.Id);
        var intervals = await session
            .Query<VenInterval>()
            .Where(i => i.VenId.IsOneOf(venIds) && i.Start >= from && i.Start < to)
            .ToListAsync(cancellation);
        var events = await session
            .Query<DrEvent>()
            .Where(e => e.EndTime > from && e.StartTime < to)
            .Select(e => e.Id)
            .ToListAsync(cancellation);
        var eventIds = events.ToArray();
        var meters = (await session.Query<MeteredParticipation>().Where(m => m.EventId.IsOneOf(eventIds)).ToListAsync(cancellation))
            .Where(m => m.Samples > 0)
            .ToLookup(m => m.VenId);
        var byVen = intervals
            .Concat(live.Values.Select(v => v.OpenInterval).OfType<VenInterval>().Where(i => i.Start >= from && i.Start < to))
            .ToLookup(i => i.VenId);
        var json = session.DocumentStore.Options.Serializer();
        return days.ToDictionary(
            d => d.Stream,
            d =>
                json.ToCleanJson(
                    new KeptDay(
                        [.. byVen[d.VenId].OrderBy(i => i.Start)],
                        [.. meters[d.VenId].OrderBy(m => m.Id, StringComparer.Ordinal)],
                        live.GetValueOrDefault(d.VenId) is { } ven ? ven with { Held = [], OpenInterval = null } : null
                    )
                )
        );
    }
}
