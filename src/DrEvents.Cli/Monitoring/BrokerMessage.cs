namespace DrEvents.Cli.Monitoring;

/// <summary>One message as the broker delivered it.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">Its bytes, whatever they are.</param>
/// <param name="Retained">Whether it stood there before the monitor came, so that it says how things are rather than what happens.</param>
/// <param name="ReceivedAt">When the monitor got it.</param>
sealed record BrokerMessage(string Topic, ReadOnlyMemory<byte> Payload, bool Retained, DateTimeOffset ReceivedAt);
