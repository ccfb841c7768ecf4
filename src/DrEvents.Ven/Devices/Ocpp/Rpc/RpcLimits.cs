namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>How much one charger may ask of the VEN.</summary>
internal sealed record RpcLimits
{
    /// <summary>Most bytes of one message; reports of OCPP 2.0.1 are the longest.</summary>
    public int MessageBytesMax { get; init; } = 128 * 1024;

    /// <summary>Calls that may wait for their answers; a charger sends one at a time.</summary>
    public int WaitingCallsMax { get; init; } = 16;

    /// <summary>Longest that a call beyond those waits for a place.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Messages a second beyond which the charger is read no faster.</summary>
    public int MessagesASecondMax { get; init; } = 50;

    /// <summary>Longest that the rest of a message may take after its first bytes.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest that a message may take on its way out.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest that an answer may take.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a connection on which nothing comes is asked whether it is still there.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest that it may take to say so.</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
