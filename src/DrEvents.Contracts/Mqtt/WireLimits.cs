using System.Text;

namespace DrEvents.Contracts.Mqtt;

/// <summary>Limits of AWS IoT Core, kept on every broker so that one build runs on all of them.</summary>
public static class WireLimits
{
    /// <summary>Largest payload of one message, in bytes.</summary>
    public const int PayloadBytesMax = 128 * 1024;

    /// <summary>Longest topic, in UTF-8 bytes.</summary>
    public const int TopicBytesMax = 256;

    /// <summary>Most slashes in one topic.</summary>
    public const int TopicSlashesMax = 7;

    /// <summary>Most filters in one SUBSCRIBE packet.</summary>
    public const int FiltersPerSubscribeMax = 8;

    /// <summary>Most unacknowledged QoS 1 messages in each direction of one connection.</summary>
    public const int InFlightMax = 100;

    /// <summary>Most messages that one connection publishes in a second.</summary>
    public const int PublishesPerSecondMax = 100;

    /// <summary>Most subscriptions of one connection.</summary>
    public const int SubscriptionsMax = 50;

    /// <summary>Deepest nesting of JSON that is read; the contract's own payloads need five levels.</summary>
    public const int JsonDepthMax = 16;

    /// <summary>Most loads in one payload. A panel with more circuits does not fit into 128 KiB anyway.</summary>
    public const int LoadsMax = 512;

    /// <summary>Longest free text (names, reasons) that is kept from a payload, in characters.</summary>
    public const int TextMax = 512;

    /// <summary>What of a message's topic or size a broker would refuse; null when nothing.</summary>
    public static string? ProblemOf(string topic, int payloadBytes)
    {
        if (payloadBytes > PayloadBytesMax)
            return $"the payload has {payloadBytes} bytes, more than {PayloadBytesMax}";
        if (Encoding.UTF8.GetByteCount(topic) > TopicBytesMax)
            return $"the topic has more than {TopicBytesMax} bytes";
        var slashes = topic.AsSpan(topic.StartsWith('$') ? ReservedPrefixLength(topic) : 0).Count('/');
        return slashes > TopicSlashesMax ? $"the topic has {slashes} slashes, more than {TopicSlashesMax}" : null;
    }

    /// <summary>AWS IoT's rules and shared subscriptions do not count the first three parts of a name that is reserved.</summary>
    private static int ReservedPrefixLength(string topic)
    {
        var at = 0;
        for (var part = 0; part < 3; part++)
        {
            var slash = topic.IndexOf('/', at);
            if (slash < 0)
                return topic.Length;
            at = slash + 1;
        }
        return at;
    }
}
