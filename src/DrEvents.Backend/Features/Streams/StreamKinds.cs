namespace DrEvents.Backend.Features.Streams;

/// <summary>Names of messages, by which clients listen to them.</summary>
public static class StreamKinds
{
    public const string Stored = "stored";
    public const string Network = "network";
    public const string Events = "events";
    public const string Attention = "attention";
    public const string Event = "event";
    public const string Metrics = "metrics";
    public const string Vens = "vens";
    public const string Adjustment = "adjustment";
    public const string Away = "away";
    public const string Back = "back";
    public const string Reset = "reset";

    /// <summary>What a client may choose from; what the stream says of itself it is always told.</summary>
    public static readonly IReadOnlyList<string> OfSystem = [Stored, Network, Events, Attention];

    /// <inheritdoc cref="OfSystem"/>
    public static readonly IReadOnlyList<string> OfEvent = [Event, Metrics, Vens, Adjustment, Stored];
}
