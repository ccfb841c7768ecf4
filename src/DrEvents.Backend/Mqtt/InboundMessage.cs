namespace DrEvents.Backend.Mqtt;

/// <summary>A message that the broker delivers again until <see cref="AcknowledgeAsync"/> was called.</summary>
public record InboundMessage(string Topic, ReadOnlyMemory<byte> Payload, DateTimeOffset ReceivedAt, Func<Task> AcknowledgeAsync);

/// <summary>What this node itself has to store, in its place among the messages that come in.</summary>
public sealed record OwnMessage(string VenId, object Content, DateTimeOffset At, Func<Task> StoredAsync)
    : InboundMessage("", default, At, StoredAsync);

public sealed record RefusedMessage(InboundMessage Message, string Reason);
