using DrEvents.Ven.Log;

namespace DrEvents.Ven.Shedding;

/// <summary>Whose word counts.</summary>
internal sealed partial record VenState
{
    /// <summary>How many commands and wishes were refused since the log began, because nobody signed them whose word counts.</summary>
    public int CommandsRefusedCount { get; init; }

    /// <summary>When the keys of now were issued; null where enrolment gave them, and nothing since.</summary>
    public DateTimeOffset? CommandKeysIssuedAt { get; init; }

    /// <summary>When the newest signed wish was issued, Unix milliseconds; null before the first.</summary>
    public long? SignedWishMs { get; init; }

    private VenState AfterTrust(VenEvent happened) =>
        happened switch
        {
            CommandsRefused e => this with { CommandsRefusedCount = CommandsRefusedCount + e.Count },
            CommandKeysTaken e => this with { CommandKeysIssuedAt = e.IssuedAt },
            SignedWishCame e => this with { SignedWishMs = e.IssuedAtMs },
            _ => AfterReceipt(happened),
        };
}
