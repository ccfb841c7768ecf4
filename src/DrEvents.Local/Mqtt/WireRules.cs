using System.Text;
using DrEvents.Contracts.Mqtt;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace DrEvents.Local.Mqtt;

/// <summary>What the wire's limits forbid, as reasons for the log; null means allowed.</summary>
internal static class WireRules
{
    /// <summary>The shared-subscription prefix, which the embedded broker cannot serve.</summary>
    private const string SharedPrefix = "$share/";

    /// <summary>Why a message may not be published.</summary>
    public static string? AgainstPublish(string topic, long payloadBytes, MqttQualityOfServiceLevel qos) =>
        qos == MqttQualityOfServiceLevel.ExactlyOnce ? "QoS 2"
        : payloadBytes > WireLimits.PayloadBytesMax ? $"a payload of {payloadBytes} bytes"
        : AgainstTopic(topic);

    /// <summary>Why a filter may not be subscribed to.</summary>
    public static string? AgainstFilter(string filter) =>
        filter.StartsWith(SharedPrefix, StringComparison.Ordinal) ? "a shared subscription" : AgainstTopic(filter);

    /// <summary>Why a SUBSCRIBE packet may not be served as a whole.</summary>
    public static string? AgainstSubscribe(MqttSubscribePacket packet) =>
        packet.TopicFilters.Count > WireLimits.FiltersPerSubscribeMax ? $"{packet.TopicFilters.Count} filters at once" : null;

    private static string? AgainstTopic(string topic) =>
        Encoding.UTF8.GetByteCount(topic) > WireLimits.TopicBytesMax ? $"a topic of {Encoding.UTF8.GetByteCount(topic)} bytes"
        : topic.AsSpan().Count('/') > WireLimits.TopicSlashesMax ? $"a topic with {topic.AsSpan().Count('/')} slashes"
        : null;
}
