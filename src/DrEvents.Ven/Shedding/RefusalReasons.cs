namespace DrEvents.Ven.Shedding;

/// <summary>
/// Why a command is refused: the <c>error</c> of its acknowledgement. Programs may rely on these words; each stands with its meaning in
/// ops/docs/ven-guide.md. A field that cannot be read is refused with its path and what is wrong with it instead.
/// </summary>
internal static class RefusalReasons
{
    public const string Expired = "expired";
    public const string StaleRevision = "stale revision";
    public const string Disabled = "disabled";
    public const string CriticalLoad = "critical load";
    public const string LoadDisabled = "load disabled";
    public const string LoadHasToRun = "load has to run";
    public const string LogUnavailable = "log unavailable";
    public const string EventIdMissing = "event_id: missing";
    public const string EndMissing = "end_ts: missing, and neither duration_s nor expiresAt";
    public const string DurationMissing = "durationS: missing";
    public const string ReductionMissing = "requestedReductionKw: missing or not above 0";
    public const string LoadReductionMissing = "reduceKw: missing or not above 0";
    public const string LoadIdMissing = "loadId: missing";
    public const string CapacityNotPositive = "capacityKw: not above 0";

    public const string OtherVen = "venId: not this VEN";
    public const string ExpiresAtMissing = "expiresAt: missing";
    public const string TooManyRepeats = "too many repeats";
    public const string StaleKeys = "command_keys: older than those in use";

    /// <summary>Followed by what is wrong with it: a VEN that is enrolled obeys signed commands only.</summary>
    public const string Signature = "signature: ";

    /// <summary>Followed by what is wrong with them.</summary>
    public const string CommandKeys = "command_keys: ";

    /// <summary>Followed by the owner's reason.</summary>
    public const string OptedOut = "opted out: ";

    /// <summary>Followed by the op.</summary>
    public const string UnknownOp = "unknown op: ";

    /// <summary>Followed by what was asked for.</summary>
    public const string UnknownWhat = "unknown what: ";

    /// <summary>Followed by the load's id.</summary>
    public const string UnknownLoad = "unknown load: ";
}
