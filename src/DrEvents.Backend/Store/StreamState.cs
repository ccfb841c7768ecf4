using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten.Events.Aggregation;

namespace DrEvents.Backend.Store;

/// <summary>What the store knows of a state without knowing its type.</summary>
public interface IStreamState
{
    /// <summary>Its name, for operators.</summary>
    string Name { get; }

    /// <summary>The version of its form; each has a table of its own.</summary>
    uint Version { get; }

    /// <summary>What the names of its streams begin with.</summary>
    IReadOnlyList<string> Prefixes { get; }

    /// <summary>The messages by which it tells Wolverine of its events, because a room reacts to them.</summary>
    IReadOnlyCollection<Type> Told { get; }

    /// <summary>Whether every stream has its document; while it has not, each is folded when it is needed.</summary>
    bool IsLevel { get; set; }

    /// <summary>Whether a stream that begins like this is one of its own.</summary>
    bool IsOne(string stream);

    /// <summary>Locks streams, folds them from their beginnings, and queues their documents.</summary>
    Task BuildAsync(IDocumentSession session, IReadOnlyCollection<string> streams, CancellationToken cancellation);

    /// <summary>The streams without a document, or with one that is older than they are; of all streams where all are asked for.</summary>
    Task<List<StreamLength>> BehindAsync(IQuerySession session, bool all, CancellationToken cancellation);
}

/// <summary>
/// Keeps one document per stream, the fold of that stream: a projection of Marten's that runs in the transaction that appends the events.
/// In the same transaction it tells Wolverine of those events that a room reacts to, as <see cref="Stored{T}"/>.
/// </summary>
/// <typeparam name="T">The state, whose id is the stream's name.</typeparam>
/// <param name="fold">The state after one more event; null while there is none.</param>
/// <param name="prefixes">What the names of its streams begin with.</param>
public abstract class StreamState<T>(Func<T?, string, object, T?> fold, params string[] prefixes)
    : SingleStreamProjection<T, string>,
        IStreamState
    where T : class
{
    private readonly Dictionary<Type, (Type Message, Func<IEvent, object?> Make)> _told = [];

    /// <inheritdoc />
    public IReadOnlyList<string> Prefixes => prefixes;

    /// <inheritdoc />
    public IReadOnlyCollection<Type> Told => [.. _told.Values.Select(t => t.Message)];

    /// <inheritdoc />
    public bool IsLevel { get; set; } = true;

    /// <inheritdoc />
    public virtual bool IsOne(string stream) => true;

    /// <summary>This event belongs to the streams that are folded here.</summary>
    protected void Folds<TEvent>()
        where TEvent : notnull => IncludeType<TEvent>();

    /// <summary>This event belongs to the streams that are folded here, and a room reacts to it.</summary>
    /// <param name="when">To which of them; without it, to all.</param>
    protected void FoldsAndTells<TEvent>(Predicate<TEvent>? when = null)
        where TEvent : notnull
    {
        Folds<TEvent>();
        _told.Add(
            typeof(TEvent),
            (
                typeof(Stored<TEvent>),
                e => e.Data is TEvent stored && when?.Invoke(stored) is not false ? new Stored<TEvent>(e.StreamKey!, stored) : null
            )
        );
    }

    /// <summary>This event belongs to the streams that are folded here, and a room reacts to a message made of it.</summary>
    protected void FoldsAndTells<TEvent, TMessage>(Func<string, TEvent, TMessage> message)
        where TEvent : notnull
        where TMessage : notnull
    {
        Folds<TEvent>();
        _told.Add(typeof(TEvent), (typeof(TMessage), e => message(e.StreamKey!, (TEvent)e.Data)));
    }

    /// <inheritdoc />
    public sealed override async ValueTask<T?> EvolveAsync(
        T? snapshot,
        string id,
        IQuerySession session,
        IEvent e,
        CancellationToken cancellation
    ) => fold(snapshot ?? (IsLevel ? null : await FromStreamAsync(session, id, cancellation)), id, e.Data);

    /// <inheritdoc />
    public sealed override ValueTask RaiseSideEffects(IDocumentOperations operations, IEventSlice<T> slice)
    {
        foreach (var e in slice.Events())
        {
            if (_told.TryGetValue(e.EventType, out var tell) && tell.Make(e) is { } message)
                slice.PublishMessage(message);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async Task BuildAsync(IDocumentSession session, IReadOnlyCollection<string> streams, CancellationToken cancellation)
    {
        await session.LockStreamsAsync(streams, cancellation);
        var states = new Dictionary<string, T?>();
        foreach (var e in await session.EventsOfAsync([.. streams], cancellation))
            states[e.StreamKey!] = fold(states.GetValueOrDefault(e.StreamKey!), e.StreamKey!, e.Data);
        session.KeepStates(states.Where(s => s.Value is not null).ToDictionary(s => s.Key, s => s.Value!));
    }

    /// <inheritdoc />
    public async Task<List<StreamLength>> BehindAsync(IQuerySession session, bool all, CancellationToken cancellation)
    {
        var behind = new List<StreamLength>();
        foreach (var prefix in prefixes)
            behind.AddRange((await session.BehindAsync<T>(prefix, all, cancellation)).Where(s => IsOne(s.Stream)));
        return behind;
    }

    private async Task<T?> FromStreamAsync(IQuerySession session, string stream, CancellationToken cancellation)
    {
        T? state = null;
        foreach (var e in await session.EventsOfAsync([stream], cancellation))
            state = fold(state, stream, e.Data);
        return state;
    }
}

/// <summary>Registers states and finds them.</summary>
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
