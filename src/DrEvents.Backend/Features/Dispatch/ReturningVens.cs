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
public sealed partial class ReturningVens(
    IDocumentStore store,
    CommandSender sender,
    Baselines baselines,
    TimeProvider clock,
    ILogger<ReturningVens> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await OfferAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                LogFailed(log, e.Message);
            }
        }
    }

    /// <summary>Looks at every active event.</summary>
    private async Task OfferAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var active = await session.Query<DrEvent>().Where(e => e.Status == EventStatus.Active).ToListAsync(cancellation);
        foreach (var current in active.OrderBy(e => e.Rank))
        {
            if (current.DispatchedRevision >= current.Revision && current.EndTime > clock.GetUtcNow())
                await OfferAsync(current, cancellation);
        }
    }

    private async Task OfferAsync(DrEvent current, CancellationToken cancellation)
    {
        var waiting = await WaitingAsync(current, cancellation);
        if (waiting.Length == 0)
            return;
        await using var session = store.LightweightSession();
        await session.HoldAsync(DispatchLocks.Deciding, cancellation);
        var claims = await Claims.LockAsync(session, current, waiting, cancellation);
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

        var now = clock.GetUtcNow();
        var appends = new StreamAppends();
        var commands = new List<OutgoingCommand>();
        foreach (var share in plan.Shares)
        {
            foreach (var (stream, stored) in Reconcile.Decide(share.VenId, Claims.Offered(claims[share.VenId], current, share.Kw), now))
            {
                appends.Add(stream, stored);
                if (stored is CommandDispatched { Op: CommandOps.ShedPanel } dispatched)
                    commands.Add(OutgoingCommand.From(stream, dispatched));
            }
        }
        if (commands.Count == 0)
            return;
        await appends.AppendToAsync(session, cancellation);
        await session.SaveChangesAsync(cancellation);
        sender.Send(commands);
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

    [LoggerMessage(LogLevel.Warning, "VENs that came back could not be offered their part: {Problem}")]
    private static partial void LogFailed(ILogger log, string problem);
}
