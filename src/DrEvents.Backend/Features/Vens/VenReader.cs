using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Features.Live;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using Marten;

namespace DrEvents.Backend.Features.Vens;

/// <summary>Puts together what clients see of VENs.</summary>
public static class VenReader
{
    /// <summary>A registered VEN; null when there is none, or it was removed.</summary>
    public static async Task<Ven?> FindAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) && await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false } ven ? ven : null;

    /// <summary>One VEN as clients see it.</summary>
    public static async Task<VenView> ViewAsync(IQuerySession session, Ven ven, CancellationToken cancellation) =>
        (await ViewsAsync(session, [ven], cancellation))[0];

    /// <summary>VENs as clients see them, in the order given: three queries, whatever their number.</summary>
    public static async Task<List<VenView>> ViewsAsync(IQuerySession session, IReadOnlyList<Ven> vens, CancellationToken cancellation)
    {
        var ids = vens.Select(v => v.VenId).ToArray();
        var live = (await session.LoadManyAsync<VenLive>(cancellation, ids)).ToDictionary(v => v.Id);
        var holding = await HoldingAsync(session, ids, cancellation);
        return [.. vens.Select(v => View(v, live.GetValueOrDefault(v.VenId), holding.GetValueOrDefault(v.VenId)))];
    }

    /// <summary>The loads of a VEN as clients see them.</summary>
    public static IReadOnlyList<LoadView> Loads(Ven ven, VenLive? live)
    {
        var powers = (live?.Loads ?? []).ToDictionary(l => l.Id);
        return
        [
            .. ven.Loads.Select(l =>
            {
                var power = powers.GetValueOrDefault(l.Id);
                // An old VEN describes nothing but ids: what a load draws is then all that is known of what it could give.
                var shedKw = power?.ShedKw ?? (power is null ? 0 : Math.Max(0, power.Kw));
                return new LoadView(l.Id, l.Name, l.Type, l.CapacityKw ?? 0, shedKw, power?.Kw ?? 0, l.Enabled ?? true, l.Priority);
            }),
        ];
    }

    /// <summary>Status as clients see it.</summary>
    public static string StatusOf(Ven ven) =>
        !ven.Enabled ? "disabled"
        : ven.Online ? "online"
        : "offline";

    private static VenView View(Ven ven, VenLive? live, Participation? holding) =>
        new(
            ven.VenId,
            ven.DisplayName,
            StatusOf(ven),
            ven.Location,
            new VenMetrics(live?.UsedPowerKw ?? 0, live?.AvailableKw ?? 0, holding?.EventId, ShedLoads(holding)),
            ven.CreatedAt,
            live?.HeardAt,
            ven.Groups,
            Loads(ven, live)
        );

    private static IReadOnlyList<string> ShedLoads(Participation? holding) => holding?.CurtailedIds ?? [];

    private static async Task<Dictionary<string, Participation>> HoldingAsync(
        IQuerySession session,
        string[] venIds,
        CancellationToken cancellation
    )
    {
        var held = await session
            .Query<Participation>()
            .Where(p =>
                p.VenId.IsOneOf(venIds) && p.EventId != null && p.Status.IsOneOf(ParticipationStatus.Pending, ParticipationStatus.Shedding)
            )
            .ToListAsync(cancellation);
        return held.GroupBy(p => p.VenId).ToDictionary(g => g.Key, g => g.First());
    }
}
