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
public sealed partial class LateAnnouncements(
    IDocumentStore store,
    CommandSender sender,
    TimeProvider clock,
    ILogger<LateAnnouncements> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e.Message);
            }
        }
    }

    /// <summary>Looks at every event that was announced and has not begun.</summary>
    public async Task LookAsync(CancellationToken cancellation)
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
            if (untold.Count > 0 && current.StartTime > clock.GetUtcNow() + Interval)
                await AnnounceAsync(current, untold, cancellation);
        }
    }

    private async Task AnnounceAsync(DrEvent current, HashSet<string> untold, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await session.HoldAsync(DispatchLocks.Deciding, cancellation);
        if (await session.LockAsync<DrEvent>([current.Id], cancellation) is not [{ } newest] || !newest.IsAsDecided(current))
            return;
        var candidates = await Fleet.CandidatesAsync(session, current.Targets, current.Rank, cancellation);
        var plan = Allocate.Announced(current.RequestedReductionKw, current.Allocation, candidates);
        var shares = plan.Shares.Where(s => untold.Contains(s.VenId)).ToDictionary(s => s.VenId, s => s.Kw);
        var claims = await Claims.LockAsync(session, current, [.. shares.Keys], cancellation);
        var now = clock.GetUtcNow();
        var appends = new StreamAppends();
        var commands = new List<OutgoingCommand>();
        foreach (var (venId, kw) in shares)
        {
            foreach (var (stream, stored) in Reconcile.Decide(venId, Claims.Offered(claims[venId], current, kw), now))
            {
                appends.Add(stream, stored);
                if (stored is CommandDispatched dispatched)
                    commands.Add(OutgoingCommand.From(stream, dispatched));
            }
        }
        if (commands.Count == 0)
            return;
        await appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
        sender.Send(commands);
    }

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

    [LoggerMessage(LogLevel.Warning, "VENs that came late could not be told of events ahead: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);
}
