using System.Text.Json;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>One message, read; or the reason why it could not be.</summary>
/// <param name="Message">The message as it came.</param>
/// <param name="VenId">Who sent it; empty when nobody can tell.</param>
/// <param name="Content">What it says; null when it could not be read.</param>
/// <param name="Error">Why it could not be read.</param>
public sealed record Incoming(InboundMessage Message, string VenId, object? Content, string? Error)
{
    /// <summary>Reads a message by its topic.</summary>
    public static Incoming From(InboundMessage message)
    {
        if (message is CommandAtBroker taken)
            return new Incoming(message, taken.Outgoing.VenId, taken, null);
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

/// <summary>A message on one of the device shadow's topics.</summary>
public sealed record ShadowRequest(string Topic, ReadOnlyMemory<byte> Payload)
{
    /// <summary>
    /// Whether the VEN itself speaks: only it asks for its shadow and reports. A desired state is an operator's, and AWS IoT's documents
    /// come when the VEN is away too.
    /// </summary>
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
