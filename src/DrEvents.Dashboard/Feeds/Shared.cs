using DrEvents.Dashboard.Access;
using DrEvents.Dashboard.Backend;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Feeds;

/// <summary>What is live, and what is read, for all viewers who may see the same.</summary>
/// <param name="System">What is live of all that they may see.</param>
/// <param name="Events">What is live of single events.</param>
/// <param name="Reads">What is read for them once in a while.</param>
public sealed record Shared(SystemFeed System, EventFeeds Events, SharedReads Reads);

/// <summary>
/// Shares feeds and readings among viewers, but never among those who may not see the same: each set of programmes that somebody is bounded to has its own, by
/// a key that is bounded to it.
/// </summary>
public sealed class SharedByReach(IHttpClientFactory clients, PagesAccess access, TimeProvider clock, ILoggerFactory logs) : IDisposable
{
    /// <summary>Above that those that nobody looks at are forgotten.</summary>
    private const int KeptMost = 50;

    private readonly Dictionary<string, Shared> _all = [];
    private readonly Lock _gate = new();

    /// <summary>What is shared among those who are bounded to these programmes; null for the whole installation.</summary>
    public Shared Of(IReadOnlyList<string>? own)
    {
        var name = own is null ? "" : " " + string.Join('\n', own.Order(StringComparer.Ordinal));
        lock (_gate)
        {
            if (_all.TryGetValue(name, out var shared))
                return shared;
            // A page whose browser is gone may still come back to one, so that it is forgotten and not ended.
            if (_all.Count >= KeptMost)
            {
                foreach (var old in _all.Where(s => s.Key.Length > 0 && !s.Value.System.IsWatched).Select(s => s.Key).ToList())
                    _all.Remove(old);
            }
            return _all[name] = Make(own);
        }
    }

    /// <summary>Ends all of them.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var shared in _all.Values)
            {
                shared.System.Dispose();
                shared.Events.Dispose();
            }
            _all.Clear();
        }
    }

    private Shared Make(IReadOnlyList<string>? own)
    {
        var backend = new BackendClient(clients, _ => ValueTask.FromResult(access.Shared(own)));
        return new Shared(
            new SystemFeed(backend, clock, logs.CreateLogger<SystemFeed>()),
            new EventFeeds(backend, clock, logs.CreateLogger<EventFeed>()),
            new SharedReads(backend, clock)
        );
    }
}
