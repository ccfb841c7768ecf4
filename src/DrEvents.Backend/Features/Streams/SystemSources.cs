using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.FleetStats;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Streams;

/// <summary>
/// What is told of the whole system besides what is stored, or of what callers see of it who are bounded to programmes: the answers of the endpoints that
/// show it, read again and again.
/// </summary>
public sealed class SystemSources
{
    private const int EventsMax = 100;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AttentionEvery = TimeSpan.FromSeconds(5);

    private readonly IDocumentStore _store;
    private readonly OverTotals _over;
    private readonly WatchedTotals _watched;
    private readonly WatchedAttention _attention;
    private readonly WatchedMembers _members;
    private readonly StreamJson _json;
    private readonly TimeProvider _clock;
    private readonly Newest _network;
    private readonly NewestOfMany _events;
    private readonly Newest _needed;

    /// <summary>The only programmes of which anything is told; null for the whole system.</summary>
    private readonly IReadOnlyList<string>? _own;

    /// <summary>Events that were told of last and are not over.</summary>
    private IReadOnlyList<string> _open = [];

    public SystemSources(
        IReadOnlyList<string>? own,
        IDocumentStore store,
        OverTotals over,
        WatchedTotals watched,
        WatchedAttention attention,
        WatchedMembers members,
        StreamJson json,
        Pulse pulse,
        TimeProvider clock,
        ILogger<SystemSources> log
    )
    {
        (_own, _store, _over, _watched, _attention, _members, _json, _clock) = (own, store, over, watched, attention, members, json, clock);
        (_network, _events, _needed) = (new(pulse), new(pulse), new(pulse));
        var events = new Watch("Reading events", ReadEventsAsync, clock, log, left: ForgetEvents);
        Wake = events.Wake;
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

    /// <summary>To be called when it is known that an event changed.</summary>
    public Action Wake { get; }

    private async Task<TimeSpan> ReadNetworkAsync(CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var part = _own is null ? null : new FleetFigures.PartOfFleet(_own, [.. await _members.OfAsync(_own, cancellation)]);
        var stats = await FleetFigures.NetworkAsync(
            session,
            _clock.GetUtcNow(),
            part,
            running => _watched.OfManyAsync(running, cancellation),
            cancellation
        );
        _network.Set(_json.Of(stats), compared: _json.Of(stats with { AsOf = default }));
        return Every;
    }

    private async Task<TimeSpan> ReadEventsAsync(CancellationToken cancellation)
    {
        await using var session = _store.QuerySession();
        var query = new Measurement.EventQuery(Status: null, new QueryFields().OpenRange(start: null, end: null), EventsMax, Own: _own);
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

    private async Task<IEnumerable<EventView>> NextAsync(IQuerySession session, CancellationToken cancellation)
    {
        var coming = session.Query<DrEvent>().Where(e => e.Status == EventStatus.Scheduled);
        if (_own is not null)
        {
            string[] own = [.. _own];
            coming = coming.Where(e => e.Targets!.Programme!.IsOneOf(own));
        }
        var next = await coming.OrderBy(e => e.StartTime).Take(EventsMax).ToListAsync(cancellation);
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
        _needed.Set(_json.Of(new AttentionMessage(await _attention.OfAsync(_own, cancellation))));
        return AttentionEvery;
    }
}
