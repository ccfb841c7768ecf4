namespace DrEvents.Backend.Features.Participations;

public static class ParticipationStatus
{
    public const string Announced = "announced";
    public const string Pending = "pending";
    public const string Shedding = "shedding";
    public const string Refused = "refused";

    /// <summary>Taken out of the event by the people behind it. It is offered no more until they take it back in.</summary>
    public const string OptedOut = "optedOut";
    public const string Displaced = "displaced";
    public const string Skipped = "skipped";
    public const string Restoring = "restoring";
    public const string Restored = "restored";

    /// <summary>Over without an answer to a restore.</summary>
    public const string Ended = "ended";
}
