using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Live;

public static class LiveVenFigures
{
    public static async Task<VenFigures> OfAsync(IQuerySession session, Ven ven, DateTimeOffset now, CancellationToken cancellation) =>
        (await ManyAsync(session, [ven], now, cancellation))[0];

    public static async Task<List<VenFigures>> ManyAsync(
        IQuerySession session,
        IReadOnlyList<Ven> vens,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var ids = vens.Select(v => v.VenId).ToArray();
        var live = (await session.LoadManyAsync<VenLive>(cancellation, ids)).ToDictionary(v => v.Id);
        var held = await session
            .Query<Participation>()
            .Where(p =>
                p.VenId.IsOneOf(ids) && p.EventId != null && p.Status.IsOneOf(ParticipationStatus.Pending, ParticipationStatus.Shedding)
            )
            .ToListAsync(cancellation);
        var holding = held.Where(p => !p.IsReady(now)).GroupBy(p => p.VenId).ToDictionary(g => g.Key, g => g.First());
        return [.. vens.Select(Of)];

        VenFigures Of(Ven ven)
        {
            var (powers, holder) = (live.GetValueOrDefault(ven.VenId), holding.GetValueOrDefault(ven.VenId));
            var metrics = new VenMetrics(powers?.UsedPowerKw ?? 0, powers?.AvailableKw ?? 0, holder?.EventId, holder?.CurtailedIds ?? []);
            return new VenFigures(metrics, powers?.HeardAt, Loads(ven, powers));
        }
    }

    public static IReadOnlyList<LoadView> Loads(Ven ven, VenLive? live)
    {
        var powers = (live?.Loads ?? []).ToDictionary(l => l.Id);
        return
        [
            .. ven.Loads.Select(l =>
            {
                var power = powers.GetValueOrDefault(l.Id);
                var shedKw = power is null ? 0 : LoadDescription.ShedKw(power.ShedKw, power.Kw);
                var type = l.Type ?? LoadDescription.TypeUnknown;
                return new LoadView(l.Id, l.Name, type, l.CapacityKw ?? 0, shedKw, power?.Kw ?? 0, l.Enabled ?? true, l.Priority);
            }),
        ];
    }
}
