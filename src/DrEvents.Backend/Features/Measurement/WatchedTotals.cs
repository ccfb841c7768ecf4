using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Totals of the events that somebody watches, added up a few times a second, however many watch.</summary>
public sealed class WatchedTotals
{
    /// <summary>Between two additions, at least; an answer is older than the store by no more than a pause and an addition.</summary>
    private static readonly TimeSpan PauseShortest = TimeSpan.FromMilliseconds(200);
    private const int PausesPerAddition = 5;
    private readonly Watched<EventTotals> _watched;

    public WatchedTotals(IDocumentStore store, EndedTotals ended, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        _watched = new(ReadAsync, _ => PauseShortest, PausesPerAddition, clock, lifetime.ApplicationStopping);

        async Task<EventTotals> ReadAsync(string eventId, CancellationToken cancellation)
        {
            await using var session = store.QuerySession();
            if (await session.LoadAsync<DrEvent>(eventId, cancellation) is { IsOver: true } over)
                return await ended.OfAsync(over, cancellation);
            var totals = await EventTotals.ReadAsync(session, [eventId], clock.GetUtcNow(), cancellation);
            return totals.GetValueOrDefault(eventId, EventTotals.None);
        }
    }

    public Task<EventTotals> OfAsync(string eventId, CancellationToken cancellation) => _watched.OfAsync(eventId, cancellation);

    /// <summary>Those of several events, by id; of one that nobody has watched yet they are added up first.</summary>
    public async Task<Dictionary<string, EventTotals>> OfManyAsync(IEnumerable<string> eventIds, CancellationToken cancellation)
    {
        var all = eventIds.Select(async id => (Id: id, Totals: await OfAsync(id, cancellation)));
        return (await Task.WhenAll(all)).ToDictionary(t => t.Id, t => t.Totals);
    }
}
