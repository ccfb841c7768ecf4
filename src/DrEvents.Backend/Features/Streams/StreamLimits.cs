namespace DrEvents.Backend.Features.Streams;

/// <summary>How much of the past is told to a client that comes again, and kept for it.</summary>
public sealed record StreamLimits
{
    /// <summary>Stored events that a client may have missed; and items that are kept in memory for all of them.</summary>
    public int MissedMax { get; init; } = 5_000;

    /// <summary>So many numbers of the sequence are looked through for them, most of which are samples: at 1,000 samples/s those of eight minutes.</summary>
    public long ScannedMax { get; init; } = 500_000;

    /// <summary>Without anything to say for so long, a comment is sent.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
