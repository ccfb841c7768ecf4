using System.Collections.Concurrent;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Backend.Features.Streams;

/// <summary>
/// Totals of the listed events that are over, kept while somebody listens. In the hour in which their VENs come back every reading changes them, and they
/// are costly to add up: that is done beside what is told of running events, which must not wait for it.
/// </summary>
public sealed class OverTotals(IDocumentStore store, EndedTotals ended)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, EventTotals> _known = new(StringComparer.Ordinal);

    /// <summary>Those of the events, and of no others from now on; what is not known yet is added up first. Not for several at a time.</summary>
    public async Task<Dictionary<string, EventTotals>> OfAsync(IReadOnlyList<DrEvent> over, CancellationToken cancellation)
    {
        var unknown = over.Where(e => !_known.ContainsKey(e.Id)).ToList();
        if (unknown.Count > 0)
            Keep(unknown, await ended.OfAllAsync(unknown, cancellation));
        foreach (var gone in _known.Keys.Except(over.Select(e => e.Id)).ToList())
            _known.TryRemove(gone, out _);
        return over.ToDictionary(e => e.Id, e => _known.GetValueOrDefault(e.Id, EventTotals.None));
    }

    /// <summary>Adds them up again, where anything changed.</summary>
    public async Task<TimeSpan> ReadAgainAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var over = await session.LoadManyAsync<DrEvent>(cancellation, _known.Keys);
        Keep(over.Where(e => _known.ContainsKey(e.Id)), await ended.OfAllAsync([.. over], cancellation));
        return Every;
    }

    public void Forget() => _known.Clear();

    private void Keep(IEnumerable<DrEvent> over, Dictionary<string, EventTotals> totals)
    {
        foreach (var state in over)
            _known[state.Id] = totals.GetValueOrDefault(state.Id, EventTotals.None);
    }
}
