using DrEvents.Dashboard.Backend;

namespace DrEvents.Dashboard.Feeds;

/// <summary>What is read with GET for all pages that look at the same: once in a while, however many they are.</summary>
public sealed class SharedReads(BackendClient backend, TimeProvider clock)
{
    private const int KeptMost = 200;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTimeOffset At, Task Reading)> _reads = [];

    /// <summary>Reads a path, or returns what was read of it a moment ago.</summary>
    /// <param name="ageMost">So old it may be.</param>
    public Task<T> OfAsync<T>(string path, TimeSpan ageMost)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (
                _reads.TryGetValue(path, out var known)
                && now - known.At <= ageMost
                && known.Reading is Task<T> { IsFaulted: false, IsCanceled: false } same
            )
                return same;
            if (_reads.Count >= KeptMost)
                _reads.Remove(_reads.MinBy(r => r.Value.At).Key);
            var reading = backend.GetAsync<T>(path);
            _reads[path] = (now, reading);
            return reading;
        }
    }
}
