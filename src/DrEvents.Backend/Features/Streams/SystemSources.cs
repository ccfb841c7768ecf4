using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.FleetStats;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Backend.Features.Streams;

/// <summary>What is told of the whole system besides what is stored: the answers of the endpoints that show it, read again and again.</summary>
public sealed class SystemSources
{
    private const int EventsMax = 100;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AttentionEvery = TimeSpan.FromSeconds(5);

    private readonly IDocumentStore _store;
    private readonly OverTotals _over;
    private readonly WatchedTotals _watched;
    private readonly AttentionReading _attention;
    private readonly StreamJson _json;
    private readonly TimeProvider _clock;
    private readonly Newest _network;
    private readonly NewestOfMany _events;
    private readonly Newest _needed;

    /// <summary>Events that were told of last and are not over.</summary>
    private IReadOnlyList<string> _open = [];

    public SystemSources(
        IDocumentStore store,
        OverTotals over,
        WatchedTotals watched,
        AttentionReading attention,
        StreamJson json,
        Feed feed,
        Pulse pulse,
        TimeProvider clock,
        ILogger<SystemSources> log
    )
    {
        (_store, _over, _watched, _attention, _json, _clock) = (store, over, watched, attention, json, clock);
        (_network, _events, _needed) = (new(pulse), new(pulse), new(pulse));
        var events = new Watch("Reading events", ReadEventsAsync, clock, log, left: ForgetEvents);
        feed.EventChanged += _ => events.Wake();
        All =
        [
            new(
                StreamKinds.Network,
                () => new WholePart(StreamKinds.Network, _network),
                new Watch("Reading the fleet's figures", ReadNetworkAsync, clock, log, left: _network.Forget)
            ),
            new(
                StreamKinds.Events,
                () => new ChangedPart(StreamKinds.Events, _events),
                events,
                new Watch("Reading events that are over", over.ReadAgainAsync, clock, log)
            ),
            new(
                StreamKinds.Attention,
                () => new WholePart(StreamKinds.Attention, _needed),
                new Watch("Looking what needs an operator", ReadAttentionAsync, clock, log, left: _needed.Forget)
            ),
        ];
    }

    public IReadOnlyList<StreamSource> All { get; }

    private async Task<TimeSpan> ReadNetworkAsync(CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var stats = await FleetFigures.NetworkAsync(
            session,
            _clock.GetUtcNow(),
            running => _watched.OfManyAsync(running, cancellation),
            cancellation
        );
        _network.Set(_json.Of(stats), compared: _json.Of(stats with { AsOf = default }));
        return Every;
    }

    private async Task<TimeSpan> ReadEventsAsync(CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var query = new Measurement.EventQuery(Status: null, new QueryFields().OpenRange(start: null, end: null), EventsMax);
        var events = await GetEvents.ListAsync(query, session, begun => TotalsAsync(begun, cancellation), cancellation);
        if (events.Length == EventsMax)
        {
            // Behind a hundred that began later, one may run; behind a hundred that are planned for later, another is the next.
            events = [.. events.UnionBy(await RunningAsync(session, query, cancellation), e => e.Id)];
            if (events[EventsMax - 1].StartTime > _clock.GetUtcNow())
                events = [.. events.UnionBy(await NextAsync(session, cancellation), e => e.Id)];
        }
        events = [.. events, .. await OverAsync(session, [.. _open.Except(events.Select(e => e.Id))], cancellation)];
        _open = [.. events.Where(e => e.Status is EventStatus.Scheduled or EventStatus.Active).Select(e => e.Id)];
        _events.Set(events.Select(e => (e.Id, _json.Of(e))));
        return Every;
    }

    private Task<EventView[]> RunningAsync(IQuerySession session, Measurement.EventQuery query, CancellationToken cancellation) =>
        GetEvents.ListAsync(
            query with
            {
                Status = EventStatus.Active,
            },
            session,
            begun => _watched.OfManyAsync(begun.Select(e => e.Id), cancellation),
            cancellation
        );

    /// <summary>What was told of as coming or running and is not among the others any more: that it is over has to be told.</summary>
    private async Task<EventView[]> OverAsync(IQuerySession session, string[] ids, CancellationToken cancellation) =>
        ids.Length == 0
            ? []
            : await GetEvents.ViewsAsync(
                await session.LoadManyAsync<DrEvent>(cancellation, ids),
                session,
                begun => TotalsAsync(begun, cancellation),
                cancellation
            );

    private static async Task<IEnumerable<EventView>> NextAsync(IQuerySession session, CancellationToken cancellation)
    {
        var next = await session
            .Query<DrEvent>()
            .Where(e => e.Status == EventStatus.Scheduled)
            .OrderBy(e => e.StartTime)
            .Take(EventsMax)
            .ToListAsync(cancellation);
        return next.Select(e => EventViews.Of(e, actualReductionKw: null));
    }

    /// <summary>Those of running events are shared with all who watch them.</summary>
    private async Task<Dictionary<string, EventTotals>> TotalsAsync(IReadOnlyList<DrEvent> begun, CancellationToken cancellation)
    {
        var all = await _over.OfAsync([.. begun.Where(e => e.IsOver)], cancellation);
        foreach (var (id, totals) in await _watched.OfManyAsync(begun.Where(e => !e.IsOver).Select(e => e.Id), cancellation))
            all.Add(id, totals);
        return all;
    }

    private void ForgetEvents()
    {
        _events.Forget();
        _over.Forget();
        _open = [];
    }

    private async Task<TimeSpan> ReadAttentionAsync(CancellationToken cancellation)
    {
        _needed.Set(_json.Of(new AttentionMessage(await _attention.ReadAsync(cancellation))));
        return AttentionEvery;
    }
}
