namespace DrEvents.Contracts.Mqtt;

/// <summary>
/// Every MQTT topic of DrEvents, and the only place where a topic string exists.
/// <code>
/// ven/cmd/{venId}        backend to VEN   commands
/// ven/ack/{venId}        VEN to backend   acknowledgements
/// ven/receipt/{venId}    backend to VEN   signed receipts, to who says that it takes them
/// ven/telemetry/{venId}  VEN to backend   telemetry
/// oadr/meter/{venId}     VEN to backend   telemetry, older name
/// volttron/metering      VEN to backend   telemetry, one topic shared by all VENs
/// ven/loads/{venId}      VEN to backend   snapshot of circuits
/// ven/status/{venId}     VEN to backend   retained, offline is the connection's will; the VEN itself listens too
/// $aws/things/{venId}/shadow/…            device shadow, see <see cref="ShadowTopics"/>
/// </code>
/// </summary>
public static class Topics
{
    private const string CommandPrefix = "ven/cmd/";
    private const string AckPrefix = "ven/ack/";
    private const string TelemetryPrefix = "ven/telemetry/";
    private const string MeterPrefix = "oadr/meter/";
    private const string LoadsPrefix = "ven/loads/";
    private const string StatusPrefix = "ven/status/";
    private const string ReceiptPrefix = "ven/receipt/";

    /// <summary>Telemetry on one topic shared by all VENs; the payload says whose it is.</summary>
    public const string SharedMetering = "volttron/metering";

    /// <summary>Telemetry of all VENs, under its three names.</summary>
    public static readonly IReadOnlyList<string> TelemetryFilters = [TelemetryPrefix + "+", MeterPrefix + "+", SharedMetering];

    /// <summary>Acknowledgements of all VENs.</summary>
    public const string AckFilter = AckPrefix + "+";

    /// <summary>What the backend subscribes to; the device shadow's filters are <see cref="ShadowTopics.BackendFilters"/>.</summary>
    public static readonly IReadOnlyList<string> BackendFilters = [AckFilter, .. TelemetryFilters, LoadsPrefix + "+", StatusPrefix + "+"];

    /// <summary>All commands, for a monitor that watches what the backend sends.</summary>
    public const string AllCommands = CommandPrefix + "+";

    /// <summary>Commands from the backend to the VEN.</summary>
    public static string Command(string venId) => CommandPrefix + venId;

    /// <summary>Acknowledgements from the VEN.</summary>
    public static string Ack(string venId) => AckPrefix + venId;

    /// <summary>Telemetry of the VEN.</summary>
    public static string Telemetry(string venId) => TelemetryPrefix + venId;

    /// <summary>Telemetry of the VEN under the older name.</summary>
    public static string Meter(string venId) => MeterPrefix + venId;

    /// <summary>Snapshots of the VEN's circuits.</summary>
    public static string Loads(string venId) => LoadsPrefix + venId;

    /// <summary>Online and offline, retained.</summary>
    public static string Status(string venId) => StatusPrefix + venId;

    /// <summary>Signed receipts from the backend, for a VEN that says <see cref="VenCapabilities.Receipts"/>.</summary>
    public static string Receipt(string venId) => ReceiptPrefix + venId;

    /// <summary>Says what a topic carries and whose it is; <see cref="TopicKind.Unknown"/> for anything the contract does not name.</summary>
    public static Topic Parse(string topic)
    {
        if (topic == SharedMetering)
            return new Topic(TopicKind.Telemetry, VenId: null);
        foreach (var (prefix, kind) in Prefixes)
        {
            if (topic.StartsWith(prefix, StringComparison.Ordinal))
                return VenIds.IsValid(topic.AsSpan(prefix.Length)) ? new Topic(kind, topic[prefix.Length..]) : Topic.Unknown;
        }
        return ShadowTopics.VenOf(topic) is { } venId ? new Topic(TopicKind.Shadow, venId) : Topic.Unknown;
    }

    private static readonly (string Prefix, TopicKind Kind)[] Prefixes =
    [
        (TelemetryPrefix, TopicKind.Telemetry),
        (MeterPrefix, TopicKind.Telemetry),
        (AckPrefix, TopicKind.Ack),
        (LoadsPrefix, TopicKind.Loads),
        (StatusPrefix, TopicKind.Status),
        (CommandPrefix, TopicKind.Command),
        (ReceiptPrefix, TopicKind.Receipt),
    ];
}

/// <summary>What a topic carries.</summary>
public enum TopicKind
{
    /// <summary>No topic of the contract.</summary>
    Unknown,

    /// <summary>Commands to a VEN.</summary>
    Command,

    /// <summary>Acknowledgements of a VEN.</summary>
    Ack,

    /// <summary>Telemetry, under any of its three names.</summary>
    Telemetry,

    /// <summary>Snapshot of a VEN's circuits.</summary>
    Loads,

    /// <summary>Online or offline.</summary>
    Status,

    /// <summary>Device shadow.</summary>
    Shadow,

    /// <summary>A signed receipt for a VEN.</summary>
    Receipt,
}

/// <summary>A topic taken apart.</summary>
/// <param name="Kind">What it carries.</param>
/// <param name="VenId">Whose it is; null where the payload has to say so.</param>
public readonly record struct Topic(TopicKind Kind, string? VenId)
{
    /// <summary>No topic of the contract.</summary>
    public static readonly Topic Unknown = new(TopicKind.Unknown, null);
}
