using System.Buffers;
using MQTTnet;
using MQTTnet.Packets;

namespace DrEvents.Mqtt;

/// <summary>A message that the broker delivered, and that it delivers again until it is acknowledged.</summary>
public sealed class SessionMessage
{
    private readonly MqttApplicationMessageReceivedEventArgs _received;

    internal SessionMessage(MqttApplicationMessageReceivedEventArgs received)
    {
        _received = received;
        // The buffer belongs to the client only as long as its call lasts.
        Payload = received.ApplicationMessage.Payload.ToArray();
    }

    /// <summary>Where it was published.</summary>
    public string Topic => _received.ApplicationMessage.Topic;

    /// <summary>Its bytes.</summary>
    public byte[] Payload { get; }

    /// <summary>Whether it was there before we subscribed.</summary>
    public bool IsRetained => _received.ApplicationMessage.Retain;

    /// <summary>The trace that it belongs to, where it says so.</summary>
    public MessageTrace? Trace =>
        _received.ApplicationMessage.UserProperties is { Count: > 0 } properties
            ? MessageTrace.Of(properties.Select(p => (p.Name, p.ReadValueAsString())))
            : null;

    /// <summary>Tells the broker that the message is done with. Returns why it could not be told; it brings the message again then.</summary>
    public async Task<string?> AcknowledgeAsync()
    {
        try
        {
            await _received.AcknowledgeAsync(CancellationToken.None);
            return null;
        }
        catch (Exception e)
        {
            // The connection that brought the message is gone, which the client tells in many ways, a NullReferenceException among them.
            return e.Message;
        }
    }
}
