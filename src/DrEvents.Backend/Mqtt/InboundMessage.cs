namespace DrEvents.Backend.Mqtt;

/// <summary>A message that the broker delivers again until <see cref="AcknowledgeAsync"/> was called.</summary>
public sealed record InboundMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt, Func<Task> AcknowledgeAsync);

public sealed record RefusedMessage(InboundMessage Message, string Reason);
