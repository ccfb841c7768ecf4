using System.Security.Claims;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.FleetStats;

/// <summary>Sums over the fleet. A VEN that was removed is in none of them; of one that is offline nobody knows what it uses or could shed.</summary>
public static class FleetFigures
{
    private const double Percent = 100;
    private static readonly double IntervalHours = Interval.Length.TotalHours;

    private sealed record VenRow(string VenId, bool Online, bool Enabled, bool Removed, double RatedLoadKw);

    private sealed record LiveRow(string Id, double? AvailableKw, double UsedPowerKw);

    /// <summary>What is summed up for somebody who is bounded to programmes.</summary>
    /// <param name="VenIds">The VENs of them.</param>
    public sealed record PartOfFleet(IReadOnlyList<string> Programmes, string[] VenIds);

    public static Task<NetworkStats> NetworkAsync(
        IQuerySession session,
        DateTimeOffset now,
        PartOfFleet? part,
        CancellationToken cancellation
    ) => NetworkAsync(session, now, part, running => EventTotals.ReadAsync(session, running, now, cancellation), cancellation);

    /// <param name="part">Of which VENs and events; null for all. Its sums of the past are left out: they are kept of the whole fleet alone.</param>
    /// <param name="totalsOf">Totals of the running events, by id.</param>
    public static async Task<NetworkStats> NetworkAsync(
        IQuerySession session,
        DateTimeOffset now,
        PartOfFleet? part,
        Func<string[], Task<Dictionary<string, EventTotals>>> totalsOf,
        CancellationToken cancellation
    )
    {
        var (vens, live) = await VensAsync(session, part?.VenIds, cancellation);
        var online = vens.FindAll(v => v.Online);
        var availableKw = online.Where(v => v.Enabled).Sum(v => live.GetValueOrDefault(v.VenId)?.AvailableKw ?? 0);
        var running = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        var active = running.Where(e => part is null || (e.Targets?.Programme is { } of && part.Programmes.Contains(of))).ToList();
        var totals = await totalsOf([.. active.Select(e => e.Id)]);
        var (reductionKw, requestedKw) = (totals.Values.Sum(t => t.CurrentReductionKw), active.Sum(e => e.RequestedReductionKw));
        var (averageKw, todayKwh) = part is null ? await PastAsync(session, now, cancellation) : (null, null);
        return new NetworkStats(
            VenCount: vens.Count,
            OnlineVens: online.Count,
            ControllablePowerKw: availableKw,
            RatedLoadKw: vens.Where(v => v.Enabled).Sum(v => v.RatedLoadKw),
            PotentialLoadReductionKw: availableKw,
            HouseholdUsageKw: online.Sum(v => live.GetValueOrDefault(v.VenId)?.UsedPowerKw ?? 0),
            CurrentLoadReductionKw: reductionKw,
            NetworkEfficiency: requestedKw > 0 ? reductionKw / requestedKw * Percent : 0,
            AverageHousePower: averageKw,
            TotalHousePowerToday: todayKwh,
            active.Count,
            now
        );
    }

    private static async Task<(List<VenRow> Vens, Dictionary<string, LiveRow> Live)> VensAsync(
        IQuerySession session,
        string[]? only,
        CancellationToken cancellation
    )
    {
        var vens = only is null
            ? await session.ColumnsAsync<Ven, VenRow, bool>(nameof(Ven.Removed), [false], cancellation)
            : await session.ColumnsAsync<Ven, VenRow, string>(nameof(Ven.VenId), only, cancellation);
        var live = only is null
            ? await session.ColumnsAsync<VenLive, LiveRow>(cancellation)
            : await session.ColumnsAsync<VenLive, LiveRow, string>(nameof(VenLive.Id), only, cancellation);
        return (vens.FindAll(v => !v.Removed), live.ToDictionary(l => l.Id));
    }

    private static async Task<(double? AverageKw, double? TodayKwh)> PastAsync(
        IQuerySession session,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var (hourAgo, midnight) = (now.AddHours(-1), new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));
        var from = hourAgo < midnight ? hourAgo : midnight;
        var intervals = await session.Query<FleetInterval>().Where(i => i.Start >= from && i.Start <= now).ToListAsync(cancellation);
        var hourKw = intervals.Where(i => i.Start >= hourAgo && i.Vens > 0).Select(i => i.UsedKw / i.Vens).ToList();
        var todayKwh = intervals.Where(i => i.Start >= midnight).Sum(i => i.UsedKw * IntervalHours);
        return (hourKw.Count == 0 ? 0 : hourKw.Average(), todayKwh);
    }

    public static async Task<IReadOnlyList<LoadTypeStats>> LoadTypesAsync(IQuerySession session, CancellationToken cancellation)
    {
        var vens = await session.Query<Ven>().Where(v => !v.Removed).ToListAsync(cancellation);
        var live = (await session.Query<VenLive>().ToListAsync(cancellation)).ToDictionary(v => v.Id);
        return
        [
            .. vens.SelectMany(v => LoadsOf(v, live.GetValueOrDefault(v.VenId)))
                .GroupBy(l => l.Type)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new LoadTypeStats(
                    g.Key,
                    g.Count(),
                    g.Sum(l => l.CapacityKw),
                    g.Sum(l => l.AvailableKw),
                    g.Sum(l => l.UsedKw)
                )),
        ];
    }

    private sealed record LoadFigures(string Type, double CapacityKw, double AvailableKw, double UsedKw);

    /// <summary>The loads of a VEN, those that it described and those of which only powers are known. What they can shed adds up to <see cref="VenLive.AvailableKw"/>.</summary>
    private static IEnumerable<LoadFigures> LoadsOf(Ven ven, VenLive? live)
    {
        var powers = (live?.Loads ?? []).ToDictionary(l => l.Id);
        var saysCapability = powers.Values.Any(p => p.ShedKw is not null);
        var ids = ven.Loads.Select(l => l.Id).Union(powers.Keys);
        foreach (var id in ids)
        {
            var load = ven.Loads.FirstOrDefault(l => l.Id == id);
            var power = powers.GetValueOrDefault(id);
            var availableKw = Math.Max(0, (saysCapability ? power?.ShedKw : power?.Kw) ?? 0);
            yield return new LoadFigures(
                load?.Type ?? LoadDescription.TypeUnknown,
                load?.CapacityKw ?? 0,
                ven.Online ? availableKw : 0,
                ven.Online ? power?.Kw ?? 0 : 0
            );
        }
    }
}

public static class GetNetworkStats
{
    /// <summary>Shows the figures of the fleet now.</summary>
    [WolverineGet("/api/stats/network")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<NetworkStats> Get(
        ClaimsPrincipal user,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var part = OfCaller.Programmes(user) is { } own
            ? new FleetFigures.PartOfFleet(own, [.. await session.VensOfAsync(own, cancellation)])
            : null;
        return await FleetFigures.NetworkAsync(session, clock.GetUtcNow(), part, cancellation);
    }
}

public static class GetLoadStats
{
    /// <summary>Shows the figures of the fleet's loads now, by type.</summary>
    [WolverineGet("/api/stats/loads")]
    [Needs(Need.Read)]
    public static Task<IReadOnlyList<LoadTypeStats>> Get(IQuerySession session, CancellationToken cancellation) =>
        FleetFigures.LoadTypesAsync(session, cancellation);
}
