using System.Collections.Concurrent;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Names of locks on the dispatch.</summary>
public static class DispatchLocks
{
    /// <summary>Held by whoever decides what VENs are told, so that two events never decide on one VEN at once.</summary>
    public const string Deciding = "dispatch/deciding";
}

/// <summary>Stores what VENs have to be told, in pages, and hands each page to the sender as soon as it is stored.</summary>
public sealed class Dispatcher(IDocumentStore store, CommandSender sender, TimeProvider clock)
{
    /// <summary>VENs decided on in one transaction: the first VEN does not wait for the last.</summary>
    private const int PageSize = 500;

    private readonly ConcurrentDictionary<(string Id, string Status, int Revision, DateTimeOffset? AnnouncedAt), Lazy<Task>> _running =
        new();

    /// <summary>
    /// Brings every VEN that the event claims, or claimed, to what the event wants of it now. The same decision asked for again meanwhile
    /// is waited for, and not carried out twice.
    /// </summary>
    public async Task ReconcileAsync(DrEvent current, CancellationToken cancellation)
    {
        var decision = (current.Id, current.Status, current.Revision, current.AnnouncedAt);
        var running = _running.GetOrAdd(decision, _ => new Lazy<Task>(() => ReconcileAllAsync(current, cancellation)));
        try
        {
            await running.Value;
        }
        finally
        {
            _running.TryRemove(KeyValuePair.Create(decision, running));
        }
    }

    private async Task ReconcileAllAsync(DrEvent current, CancellationToken cancellation)
    {
        foreach (var page in (await ClaimedAsync(current, cancellation)).Chunk(PageSize))
        {
            await using var session = store.LightweightSession();
            await session.HoldAsync(DispatchLocks.Deciding, cancellation);
            // Changed or ended meanwhile, it has another step that is due by itself.
            if (await session.LockAsync<DrEvent>([current.Id], cancellation) is not [{ } newest] || !newest.IsAsDecided(current))
                return;
            var claims = await Claims.LockAsync(session, current, page, cancellation);
            var now = clock.GetUtcNow();
            var appends = new StreamAppends();
            var commands = new List<OutgoingCommand>();
            foreach (var venId in page)
            {
                foreach (var (stream, stored) in Reconcile.Decide(venId, claims[venId], now))
                {
                    appends.Add(stream, stored);
                    if (stored is CommandDispatched dispatched)
                        commands.Add(OutgoingCommand.From(stream, dispatched));
                }
            }
            await appends.AppendToAsync(session, cancellation);
            await session.SaveChangesAsync(cancellation);
            sender.Send(commands);
        }
    }

    /// <summary>Stores one direct command and hands it to the sender.</summary>
    public async Task DispatchAsync(string venId, CommandDispatched command, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var stream = Participation.StreamOf(command.CorrelationId, venId);
        session.Events.Append(stream, command);
        await session.SaveChangesAsync(cancellation);
        sender.Send([OutgoingCommand.From(stream, command)]);
    }

    private async Task<List<string>> ClaimedAsync(DrEvent current, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var parts = await session.Query<Participation>().Where(p => p.EventId == current.Id).Select(p => p.VenId).ToListAsync(cancellation);
        var planned =
            !current.IsOver && current.Decided is { } plan
                ? plan.Shares.Select(s => s.VenId).Concat(plan.Skipped.Select(s => s.VenId))
                : [];
        return [.. planned.Concat(parts).Distinct().Where(id => Contracts.VenIds.IsValid(id)).Order(StringComparer.Ordinal)];
    }
}
