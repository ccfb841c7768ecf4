namespace DrEvents.Backend.Features.CommandKeys;

/// <summary>Command keys in memory: no command reads the store for them.</summary>
public sealed class KnownCommandKeys(OwnSigningKeys own) : ICommandKeys
{
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private CommandKeyState _state = CommandKeyState.Nothing;
    private IReadOnlyList<CommandKeyView> _current = [];

    public CommandKeyState State => Volatile.Read(ref _state);

    public Task FirstRead => _firstRead.Task;

    public IReadOnlyList<CommandKeyView> Current => Volatile.Read(ref _current);

    /// <summary>The key that signs now, of those that this node can sign by.</summary>
    public KnownCommandKey? SigningAt(DateTimeOffset now) => State.SigningAt(now);

    /// <summary>A key of now or of before; null where there is none of that name.</summary>
    public KnownCommandKey? Find(string keyId) => State.Keys.Find(k => k.Id == keyId);

    /// <summary>
    /// Of what the stream says those keys count whose private half this node has. An older state than the one that is known changes nothing.
    /// </summary>
    public void Learn(CommandKeyState stored)
    {
        var state = own.KeysOf(stored);
        lock (_gate)
        {
            if (state.Version >= _state.Version)
            {
                Volatile.Write(ref _state, state);
                Volatile.Write(ref _current, [.. state.InForce.Select(k => k.View)]);
            }
        }
        _firstRead.TrySetResult();
    }
}

/// <summary>Makes the first key, and reads the keys again when the stream has grown, on this node or on another.</summary>
public sealed class CommandKeyWatch(
    IDocumentStore store,
    KnownCommandKeys known,
    OwnSigningKeys own,
    TimeProvider clock,
    ILogger<CommandKeyWatch> log
) : RepeatedWork("Reading the keys that sign commands", TimeSpan.FromSeconds(1), clock, log)
{
    private const string FirstStart = "first start";

    protected override async Task DoAsync(CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        var stream = await session.Events.FetchStreamStateAsync(CommandKeyStream.Id, cancellation);
        if (stream is null && own.Any)
            await MakeFirstAsync(session, cancellation);
        else if (known.FirstRead.IsCompleted && !(stream?.Version > known.State.Version))
            return;
        var state = await session.CommandKeysAsync(cancellation);
        known.Learn(state);
        if (state.InForce.Any() && known.Current.Count == 0)
            Log.LogError(
                "{Setting} is not what {Keys} were made by: commands go out without a signature that VENs take which are enrolled. Every node needs the same file; "
                    + "if it is lost, rotate the key and enrol them again",
                CommandKeyOptions.SigningKey,
                string.Join(", ", state.InForce.Select(k => k.Id))
            );
    }

    private async Task MakeFirstAsync(IDocumentSession session, CancellationToken cancellation)
    {
        if ((await session.HeldCommandKeysAsync(cancellation)).Version > 0)
            return;
        var now = Clock.GetUtcNow();
        session.Events.Append(CommandKeyStream.Id, own.Next(_ => false, now, FirstStart, now));
        await session.SaveChangesAsync(cancellation);
    }
}
