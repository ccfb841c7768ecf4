using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>
/// Events of many streams that are stored in one transaction by one statement, whatever the number of streams. Streams are written in the
/// order of their names, so that two transactions that share streams wait for each other instead of locking each other out.
/// </summary>
public sealed class StreamAppends
{
    /// <summary>Marten's name for the one tenant there is.</summary>
    private const string TenantId = "*DEFAULT*";

    /// <summary>
    /// Writes to the tables that Marten keeps, in the form that it keeps them, as its own function does for one stream. An archived stream
    /// has no version to give, and an event without a version is refused by its table: nothing is stored then. The time is that of the
    /// statement and not of the transaction's beginning, so that in a stream it never goes back.
    /// </summary>
    private const string Append = $"""
        with held as (
            insert into {EventStore.Schema}.mt_streams as s (id, version, tenant_id)
            select n.id, n.events, '{TenantId}' from unnest(?::varchar[], ?::int[]) as n(id, events)
            on conflict (id) do update set version = s.version + excluded.version, timestamp = now() where not s.is_archived
            returning id, version
        )
        insert into {EventStore.Schema}.mt_events (seq_id, id, stream_id, version, type, data, bdata, timestamp, tenant_id, is_archived)
        select nextval('{EventStore.Schema}.mt_events_sequence'), e.id, e.stream, held.version - e.later, e.type, e.data::jsonb, e.bdata,
            clock_timestamp(), '{TenantId}', false
        from unnest(?::uuid[], ?::varchar[], ?::int[], ?::varchar[], ?::text[], ?::bytea[]) with ordinality
            as e(id, stream, later, type, data, bdata, place)
        left join held on held.id = e.stream
        order by e.place
        """;

    /// <summary>Wakes the projections at the commit, as Marten does after its own appends.</summary>
    private const string Notify = "notify mt_events_appended";

    private readonly SortedDictionary<string, List<object>> _byStream = new(StringComparer.Ordinal);

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>The streams that are written to.</summary>
    public IReadOnlyCollection<string> Streams => _byStream.Keys;

    /// <summary>One more event for a stream.</summary>
    public void Add(string stream, object @event)
    {
        if (!_byStream.TryGetValue(stream, out var events))
            _byStream.Add(stream, events = []);
        events.Add(@event);
        Count++;
    }

    /// <summary>Hands all of them to the session; they, and the states that follow from them, are stored with its changes.</summary>
    public async Task AppendToAsync(IDocumentSession session, CancellationToken cancellation)
    {
        if (Count == 0)
            return;
        var options = session.DocumentStore.Options;
        var rows = new EventRows(Count, options);
        var actions = new List<StreamAction>(_byStream.Count);
        foreach (var (stream, events) in _byStream)
            actions.Add(rows.Add(stream, events));
        session.QueueSqlCommand(
            Append,
            _byStream.Keys.ToArray(),
            _byStream.Values.Select(e => e.Count).ToArray(),
            rows.Ids,
            rows.Streams,
            rows.Later,
            rows.Types,
            rows.Json,
            rows.Binary
        );
        session.QueueSqlCommand(Notify);
        foreach (var inline in options.Events.Projections().Where(p => p.Lifecycle == ProjectionLifecycle.Inline))
            await ((IInlineProjection<IDocumentOperations>)inline).ApplyAsync(session, actions, cancellation);
    }
}
