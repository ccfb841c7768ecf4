using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>A message that the broker delivers again until <see cref="AcknowledgeAsync"/> was called.</summary>
/// <param name="Trace">The trace that its sender says it belongs to.</param>
public sealed record InboundMessage(
    string Topic,
    ReadOnlyMemory<byte> Payload,
    DateTimeOffset ReceivedAt,
    Func<Task> AcknowledgeAsync,
    MessageTrace? Trace = null
);

public sealed record RefusedMessage(InboundMessage Message, string Reason);

/// <summary>One message, read; or the reason why it could not be.</summary>
/// <param name="VenId">Who sent it; empty when nobody can tell.</param>
public sealed record Incoming(InboundMessage Message, string VenId, object? Content, string? Error)
{
    /// <summary>Whether it came on the topic of one VEN and names another.</summary>
    public bool NamesAnother => Error is { } error && Sender.IsContradicted(error);

    public static Incoming From(InboundMessage message)
    {
        var topic = Topics.Parse(message.Topic);
        return topic.Kind switch
        {
            TopicKind.Telemetry => Of(message, TelemetrySample.Read(message.Payload, topic.VenId), topic.VenId, s => s.VenId),
            TopicKind.Ack => Of(message, VenAck.Read(message.Payload), topic.VenId, _ => topic.VenId!),
            TopicKind.Loads => Of(message, LoadsSnapshot.Read(message.Payload, topic.VenId), topic.VenId, s => s.VenId),
            // An empty retained message is how a broker's operator clears a status; it says nothing of the VEN.
            TopicKind.Status when message.Payload.IsEmpty => new Incoming(message, topic.VenId!, null, null),
            TopicKind.Status => Of(message, VenStatusMessage.Read(message.Payload, topic.VenId), topic.VenId, _ => topic.VenId!),
            TopicKind.Shadow => new Incoming(message, topic.VenId!, new ShadowRequest(message.Topic, message.Payload), null),
            _ => new Incoming(message, "", null, "topic: not one of the contract, or its VEN id is none"),
        };
    }

    private static Incoming Of<T>(InboundMessage message, Decoded<T> decoded, string? topicVenId, Func<T, string> sender)
        where T : class =>
        decoded.TryGet(out var content, out var error)
            ? new Incoming(message, sender(content), content, null)
            : new Incoming(message, topicVenId ?? "", null, error);
}

/// <summary>What a batch of messages comes to, until it is stored in one transaction.</summary>
public sealed record Intake(IDocumentSession Session, DateTimeOffset Now)
{
    public StreamAppends Appends { get; } = new();
    public List<RefusedMessage> Refused { get; } = [];

    /// <summary>What the messages came to that answer commands, and what was stored of each.</summary>
    public List<(InboundMessage Message, object Stored)> Answers { get; } = [];

    /// <summary>The samples that were not there before.</summary>
    public List<(InboundMessage Message, TelemetrySample Sample)> Samples { get; } = [];

    /// <summary>What is done when it is.</summary>
    public List<Action> WhenStored { get; } = [];
}

public sealed record ShadowRequest(string Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Only the VEN asks for its shadow and reports; a desired state, and AWS IoT's documents, come when it is away too.</summary>
    public bool IsFromVen => ShadowTopics.VerbOf(Topic) is "get" || (ShadowTopics.VerbOf(Topic) is "update" && Reports());

    private bool Reports()
    {
        try
        {
            using var body = JsonDocument.Parse(Payload, new JsonDocumentOptions { MaxDepth = WireLimits.JsonDepthMax });
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("state", out var state)
                && state.ValueKind == JsonValueKind.Object
                && state.TryGetProperty("reported", out var reported)
                && reported.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            // What cannot be read is rejected as the shadow's protocol has it; it says nothing of the VEN.
            return false;
        }
    }
}
