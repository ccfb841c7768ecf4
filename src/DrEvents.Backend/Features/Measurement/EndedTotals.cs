using System.Data;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Totals of events that are over: added up once, kept, and added up anew only when something came that changes them.</summary>
public sealed class EndedTotals(IDocumentStore store, TimeProvider clock)
{
    /// <summary>So many are made and kept for one that asks for many; the others are only added up, and made for those that ask next.</summary>
    private const int MadeMax = 3;

    /// <summary>Who asks while somebody makes the same waits for that; of an event there is one turn, and several events share it.</summary>
    private const int Turns = 64;

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Turns).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Those of one event, with how its VENs came back.</summary>
    public async Task<EventTotals> OfAsync(DrEvent over, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        return Kept(await session.LoadAsync<KeptFigures>(over.Id, cancellation)) ?? await MakeAsync(over, cancellation);
    }

    /// <summary>Those of all, by event; of running ones as they are now.</summary>
    public async Task<Dictionary<string, EventTotals>> OfAllAsync(IReadOnlyCollection<DrEvent> begun, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var now = clock.GetUtcNow();
        var over = begun.Where(e => e.IsOver).ToList();
        var all = new Dictionary<string, EventTotals>();
        foreach (var kept in await session.LoadManyAsync<KeptFigures>(cancellation, over.Select(e => e.Id)))
        {
            if (Kept(kept) is { } totals)
                all.Add(kept.Id, totals);
        }
        foreach (var state in over.Where(e => !all.ContainsKey(e.Id) && IsSettled(e, now)).Take(MadeMax).ToList())
            all.Add(state.Id, await MakeAsync(state, cancellation));
        var others = begun.Select(e => e.Id).Where(id => !all.ContainsKey(id)).ToArray();
        foreach (var (id, totals) in await EventTotals.ReadAsync(session, others, now, cancellation))
            all.Add(id, totals);
        return all;
    }

    /// <summary>What is kept; null where nothing is.</summary>
    public static EventTotals? Kept(KeptFigures? figures) => figures?.Totals.Deserialize<EventTotals>(JsonSerializerOptions.Web);

    /// <summary>While its VENs come back they change with every reading, and are not worth keeping.</summary>
    private static bool IsSettled(DrEvent over, DateTimeOffset now) => over.EndTime < now - ReturnSums.Watched;

    private async Task<EventTotals> MakeAsync(DrEvent over, CancellationToken cancellation)
    {
        // What is not kept, each adds up for itself.
        if (!IsSettled(over, clock.GetUtcNow()))
            return await MakeOnceAsync(over, cancellation);
        var turn = _turns[(uint)StringComparer.Ordinal.GetHashCode(over.Id) % Turns];
        await turn.WaitAsync(cancellation);
        try
        {
            await using var session = store.QuerySession();
            return Kept(await session.LoadAsync<KeptFigures>(over.Id, cancellation)) ?? await MakeOnceAsync(over, cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<EventTotals> MakeOnceAsync(DrEvent over, CancellationToken cancellation)
    {
        var (eventId, now) = (over.Id, clock.GetUtcNow());
        // What changes them after this snapshot changes the same document, and one of both fails: this one, or it waits and has the last word.
        await using var session = store.LightweightSession(IsolationLevel.RepeatableRead);
        await session.BeginTransactionAsync(cancellation);
        var read = await EventTotals.ReadAsync(session, [eventId], now, cancellation);
        var totals = read.GetValueOrDefault(eventId, EventTotals.None) with
        {
            Return = await ReturnTotals.ReadAsync(session, eventId, cancellation),
        };
        if (IsSettled(over, now))
        {
            session.Store(new KeptFigures(eventId, JsonSerializer.SerializeToNode(totals, JsonSerializerOptions.Web)));
            await session.SaveUnlessChangedAsync(cancellation);
        }
        return totals;
    }
}
