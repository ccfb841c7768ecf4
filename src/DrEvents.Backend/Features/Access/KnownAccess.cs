namespace DrEvents.Backend.Features.Access;

/// <summary>Who may use the interface, in memory: no request reads the store for it.</summary>
public sealed class KnownAccess
{
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private AccessState _state = AccessState.Nothing;

    public AccessState State => Volatile.Read(ref _state);

    /// <summary>Until the stream was read once nobody is let in, since nobody knows yet whether there are keys.</summary>
    public Task FirstRead => _firstRead.Task;

    /// <summary>An older state than the one that is known changes nothing.</summary>
    public void Learn(AccessState state)
    {
        lock (_gate)
        {
            if (state.Version >= _state.Version)
                Volatile.Write(ref _state, state);
        }
        _firstRead.TrySetResult();
    }
}

/// <summary>Reads what the stream has more than is known, whoever changed it on this node or on another.</summary>
public sealed class AccessWatch(IDocumentStore store, KnownAccess known, SigningKeys keys, TimeProvider clock, ILogger<AccessWatch> log)
    : RepeatedWork("Reading who may use the interface", TimeSpan.FromSeconds(1), clock, log)
{
    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.QuerySession();
        var stream = await session.Events.FetchStreamStateAsync(AccessStream.Id, cancellation);
        if (!known.FirstRead.IsCompleted || stream?.Version > known.State.Version)
            known.Learn(await session.AccessAsync(known.State, cancellation));
        await keys.ReadAsync(session, cancellation);
    }
}
