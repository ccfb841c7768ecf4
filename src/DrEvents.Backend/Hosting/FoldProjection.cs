using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Keeps one document per stream, as the fold of that stream. A batch of events is folded with one read of all documents that it touches
/// and one write of those that changed, whatever the number of streams: a thousand acknowledgements cost two statements and not two thousand.
/// </summary>
/// <typeparam name="T">The document, whose id is the stream's name.</typeparam>
/// <param name="concerns">Whether an event is folded here.</param>
/// <param name="idOf">The document's id.</param>
/// <param name="fold">The state after one more event; null while there is none.</param>
public abstract class FoldProjection<T>(Func<IEvent, bool> concerns, Func<T, string> idOf, Func<T?, string, object, T?> fold) : IProjection
    where T : class
{
    /// <inheritdoc />
    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var mine = events.Where(e => e.StreamKey is not null && concerns(e)).ToList();
        if (mine.Count == 0)
            return;
        var ids = mine.Select(e => e.StreamKey!).Distinct().ToArray();
        var states = (await operations.LoadManyAsync<T>(cancellation, ids)).ToDictionary(idOf);
        var changed = new Dictionary<string, T>();
        foreach (var e in mine)
        {
            var before = states.GetValueOrDefault(e.StreamKey!);
            if (fold(before, e.StreamKey!, e.Data) is { } next && !ReferenceEquals(before, next))
                states[e.StreamKey!] = changed[e.StreamKey!] = next;
        }
        operations.StoreAll(changed.Values, idOf);
    }
}
