using System.Collections.Concurrent;
using DrEvents.Dashboard.Backend;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Feeds;

/// <summary>What is live of one DR event: <c>GET /api/events/{id}/stream</c>.</summary>
public sealed class EventFeed(string eventId, BackendClient backend, TimeProvider clock, ILogger log)
    : Feed(backend, $"api/events/{eventId}/stream", clock, log)
{
    private const int Kept = 500;

    private AdjustmentView[] _adjustments = [];
    private StoredItem[] _stored = [];

    /// <summary>The event; null before it was heard.</summary>
    public EventView? Event { get; private set; }

    /// <summary>Its figures; null before they were heard.</summary>
    public EventMetricsView? Metrics { get; private set; }

    /// <summary>Its figures as they came while it was looked at, with the time of each, the oldest first.</summary>
    public IReadOnlyList<(DateTimeOffset At, EventMetricsView Metrics)> Course => _course;

    /// <summary>What the control loop decided meanwhile, the newest first.</summary>
    public IReadOnlyList<AdjustmentView> Adjustments => _adjustments;

    /// <summary>What was stored of it, the newest first.</summary>
    public IReadOnlyList<StoredItem> Stored => _stored;

    /// <summary>Counts what changed of VENs' parts: who shows a page of them reads it again.</summary>
    public int VensVersion { get; private set; }

    private (DateTimeOffset, EventMetricsView)[] _course = [];

    private protected override bool Take(string kind, string json)
    {
        switch (kind)
        {
            case "event":
                Event = Read<EventView>(json);
                break;
            case "metrics":
                Metrics = Read<EventMetricsView>(json);
                _course = [.. _course.TakeLast(Kept - 1), (AsOf!.Value, Metrics)];
                break;
            case "vens":
                VensVersion++;
                break;
            case "adjustment":
                _adjustments = [Read<AdjustmentView>(json), .. _adjustments.Take(Kept - 1)];
                break;
            case "stored":
                _stored = [.. Read<StoredMessage>(json).Items.Reverse().Concat(_stored).Take(Kept)];
                break;
            case "reset":
                (_stored, _adjustments) = ([], []);
                break;
            default:
                return false;
        }
        return true;
    }
}

/// <summary>Feeds of the DR events that are looked at; one that nobody looks at any more is forgotten when another is asked for.</summary>
public sealed class EventFeeds(BackendClient backend, TimeProvider clock, ILogger<EventFeed> log) : IDisposable
{
    private readonly ConcurrentDictionary<string, EventFeed> _feeds = [];

    /// <summary>The feed of an event.</summary>
    public EventFeed Of(string eventId)
    {
        foreach (var (id, feed) in _feeds)
        {
            if (!feed.IsWatched && id != eventId)
                _feeds.TryRemove(KeyValuePair.Create(id, feed));
        }
        return _feeds.GetOrAdd(eventId, id => new EventFeed(id, backend, clock, log));
    }

    public void Dispose()
    {
        foreach (var feed in _feeds.Values)
            feed.Dispose();
    }
}
