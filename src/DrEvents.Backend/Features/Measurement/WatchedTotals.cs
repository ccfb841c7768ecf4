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

    public Task<EventTotals> OfAsync(string eventId, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(eventId, out var watch))
            {
                _watches.Add(eventId, watch = new Watch());
                _ = Task.Run(() => KeepAsync(eventId, watch), CancellationToken.None);
            }
            watch.AskedAt = clock.GetUtcNow();
            return watch.Newest.WaitAsync(cancellation);
        }
    }

    private async Task KeepAsync(string eventId, Watch watch)
    {
        var stopping = lifetime.ApplicationStopping;
        try
        {
            while (IsWatched(eventId, watch))
            {
                var begin = clock.GetTimestamp();
                watch.Next(await ReadAsync(eventId, stopping));
                var pause = clock.GetElapsedTime(begin) * PausesPerAddition;
                await Task.Delay(pause > PauseShortest ? pause : PauseShortest, clock, stopping);
            }
        }
        catch (Exception e)
        {
            // Whoever waits is told; whoever asks next begins a new watch.
            Forget(eventId);
            watch.Fail(e);
        }
    }

    private bool IsWatched(string eventId, Watch watch)
    {
        lock (_gate)
        {
            if (clock.GetUtcNow() - watch.AskedAt <= WatchedFor)
                return true;
            _watches.Remove(eventId);
            return false;
        }
    }

    private void Forget(string eventId)
    {
        lock (_gate)
            _watches.Remove(eventId);
    }

    private async Task<EventTotals> ReadAsync(string eventId, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var totals = await EventTotals.ReadAsync(session, [eventId], clock.GetUtcNow(), cancellation);
        return totals.GetValueOrDefault(eventId, EventTotals.None);
    }

    private sealed class Watch
    {
        private readonly TaskCompletionSource<EventTotals> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The newest totals; before the first ones, those that will be.</summary>
        public Task<EventTotals> Newest { get; private set; }
        public DateTimeOffset AskedAt { get; set; }

        public Watch() => Newest = _first.Task;

        public void Next(EventTotals totals)
        {
            Newest = Task.FromResult(totals);
            _first.TrySetResult(totals);
        }

        public void Fail(Exception cause) => _first.TrySetException(cause);
    }
}
