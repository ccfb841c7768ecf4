namespace DrEvents.Simulator.Faults;

/// <summary>How a VEN behaves badly.</summary>
[Flags]
public enum Fault
{
    /// <summary>It behaves well.</summary>
    None = 0,

    /// <summary>Its network is away for a while, back for as long, and so on. What it measures meanwhile it sends later.</summary>
    Offline = 1,

    /// <summary>It obeys at once and answers late.</summary>
    Slow = 2,

    /// <summary>Its owner does not take part: every shed is refused.</summary>
    Refusing = 4,

    /// <summary>Its clock is wrong.</summary>
    Skewed = 8,

    /// <summary>It acknowledges, but its relays are stuck: nothing is shed.</summary>
    Stuck = 16,

    /// <summary>
    /// Its line loses packets. TCP hides the loss: messages come late, after one or more retransmissions, and now and then the connection
    /// breaks and is made again.
    /// </summary>
    Lossy = 32,
}
