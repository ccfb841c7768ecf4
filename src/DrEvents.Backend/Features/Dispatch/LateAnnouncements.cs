using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Mqtt;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>
/// Announces events to VENs that could not be told when the others were, and can be now: they came online, were enabled, or the event
/// that left no room for this one is over. Each gets the share that it would have by now; the others keep theirs until the start.
/// </summary>
public sealed class LateAnnouncements(IDocumentStore store, CommandSender sender, TimeProvider clock, ILogger<LateAnnouncements> log)
    : RepeatedWork("Telling VENs that came late of events ahead", Interval, clock, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Looks at every event that was announced and has not begun.</summary>
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var query = store.QuerySession();
        var ahead = await query
            .Query<DrEvent>()
            .Where(e => e.Status == EventStatus.Scheduled && e.DispatchedAnnouncementAt != null)
            .ToListAsync(cancellation);
        foreach (var current in ahead.Where(e => e.DispatchedAnnouncementAt == e.AnnouncedAt).OrderBy(e => e.Rank))
        {
            var untold = await UntoldAsync(query, current, cancellation);
            // What begins before the next look gets its command soon enough.
            if (untold.Count > 0 && current.StartTime > Clock.GetUtcNow() + Interval)
                await AnnounceAsync(current, untold, cancellation);
        }
    }

    private async Task AnnounceAsync(DrEvent current, HashSet<string> untold, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        if (!await Decision.HoldAsync(session, current, cancellation))
            return;
        var candidates = await Fleet.CandidatesAsync(session, current.Targets, current.Rank, cancellation);
        var plan = Allocate.Announced(current.RequestedReductionKw, current.Allocation, candidates);
        var shares = plan.Shares.Where(s => untold.Contains(s.VenId)).ToDictionary(s => s.VenId, s => s.Kw);
        var decision = await Decision.ReadAsync(session, current, cancellation);
        var claims = await Claims.LockAsync(session, decision, [.. shares.Keys], cancellation);
        var now = Clock.GetUtcNow();
        var page = new DispatchPage();
        foreach (var (venId, kw) in shares.Where(s => !IsTold(claims[s.Key], current)))
            page.Add(Reconcile.Decide(venId, Claims.Offered(claims[venId], current, kw), now));
        if (page.HasCommands)
            await page.StoreAndSendAsync(session, sender, cancellation);
    }

    /// <summary>Another node was faster.</summary>
    private static bool IsTold(List<Claim> claims, DrEvent current) =>
        claims.Exists(c => c.Event.Id == current.Id && c.Part is { Status: ParticipationStatus.Announced });

    /// <summary>VENs that the event is meant for, that could be told of it and have something to shed, and that were not told.</summary>
    private static async Task<HashSet<string>> UntoldAsync(IQuerySession session, DrEvent current, CancellationToken cancellation)
    {
        var venIds = (current.Targets?.VenIds ?? []).ToArray();
        var groups = (current.Targets?.Groups ?? []).ToArray();
        string[] word = [VenCapabilities.Announcements];
        var able = session.Query<Ven>().Where(v => v.Online && v.Enabled && !v.Removed && v.Capabilities.Any(c => c.IsOneOf(word)));
        if (current.Targets is not null)
            able = able.Where(v => v.VenId.IsOneOf(venIds) || v.Groups.Any(g => g.IsOneOf(groups)));
        var untold = (await able.Select(v => v.VenId).ToListAsync(cancellation)).ToHashSet();
        untold.ExceptWith(
            await session
                .Query<Participation>()
                .Where(p =>
                    p.EventId == current.Id
                    && p.Status.IsOneOf(ParticipationStatus.Announced, ParticipationStatus.OptedOut, ParticipationStatus.Refused)
                )
                .Select(p => p.VenId)
                .ToListAsync(cancellation)
        );
        var live = await session.LoadManyAsync<VenLive>(cancellation, untold);
        return [.. live.Where(v => v.AvailableKw > 0).Select(v => v.Id)];
    }
}
