namespace DrEvents.Backend.Features.Measurement;

/// <summary>Totals of the events that somebody watches, added up a few times a second, however many watch.</summary>
public sealed class WatchedTotals(IDocumentStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    /// <summary>Between two additions, at least; an answer is older than the store by no more than a pause and an addition.</summary>
    private static readonly TimeSpan PauseShortest = TimeSpan.FromMilliseconds(200);

    /// <summary>How many times as long as an addition its pause is, so that watching never takes more than a small part of a processor.</summary>
    private const int PausesPerAddition = 5;
    private static readonly TimeSpan WatchedFor = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, Watch> _watches = [];
    private readonly Lock _gate = new();

    /// <summary>The newest totals; before the first ones, those that will be.</summary>
    private sealed class Watch(Task<EventTotals> first)
    {
        public Task<EventTotals> Newest { get; set; } = first;
        public DateTimeOffset AskedAt { get; set; }
    }

    public Task<EventTotals> OfAsync(string eventId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(eventId, out var watch))
            {
                _watches.Add(eventId, watch = new Watch(Task.Run(() => ReadAsync(eventId), CancellationToken.None)));
                _ = KeepAsync(eventId, watch);
            }
            watch.AskedAt = clock.GetUtcNow();
            return watch.Newest.WaitAsync(cancellation);
        }
    }

    private async Task KeepAsync(string eventId, Watch watch)
    {
        try
        {
            var next = watch.Newest;
            while (true)
            {
                var begin = clock.GetTimestamp();
                await next;
                watch.Newest = next;
                var pause = clock.GetElapsedTime(begin) * PausesPerAddition;
                await Task.Delay(pause > PauseShortest ? pause : PauseShortest, clock, lifetime.ApplicationStopping);
                lock (_gate)
                {
                    if (clock.GetUtcNow() - watch.AskedAt > WatchedFor)
                        return;
                }
                next = ReadAsync(eventId);
            }
        }
        catch (Exception)
        {
            // Whoever waits is told by the addition itself; whoever asks next begins a new watch.
        }
        finally
        {
            lock (_gate)
                _watches.Remove(eventId);
        }
    }

    private async Task<EventTotals> ReadAsync(string eventId)
    {
        await using var session = store.QuerySession();
        var totals = await EventTotals.ReadAsync(session, [eventId], clock.GetUtcNow(), lifetime.ApplicationStopping);
        return totals.GetValueOrDefault(eventId, EventTotals.None) with
        {
            Return = await ReturnTotals.ReadAsync(session, eventId, lifetime.ApplicationStopping),
        };
    }
}
