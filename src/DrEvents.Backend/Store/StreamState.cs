using Marten.Events.Aggregation;

namespace DrEvents.Backend.Store;

/// <summary>A stream with its number of events and when the newest was appended; its state is older, or is not there.</summary>
public readonly record struct StreamLength(string Stream, long Events, DateTimeOffset At, bool HasState);

/// <summary>What the store knows of a state without knowing its type.</summary>
public interface IStreamState
{
    string Name { get; }

    /// <summary>The version of its form; each has a table of its own.</summary>
    uint Version { get; }

    /// <summary>The messages by which it tells Wolverine of its events, because a room reacts to them.</summary>
    IReadOnlyCollection<Type> Told { get; }

    /// <summary>Whether every stream has its document; while it has not, each is folded when it is needed.</summary>
    bool IsLevel { get; set; }

    /// <summary>Whether it keeps a document of this stream.</summary>
    bool IsOf(string stream);

    /// <summary>Locks streams, folds them from their beginnings, and queues their documents.</summary>
    Task BuildAsync(IDocumentSession session, string[] streams, CancellationToken cancellation);

    /// <summary>The streams without a document, or with one that is older than they are; of all streams where all are asked for.</summary>
    Task<List<StreamLength>> BehindAsync(IDocumentStore store, bool all, CancellationToken cancellation);

    /// <summary>Says which streams cannot wait while states are made, because something still happens in them.</summary>
    Task<Predicate<StreamLength>> UrgentAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>
/// Keeps one document per stream, the fold of that stream: a projection of Marten's that runs in the transaction that appends the events.
/// In the same transaction it tells Wolverine of those events that a room reacts to, as <see cref="Stored{T}"/>.
/// </summary>
public sealed class StreamState<T> : SingleStreamProjection<T, string>, IStreamState
    where T : class
{
    private readonly Func<T?, string, object, T?> _fold;
    private readonly string[] _prefixes;
    private readonly List<(Type Event, Type Message, Func<IEvent, object?> Make)> _told = [];

    /// <param name="fold">The state after one more event; null while there is none.</param>
    /// <param name="prefixes">What the names of its streams begin with, in their order.</param>
    public StreamState(string name, uint version, Func<T?, string, object, T?> fold, params string[] prefixes) =>
        (Name, Version, _fold, _prefixes) = (name, version, fold, prefixes);

    public IReadOnlyCollection<Type> Told => [.. _told.Select(t => t.Message)];

    public bool IsLevel { get; set; } = true;

    /// <summary>Whether a stream that begins like this is one of its own.</summary>
    public Predicate<string> IsOne { get; init; } = _ => true;

    /// <summary>Whether others keep large events in its streams, which are not read when a state is made from its stream.</summary>
    public bool ReadsOwnTypesOnly { get; init; }

    /// <summary>Finds the streams that cannot wait, where not all of them are such.</summary>
    public Func<IQuerySession, DateTimeOffset, CancellationToken, Task<Predicate<StreamLength>>>? Urgent { get; init; }

    /// <summary>These events belong to the streams that are folded here.</summary>
    public StreamState<T> Folds(params Type[] events)
    {
        foreach (var type in events.Except(IncludedEventTypes))
            IncludeType(type);
        return this;
    }

    /// <summary>This event belongs to the streams that are folded here, and a room reacts to it.</summary>
    /// <param name="when">To which of them; without it, to all.</param>
    public StreamState<T> FoldsAndTells<TEvent>(Predicate<TEvent>? when = null)
    {
        _told.Add((typeof(TEvent), typeof(Stored<TEvent>), Make));
        return Folds(typeof(TEvent));

        object? Make(IEvent e) => when?.Invoke((TEvent)e.Data) is false ? null : new Stored<TEvent>(e.StreamKey!, (TEvent)e.Data);
    }

    /// <summary>This event belongs to the streams that are folded here, and a room reacts to a message that is made of it: for one that is large.</summary>
    public StreamState<T> FoldsAndTells<TEvent, TMessage>(Func<string, TEvent, TMessage> message)
    {
        _told.Add((typeof(TEvent), typeof(TMessage), e => message(e.StreamKey!, (TEvent)e.Data)));
        return Folds(typeof(TEvent));
    }

    /// <summary>These events belong to the streams that are folded here, and a room reacts to a message that names the stream.</summary>
    public StreamState<T> FoldsAndTells<TMessage>(Func<string, TMessage> message, params Type[] events)
    {
        foreach (var type in events)
            _told.Add((type, typeof(TMessage), e => message(e.StreamKey!)));
        return Folds(events);
    }

    public override async ValueTask<T?> EvolveAsync(T? snapshot, string id, IQuerySession session, IEvent e, CancellationToken cancellation)
    {
        if (snapshot is null && !IsLevel)
            snapshot = (await FoldAsync(session, [id], cancellation)).GetValueOrDefault(id);
        return _fold(snapshot, id, e.Data);
    }

    public override ValueTask RaiseSideEffects(IDocumentOperations operations, IEventSlice<T> slice)
    {
        foreach (var e in slice.Events())
        {
            foreach (var tell in _told)
            {
                if (tell.Event == e.EventType && tell.Make(e) is { } message)
                    slice.PublishMessage(message);
            }
        }
        return ValueTask.CompletedTask;
    }

    public bool IsOf(string stream) => _prefixes.Any(p => stream.StartsWith(p, StringComparison.Ordinal)) && IsOne(stream);

    public async Task BuildAsync(IDocumentSession session, string[] streams, CancellationToken cancellation)
    {
        await session.LockStreamsAsync(streams, cancellation);
        var states = await FoldAsync(session, streams, cancellation);
        string[] ids = [.. states.Keys];
        session.StoreAll(ids, states.Values);
        // Marten keeps the stream's version in the document's row.
        session.QueueSqlCommand(
            $"update {session.DocumentStore.Options.Table<T>()} d set mt_version = s.version from {EventStore.Streams} s where s.id = d.id and d.id = any(?)",
            (object)ids
        );
    }

    public async Task<List<StreamLength>> BehindAsync(IDocumentStore store, bool all, CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var sql = $"""
            select s.id, s.version, s.timestamp, d.id is not null
            from {EventStore.Streams} s left join {store.Options.Table<T>()} d on d.id = s.id
            where s.id ^@ $1 and ($2 or d.mt_version is distinct from s.version) order by s.id collate "C"
            """;
        var streams = new List<StreamLength>();
        foreach (var prefix in _prefixes)
            streams.AddRange(await session.ListAsync<StreamLength>(sql, [prefix, all], cancellation));
        return streams.FindAll(s => IsOne(s.Stream));
    }

    public Task<Predicate<StreamLength>> UrgentAsync(IQuerySession session, DateTimeOffset now, CancellationToken cancellation) =>
        Urgent?.Invoke(session, now, cancellation) ?? Task.FromResult<Predicate<StreamLength>>(_ => true);

    private async Task<Dictionary<string, T>> FoldAsync(IQuerySession session, string[] streams, CancellationToken cancellation)
    {
        var states = new Dictionary<string, T>();
        var events = ReadsOwnTypesOnly
            ? await session.EventsOfAsync(streams, [.. IncludedEventTypes], cancellation)
            : await session.EventsOfAsync(streams, cancellation);
        foreach (var e in events)
        {
            if (_fold(states.GetValueOrDefault(e.StreamKey!), e.StreamKey!, e.Data) is { } state)
                states[e.StreamKey!] = state;
        }
        return states;
    }
}

public static class StreamStates
{
    /// <summary>Keeps a state for every stream of its events.</summary>
    public static void Keep<T>(this StoreOptions store, StreamState<T> state)
        where T : class
    {
        store.Events.AddEventTypes(state.IncludedEventTypes);
        store.Projections.Add(state, ProjectionLifecycle.Inline);
    }

    /// <summary>All of them, in the order of the rooms.</summary>
    public static IReadOnlyList<IStreamState> States(this IReadOnlyStoreOptions options) =>
        [.. options.Events.Projections().OfType<IStreamState>()];
}
