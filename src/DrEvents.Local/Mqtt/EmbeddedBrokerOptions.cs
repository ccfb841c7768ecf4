namespace DrEvents.Local.Mqtt;

/// <summary>How an <see cref="EmbeddedBroker"/> is to run.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>The port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where retained messages are kept for the next process; null keeps them in memory only.</summary>
    public string? RetainedFile { get; init; }
}
