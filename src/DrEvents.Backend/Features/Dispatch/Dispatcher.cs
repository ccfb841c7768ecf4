using System.Collections.Concurrent;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Hosting;
using Marten;

namespace DrEvents.Backend.Features.Dispatch;

/// <summary>Stores what VENs have to be told, in pages, and hands each page to the sender as soon as it is stored.</summary>
public sealed class Dispatcher(IDocumentStore store, CommandSender sender, CommandsFirst commandsFirst, TimeProvider clock)
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
        using var first = commandsFirst.Begin();
        Decision decision;
        List<string> claimed;
        await using (var query = store.QuerySession())
        {
            decision = await Decision.ReadAsync(query, current, cancellation);
            claimed = await ClaimedAsync(query, decision, cancellation);
        }
        foreach (var venIds in claimed.Chunk(PageSize))
        {
            await using var session = store.LightweightSession();
            if (!await Decision.HoldAsync(session, current, cancellation))
                return;
            var claims = await Claims.LockAsync(session, decision, venIds, cancellation);
            var now = clock.GetUtcNow();
            var page = new DispatchPage();
            foreach (var venId in venIds)
                page.Add(Reconcile.Decide(venId, claims[venId], now));
            await page.StoreAndSendAsync(session, sender, cancellation);
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

    private static async Task<List<string>> ClaimedAsync(IQuerySession session, Decision decision, CancellationToken cancellation)
    {
        var current = decision.Event;
        var parts = await session.Query<Participation>().Where(p => p.EventId == current.Id).Select(p => p.VenId).ToListAsync(cancellation);
        var planned = current.IsOver ? [] : decision.VenIds;
        return [.. planned.Concat(parts).Distinct().Where(id => Contracts.VenIds.IsValid(id)).Order(StringComparer.Ordinal)];
    }
}
