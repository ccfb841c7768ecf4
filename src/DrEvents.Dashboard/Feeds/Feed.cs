using System.Net.ServerSentEvents;
using System.Text.Json;
using DrEvents.Dashboard.Backend;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Feeds;

/// <summary>What is live of one stream, for all pages that look at it: one connection to the backend while there is one, none without.</summary>
public abstract class Feed : IDisposable
{
    /// <summary>A page that is loaded again is back before this, and finds the feed as it was.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    /// <summary>The stream says several things at a time, which pages show together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly List<Action> _watchers = [];
    private readonly ITimer _telling;
    private readonly StreamFollower _follower;
    private readonly TimeProvider _clock;
    private CancellationTokenSource? _running;
    private ITimer? _end;
    private bool _isOpenedAgain;
    private int _isTelling;

    private protected Feed(BackendClient backend, string path, TimeProvider clock, ILogger log)
    {
        _clock = clock;
        _follower = new StreamFollower(backend, path, clock, log);
        _telling = clock.CreateTimer(_ => TellNow(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why nothing new is heard; null while something is.</summary>
    public BackendException? Trouble { get; private set; }

    /// <summary>Since when the event store does not answer; null while it does.</summary>
    public DateTimeOffset? StoreAwaySince { get; private set; }

    /// <summary>When the last message came; null before the first.</summary>
    public DateTimeOffset? AsOf { get; private set; }

    /// <summary>Since when all that is stored was heard; null before anything was.</summary>
    public DateTimeOffset? Since { get; private set; }

    /// <summary>Whether it runs: somebody looks, or did a moment ago.</summary>
    public bool IsWatched => _running is not null;

    /// <summary>Keeps the feed running, and calls back when something changed, until it is disposed.</summary>
    public IDisposable Watch(Action changed)
    {
        // The feed runs where its first viewer began it: without this, all others would be shown that one's language.
        var own = ExecutionContext.Capture();
        var watcher = own is null ? changed : () => ExecutionContext.Run(own, _ => changed(), null);
        lock (_gate)
        {
            _watchers.Add(watcher);
            _end?.Dispose();
            _end = null;
            if (_running is null)
            {
                _running = new CancellationTokenSource();
                var stop = _running.Token;
                _ = Task.Run(() => _follower.RunAsync(Hear, Break, stop), CancellationToken.None);
            }
        }
        return new Watching(() => Leave(watcher));
    }

    /// <summary>Takes a message in; returns whether anything is to be shown again.</summary>
    private protected abstract bool Take(string kind, string json);

    private protected static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, BackendClient.Json)!;

    private void Hear(SseItem<string> message)
    {
        AsOf = _clock.GetUtcNow();
        if (message.EventType is "reset" || Since is null)
            Since = AsOf;
        var isNews = Trouble is not null;
        Trouble = null;
        // What is away says the stream first; that it came back while the stream was broken, it does not say.
        if (message.EventType is "away")
            (StoreAwaySince, isNews) = (Read<AwayMessage>(message.Data).Since, true);
        else if (message.EventType is "back" || _isOpenedAgain)
            (StoreAwaySince, isNews) = (null, true);
        _isOpenedAgain = false;
        if (Take(message.EventType, message.Data) || isNews)
            TellWatchers();
    }

    private void Break(BackendException problem)
    {
        (Trouble, _isOpenedAgain) = (problem, true);
        TellWatchers();
    }

    private void TellWatchers()
    {
        if (Interlocked.Exchange(ref _isTelling, 1) == 0)
            _telling.Change(Gather, Timeout.InfiniteTimeSpan);
    }

    private void TellNow()
    {
        Volatile.Write(ref _isTelling, 0);
        Action[] watchers;
        lock (_gate)
            watchers = [.. _watchers];
        foreach (var changed in watchers)
            changed();
    }

    private void Leave(Action watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
            if (_watchers.Count == 0)
                _end = _clock.CreateTimer(_ => EndIfAlone(), null, Linger, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndIfAlone()
    {
        lock (_gate)
        {
            if (_watchers.Count > 0)
                return;
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
            // Whoever comes next sees what is of now, or of when it was heard.
            (Trouble, _isOpenedAgain) = (BackendException.Unreachable("not connected yet"), true);
        }
    }

    /// <summary>Ends it for good.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _watchers.Clear();
            _end?.Dispose();
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
        }
        _telling.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed class Watching(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
