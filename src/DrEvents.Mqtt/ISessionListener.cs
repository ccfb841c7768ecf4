namespace DrEvents.Mqtt;

/// <summary>What a session tells its owner.</summary>
public interface ISessionListener
{
    /// <summary>A connection is about to be made: waits until that makes sense, and says what it is to be like.</summary>
    Task<Attempt> OnConnectingAsync(CancellationToken cancellation) => Task.FromResult(default(Attempt));

    /// <summary>The connection stands and is subscribed. Messages come when this has returned; one can publish before.</summary>
    Task OnConnectedAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>The broker refuses an optional subscription; the connection goes on without it.</summary>
    void OnRefused(RefusedSubscription refusal) { }

    /// <summary>A message arrived; it comes again with the next connection unless it is acknowledged. The next comes when this has returned.</summary>
    Task OnMessageAsync(SessionMessage message, CancellationToken cancellation);

    /// <summary>There is no connection. What this throws ends the session.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="wasConnected">Whether a connection ended; else an attempt failed.</param>
    /// <param name="pause">How long it is until the next attempt.</param>
    void OnDisconnected(ConnectFailure failure, bool wasConnected, TimeSpan pause);
}

/// <summary>What one connection is to be like.</summary>
/// <param name="Will">What the broker publishes when it breaks; null is nothing.</param>
/// <param name="Broken">Cancelled when the way to the broker is gone, for simulations.</param>
public readonly record struct Attempt(LastWill? Will = null, CancellationToken Broken = default);
