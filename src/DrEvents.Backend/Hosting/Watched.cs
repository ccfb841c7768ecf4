namespace DrEvents.Backend.Hosting;

/// <summary>What somebody watches, read again and again while it is asked for, however many ask. Nobody asks: nothing is read.</summary>
/// <param name="pause">The shortest pause after a reading of it.</param>
/// <param name="pausesPerReading">How many times as long as a reading its pause is, so that watching takes a small part of a processor.</param>
public sealed class Watched<T>(
    Func<string, CancellationToken, Task<T>> read,
    Func<T, TimeSpan> pause,
    int pausesPerReading,
    TimeProvider clock,
    CancellationToken stopping
)
{
    private static readonly TimeSpan WatchedFor = TimeSpan.FromSeconds(5);
    private readonly Dictionary<string, Watch> _watches = [];
    private readonly Lock _gate = new();

    /// <summary>The newest reading; before the first one, the one that will be.</summary>
    private sealed class Watch(Task<T> first)
    {
        public Task<T> Newest { get; set; } = first;
        public DateTimeOffset AskedAt { get; set; }
    }

    public Task<T> OfAsync(string what, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_watches.TryGetValue(what, out var watch))
            {
                _watches.Add(what, watch = new Watch(Task.Run(() => read(what, stopping), CancellationToken.None)));
                _ = KeepAsync(what, watch);
            }
            watch.AskedAt = clock.GetUtcNow();
            return watch.Newest.WaitAsync(cancellation);
        }
    }

    private async Task KeepAsync(string what, Watch watch)
    {
        try
        {
            var next = watch.Newest;
            while (true)
            {
                var begin = clock.GetTimestamp();
                var shortest = pause(await next);
                watch.Newest = next;
                var pauses = clock.GetElapsedTime(begin) * pausesPerReading;
                await Task.Delay(pauses > shortest ? pauses : shortest, clock, stopping);
                lock (_gate)
                {
                    if (clock.GetUtcNow() - watch.AskedAt > WatchedFor)
                        return;
                }
                next = read(what, stopping);
            }
        }
        catch (Exception)
        {
            // Whoever waits is told by the reading itself; whoever asks next begins a new watch.
        }
        finally
        {
            lock (_gate)
                _watches.Remove(what);
        }
    }
}
