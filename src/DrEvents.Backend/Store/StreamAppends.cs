using Marten.Events;
using Wolverine.Marten;

namespace DrEvents.Backend.Store;

/// <summary>Appends events to a stream, there or not, as the return value of an endpoint or a handler.</summary>
public sealed record AppendTo(string Stream, params IReadOnlyList<object> Events) : IMartenOp
{
    public void Execute(IDocumentSession session) => session.Events.Append(Stream, Events);
}

/// <summary>A state that an endpoint or a handler decides upon: nobody else appends to its stream until what follows is stored.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LockedAttribute : WriteModelAttribute
{
    public LockedAttribute(string? id = null)
        : base(id) => LoadStyle = ModelConcurrencyStyle.Exclusive;
}

/// <summary>Events of many streams, stored by one statement in the order of the streams' names, so that no two transactions lock each other out.</summary>
public sealed class StreamAppends
{
    private const string TenantId = "*DEFAULT*";

    /// <summary>What stands in the JSON column of an event that is stored in binary.</summary>
    private const string NoJson = "{}";

    /// <summary>
    /// Writes to the tables that Marten keeps, in the form that it keeps them, as its own function does for one stream. An archived stream
    /// has no version to give, and an event without a version is refused by its table: nothing is stored then. The time is that of the
    /// statement and not of the transaction's beginning, so that in a stream it never goes back.
    /// </summary>
    private const string Append = $"""
        with held as (
            insert into {EventStore.Streams} as s (id, version, tenant_id)
            select n.id, n.events, '{TenantId}' from unnest(?::varchar[], ?::int[]) as n(id, events)
            on conflict (id) do update set version = s.version + excluded.version, timestamp = now() where not s.is_archived
            returning id, version
        )
        insert into {EventStore.Events} (seq_id, id, stream_id, version, type, data, bdata, timestamp, tenant_id, is_archived)
        select nextval('{EventStore.Schema}.mt_events_sequence'), e.id, e.stream, held.version - e.later, e.type, e.data::jsonb, e.bdata,
            clock_timestamp(), '{TenantId}', false
        from unnest(?::uuid[], ?::varchar[], ?::int[], ?::varchar[], ?::text[], ?::bytea[]) with ordinality
            as e(id, stream, later, type, data, bdata, place)
        left join held on held.id = e.stream
        order by e.place
        """;

    private const string Notify = "notify mt_events_appended";
    private readonly SortedDictionary<string, List<object>> _byStream = new(StringComparer.Ordinal);

    public void Add(string stream, object @event)
    {
        if (!_byStream.TryGetValue(stream, out var events))
            _byStream.Add(stream, events = []);
        events.Add(@event);
    }

    public static Task AppendAsync(IDocumentSession session, IEnumerable<(string, object)> events, CancellationToken cancellation)
    {
        var appends = new StreamAppends();
        foreach (var (stream, stored) in events)
            appends.Add(stream, stored);
        return appends.AppendToAsync(session, cancellation);
    }

    public async Task AppendToAsync(IDocumentSession session, CancellationToken cancellation)
    {
        if (_byStream.Count == 0)
            return;
        var options = session.DocumentStore.Options;
        var events = (EventGraph)options.Events;
        var actions = _byStream.Select(s => StreamAction.Append(s.Key, [.. s.Value.Select(events.BuildEvent)])).ToList();
        var rows = actions.SelectMany(a => a.Events.Select((e, i) => RowOf(e, later: a.Events.Count - 1 - i))).ToList();
        session.QueueSqlCommand(
            Append,
            _byStream.Keys.ToArray(),
            _byStream.Values.Select(e => e.Count).ToArray(),
            rows.Select(r => r.Id).ToArray(),
            rows.Select(r => r.Stream).ToArray(),
            rows.Select(r => r.Later).ToArray(),
            rows.Select(r => r.Type).ToArray(),
            rows.Select(r => r.Json).ToArray(),
            rows.Select(r => r.Binary).ToArray()
        );
        session.QueueSqlCommand(Notify);
        Deed.Current?.Note(session, actions);
        foreach (var inline in options.Events.Projections().Where(p => p.Lifecycle == ProjectionLifecycle.Inline))
            await ((IInlineProjection<IDocumentOperations>)inline).ApplyAsync(session, actions, cancellation);

        Row RowOf(IEvent e, int later)
        {
            var mapping = events.EventMappingFor(e.Data.GetType());
            var binary = mapping.BinarySerializer?.Serialize(mapping.DocumentType, e.Data);
            var json = binary is null ? options.Serializer().ToJson(e.Data) : NoJson;
            return new Row(e.Id, e.StreamKey!, later, mapping.EventTypeName, json, binary);
        }
    }

    /// <summary>A row of Marten's table of events, and how many of the same stream come after it.</summary>
    private readonly record struct Row(Guid Id, string Stream, int Later, string Type, string Json, byte[]? Binary);
}
