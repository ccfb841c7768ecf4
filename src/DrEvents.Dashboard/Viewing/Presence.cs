using DrEvents.Dashboard.Feeds;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace DrEvents.Dashboard.Viewing;

/// <summary>
/// Whether the browser of a page is there. A page whose browser is gone is kept for a while, as it may return; until then it watches no feed and reads nothing,
/// so that it costs nothing.
/// </summary>
public sealed class Presence(TimeProvider clock) : CircuitHandler
{
    private readonly Lock _gate = new();
    private readonly HashSet<Watching> _all = [];
    private volatile bool _isAway;
    private bool _isOver;

    /// <summary>Whether somebody may look at it.</summary>
    public bool IsHere => !_isAway;

    /// <summary>Whether whoever looks may look no more: he watches nothing, whatever his browser does.</summary>
    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Whether he may look again once the page is loaded anew: what he may see has changed.</summary>
    public bool IsToLoadAnew { get; private set; }

    /// <summary>Ends all that he watches, for good.</summary>
    /// <param name="isToLoadAnew">See <see cref="IsToLoadAnew"/>.</param>
    public void End(bool isToLoadAnew = false)
    {
        IsToLoadAnew = isToLoadAnew;
        foreach (var watching in Turn(isAway: true, isOver: true))
            watching.End();
    }

    /// <summary>Calls back when a feed has something new, and once when the browser is back, until it is disposed.</summary>
    public IDisposable Watch(Feed feed, Action changed) => Add(new Watching(this, () => feed.Watch(changed), changed));

    /// <summary>Calls back again and again until it is disposed; not while the browser is gone.</summary>
    public IDisposable Every(TimeSpan period, Action due) =>
        Add(new Watching(this, () => clock.CreateTimer(_ => due(), null, period, period)));

    /// <summary>Calls back each time that the browser is back, until it is disposed.</summary>
    public IDisposable WhenBack(Action back) => Add(new Watching(this, () => new Nothing(), back));

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        foreach (var watching in Turn(isAway: true))
            watching.End();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        foreach (var watching in Turn(isAway: false))
            watching.Begin(isReturn: true);
        return Task.CompletedTask;
    }

    private Watching Add(Watching watching)
    {
        bool isAway;
        lock (_gate)
        {
            _all.Add(watching);
            isAway = _isAway;
        }
        if (!isAway)
            watching.Begin(isReturn: false);
        // It may have ended in between.
        if (IsOver)
            watching.End();
        return watching;
    }

    /// <returns>What is to begin or to end; nothing where it was so before.</returns>
    private Watching[] Turn(bool isAway, bool isOver = false)
    {
        lock (_gate)
        {
            _isOver |= isOver;
            if (_isAway == isAway || (_isOver && !isAway))
                return [];
            _isAway = isAway;
            return [.. _all];
        }
    }

    private void Remove(Watching watching)
    {
        lock (_gate)
            _all.Remove(watching);
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose() { }
    }

    private sealed class Watching(Presence presence, Func<IDisposable> begin, Action? returned = null) : IDisposable
    {
        private readonly Lock _own = new();
        private IDisposable? _running;
        private bool _isOver;

        public void Begin(bool isReturn)
        {
            lock (_own)
            {
                if (_isOver)
                    return;
                _running ??= begin();
            }
            if (isReturn)
                returned?.Invoke();
        }

        public void End()
        {
            lock (_own)
            {
                _running?.Dispose();
                _running = null;
            }
        }

        public void Dispose()
        {
            lock (_own)
                _isOver = true;
            End();
            presence.Remove(this);
        }
    }
}
