namespace DrEvents.Backend.Mqtt;

/// <summary>A message that the broker delivered and that it delivers again until <see cref="AcknowledgeAsync"/> was called.</summary>
/// <param name="Topic">Where it was published.</param>
/// <param name="Payload">Its bytes.</param>
/// <param name="ReceivedAt">When it came in.</param>
/// <param name="AcknowledgeAsync">Tells the broker that the message is stored. Does nothing when the connection that brought it is gone.</param>
public record InboundMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt, Func<Task> AcknowledgeAsync);
