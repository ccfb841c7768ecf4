namespace DrEvents.Backend.Mqtt;

/// <summary>Room for the messages of one connection in any second: those under way, and those answered less than a second ago.</summary>
/// <param name="perSecondMax">Never more in a second.</param>
/// <param name="clock">Its clock.</param>
/// <remarks>
/// <see cref="PublishPace"/> spreads what is sent; a busy machine or network can bring it closer together than that. A message arrives between its
/// sending and its answer, so whoever arrives in one second with another was under way with it, or answered less than a second before it was sent:
/// the broker never counts more than this room. Repetitions of a request keep the place of the first.
/// </remarks>
#pragma warning disable CA1001 // A SemaphoreSlim that is not asked for its wait handle has nothing to give back.
public sealed class PublishRoom(int perSecondMax, TimeProvider clock)
#pragma warning restore CA1001
{
    /// <summary>A second, and what timers may be early.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(1_020);

    private readonly SemaphoreSlim _free = new(perSecondMax);

    /// <summary>Waits for a place. Who is cancelled takes none.</summary>
    public Task EnterAsync(CancellationToken cancellation) => _free.WaitAsync(cancellation);

    /// <summary>The message was answered, or never will be. Its place is free a second later.</summary>
    public void Leave() =>
        _ = Task.Delay(Kept, clock)
            .ContinueWith(
                _ => _free.Release(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default
            );
}
