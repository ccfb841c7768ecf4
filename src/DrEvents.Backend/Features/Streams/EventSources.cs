using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What is told of the DR events that somebody follows, besides what is stored: each is read once, however many follow it.</summary>
public sealed class EventSources
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan VensEvery = TimeSpan.FromSeconds(1);

    /// <summary>Of an event that is over only late readings and answers change VENs' parts.</summary>
    private static readonly TimeSpan EveryWhenOver = TimeSpan.FromSeconds(10);

    private readonly IDocumentStore _store;
    private readonly WatchedTotals _totals;
    private readonly StreamJson _json;
    private readonly Pulse _pulse;
    private readonly TimeProvider _clock;
    private readonly ILogger<EventSources> _log;
    private readonly Dictionary<string, Followed> _followed = [];
    private readonly Lock _gate = new();

    public EventSources(
        IDocumentStore store,
        WatchedTotals totals,
        StreamJson json,
        Feed feed,
        Pulse pulse,
        TimeProvider clock,
        ILogger<EventSources> log
    )
    {
        (_store, _totals, _json, _pulse, _clock, _log) = (store, totals, json, pulse, clock, log);
        feed.EventChanged += Wake;
    }

    private sealed class Followed(IReadOnlyList<StreamSource> sources)
    {
        public IReadOnlyList<StreamSource> Sources => sources;
        public int Users { get; set; }
    }

    /// <summary>The sources of one event, kept until what is returned is disposed of.</summary>
    public IDisposable Use(string eventId, out IReadOnlyList<StreamSource> sources)
    {
        lock (_gate)
        {
            if (!_followed.TryGetValue(eventId, out var followed))
                _followed.Add(eventId, followed = new Followed(SourcesOf(eventId)));
            followed.Users++;
            sources = followed.Sources;
            return new Following(this, eventId, followed);
        }
    }

    private void Wake(string eventId)
    {
        Followed? followed;
        lock (_gate)
            followed = _followed.GetValueOrDefault(eventId);
        foreach (var watch in followed?.Sources.SelectMany(s => s.Watches).Distinct() ?? [])
            watch.Wake();
    }

    private void Leave(string eventId, Followed followed)
    {
        lock (_gate)
        {
            if (--followed.Users == 0)
                _followed.Remove(eventId);
        }
    }

    private IReadOnlyList<StreamSource> SourcesOf(string eventId)
    {
        var (view, metrics, vens) = (new Newest(_pulse), new Newest(_pulse), new NewestOfMany(_pulse));
        var names = new VenNames(_clock);
        var figures = new Watch($"Reading the figures of {eventId}", c => ReadFiguresAsync(eventId, view, metrics, c), _clock, _log);
        return
        [
            new(StreamKinds.Event, () => new WholePart(StreamKinds.Event, view), figures),
            new(StreamKinds.Metrics, () => new WholePart(StreamKinds.Metrics, metrics), figures),
            new(
                StreamKinds.Vens,
                () => new ChangedPart(StreamKinds.Vens, vens),
                new Watch($"Reading the VENs of {eventId}", c => ReadVensAsync(eventId, names, vens, c), _clock, _log)
            ),
        ];
    }

    private async Task<TimeSpan> ReadFiguresAsync(string eventId, Newest view, Newest metrics, CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var state = (await session.LoadAsync<DrEvent>(eventId, cancellation))!;
        var shown = EventMetrics.Of(state, await _totals.OfAsync(eventId, cancellation));
        view.Set(_json.Of(EventViews.Of(state, shown.ActualReductionKw)));
        metrics.Set(_json.Of(shown));
        return Every;
    }

    private async Task<TimeSpan> ReadVensAsync(string eventId, VenNames names, NewestOfMany vens, CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var state = (await session.LoadAsync<DrEvent>(eventId, cancellation))!;
        var figures = await EventFigures.ReadAsync(session, state, cancellation);
        var known = await names.OfAsync(session, figures.Participations.Select(p => p.VenId), cancellation);
        vens.Set(ParticipationViews.Of(figures, known, _clock.GetUtcNow()).Select(p => (p.VenId, _json.Of(p))));
        return state.IsOver ? EveryWhenOver : VensEvery;
    }

    private sealed class Following(EventSources owner, string eventId, Followed followed) : IDisposable
    {
        public void Dispose() => owner.Leave(eventId, followed);
    }
}
