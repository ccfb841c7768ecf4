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

    /// <summary>Deepest nesting of JSON that is read; the contract's own payloads need five levels.</summary>
    public const int JsonDepthMax = 16;

    /// <summary>Most loads in one payload. A panel with more circuits does not fit into 128 KiB anyway.</summary>
    public const int LoadsMax = 512;

    /// <summary>Longest free text (names, reasons) that is kept from a payload, in characters.</summary>
    public const int TextMax = 512;
}
