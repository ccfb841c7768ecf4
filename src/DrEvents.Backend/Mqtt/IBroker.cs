namespace DrEvents.Backend.Mqtt;

public interface IBroker
{
    bool IsConnected { get; }

    DateTimeOffset? ConnectedAt { get; }

    /// <summary>What went wrong at the last attempt to connect; null when nothing did.</summary>
    string? Problem { get; }

    /// <summary>When the message was handed over; null, never an exception, when the broker did not take it. Waits for its turn.</summary>
    Task<DateTimeOffset?> PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation);
}
