namespace DrEvents.Measurement.Engine;

/// <summary>A day that may be like the event's: used, or discarded with the reason. A reason of a used day says why it is in spite of a rule.</summary>
public sealed record DayVerdict(DateOnly Date, bool Used, string? Reason);

/// <summary>Why a day is not used.</summary>
public static class DiscardReasons
{
    public const string Holiday = "a holiday";
    public const string Event = "a day with an event";
    public const string ReachesEvent = "its hours reach into a day with an event";
    public const string ReachesOwnEvent = "its hours reach into the event itself";
    public const string DayBeforeEvent = "the day before the event";
    public const string Missing = "an interval is missing in the event's hours";
    public const string MissingInWindow = "an interval is missing in the adjustment's hours";
    public const string Incomplete = "an interval of the day is missing";
    public const string NothingKnown = "none of its intervals is known with a temperature";
    public const string Skipped = "the clock skips some of these hours";
    public const string NoTemperature = "its temperature is not known";
    public const string NoControl = "the control group is not known in these hours";
    public const string LowUse = "its use is too low";
    public const string NotHighest = "others are higher";
    public const string NotMiddle = "one of the highest or lowest";
    public const string NotNearest = "others are nearer in temperature";

    /// <summary>Of a day that is used.</summary>
    public const string Fill = "a day with an event, since days were too few";
}
