namespace DrEvents.Backend.Mqtt;

/// <summary>What the rest of the backend sees of the broker.</summary>
public interface IBroker
{
    /// <summary>Whether there is a connection now.</summary>
    bool IsConnected { get; }

    /// <summary>Since when there is a connection; null while there is none.</summary>
    DateTimeOffset? ConnectedAt { get; }

    /// <summary>What went wrong at the last attempt to connect; null when nothing did.</summary>
    string? Problem { get; }

    /// <summary>
    /// Publishes with QoS 1 and says whether the broker took it. No more messages than the broker allows are under way at once;
    /// the caller waits for its turn. False, never an exception, when there is no connection or no answer in time.
    /// </summary>
    Task<bool> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}
