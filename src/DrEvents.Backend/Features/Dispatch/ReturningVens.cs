using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Offers VENs that were skipped at the start, and that could take part now, their part of what an active event still misses: they were
/// offline and came back, or the event that held them is over.
/// </summary>
public sealed class ReturningVens(
    IDocumentStore store,
    CommandSender sender,
    Baselines baselines,
    TimeProvider clock,
    ILogger<ReturningVens> log
) : RepeatedWork("Offering VENs that came back their part", Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Looks at every active event.</summary>
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        foreach (var current in active.OrderBy(e => e.Rank))
        {
            if (current.DispatchedRevision >= current.Revision && current.EndTime > Clock.GetUtcNow())
                await OfferAsync(current, cancellation);
        }
    }

    private async Task OfferAsync(DrEvent current, CancellationToken cancellation)
    {
        var waiting = await WaitingAsync(current, cancellation);
        if (waiting.Length == 0)
            return;
        await using var session = store.LightweightSession();
        if (!await Decision.HoldAsync(session, current, cancellation))
            return;
        var claims = await Claims.LockAsync(session, await Decision.ReadAsync(session, current, cancellation), waiting, cancellation);
        var free = waiting.Where(v => IsFree(claims[v], current)).ToList();
        if (free.Count == 0)
            return;
        var live = (await session.LoadManyAsync<VenLive>(cancellation, free)).ToDictionary(v => v.Id);
        var held = await session
            .Query<Participation>()
            .Where(p => p.EventId == current.Id && p.Status.IsOneOf(ParticipationStatus.Pending, ParticipationStatus.Shedding))
            .Select(p => p.RequestedKw)
            .ToListAsync(cancellation);
        var candidates = free.ConvertAll(v => new Candidate(v, Skip: null, live.GetValueOrDefault(v)?.AvailableKw));
        var plan = Allocate.Plan(current.RequestedReductionKw - held.Sum(), current.Allocation, candidates);

        var now = Clock.GetUtcNow();
        var page = new DispatchPage();
        foreach (var share in plan.Shares)
            page.Add(Reconcile.Decide(share.VenId, Claims.Offered(claims[share.VenId], current, share.Kw), now));
        if (!page.HasCommands)
            return;
        await page.StoreAndSendAsync(session, sender, cancellation);
        await baselines.SealAsync(current, cancellation);
    }

    /// <summary>VENs that the event skipped for a reason that has passed by what the VENs' states say.</summary>
    private async Task<string[]> WaitingAsync(DrEvent current, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var skipped = await session
            .Query<Participation>()
            .Where(p => p.EventId == current.Id && p.Status == ParticipationStatus.Skipped)
            .ToListAsync(cancellation);
        var passing = skipped.Where(p => SkipReasons.CanPass(p.Reason)).Select(p => p.VenId).ToList();
        var vens = await session.LoadManyAsync<Ven>(cancellation, passing.Select(Ven.StreamOf));
        return
        [
            .. vens.Where(v => v is { Online: true, Enabled: true, Removed: false }).Select(v => v.VenId).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Not held by an event that goes before this one.</summary>
    private static bool IsFree(List<Claim> claims, DrEvent current) =>
        !claims.Any(c => c.Part is { IsHeld: true } && c.Event.IsActive && c.Event.Rank.CompareTo(current.Rank) < 0);
}
