namespace DrEvents.Mqtt;

/// <summary>Who a client is to its broker, what it listens to, and how it behaves.</summary>
/// <param name="Broker">Where the broker is.</param>
/// <param name="ClientId">Its client id. Two connections with one id end each other.</param>
public sealed record SessionSettings(BrokerAddress Broker, string ClientId)
{
    /// <summary>What it listens to, at QoS 1.</summary>
    public IReadOnlyList<Subscription> Subscriptions { get; init; } = [];

    /// <summary>What it listens to no more, though a session that the broker kept may say so: filters of an earlier version.</summary>
    public IReadOnlyList<string> Unwanted { get; init; } = [];

    /// <summary>Most filters that the broker takes in one SUBSCRIBE packet.</summary>
    public required int FiltersPerSubscribeMax { get; init; }

    /// <summary>How long the broker keeps the session, and what arrives for it, while nobody is connected. Zero keeps nothing.</summary>
    public TimeSpan Expiry { get; init; }

    /// <summary>Most messages that the broker may have under way to us without our acknowledgement; 0 leaves it to the broker.</summary>
    public ushort ReceiveMaximum { get; init; }

    /// <summary>Longest packet that the broker may send us, bytes (MQTT's Maximum Packet Size); 0 leaves it to the broker.</summary>
    public uint PacketBytesMax { get; init; }

    /// <summary>Gives the connection room for many messages, see <see cref="SocketBuffers"/>.</summary>
    public bool IsBusy { get; init; }

    /// <summary>The pauses between attempts to connect.</summary>
    public required PauseBounds Pauses { get; init; }

    /// <summary>Longer than any broker in reach takes to answer. Real time, whatever the session's clock shows: so is the network's.</summary>
    public TimeSpan AnswerLongest { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Topics that are subscribed to together.</summary>
/// <param name="Filters">Their filters.</param>
/// <param name="IsOptional">
/// Whether the connection is good without them. A broker that breaks the connection over them, as AWS IoT Core does where the client's
/// policy lacks them, is not asked for ever.
/// </param>
public sealed record Subscription(IReadOnlyList<string> Filters, bool IsOptional = false);

/// <summary>What the broker publishes, retained and at QoS 1, when a connection ends without a goodbye.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Payload">What.</param>
public sealed record LastWill(string Topic, byte[] Payload);

/// <summary>The bounds of the pauses between attempts to connect.</summary>
/// <param name="First">No pause is shorter.</param>
/// <param name="Longest">No pause is longer.</param>
public sealed record PauseBounds(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The bounds after another client took over the client id; null makes no difference.</summary>
    public PauseBounds? AfterTakeover { get; init; }
}
