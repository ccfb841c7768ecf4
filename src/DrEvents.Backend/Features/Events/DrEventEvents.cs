namespace DrEvents.Backend.Features.Events;

/// <summary>
/// An operator asked for a reduction, kW. <c>AnnounceAt</c> is null when VENs are not told ahead; <c>Control</c> is one of <see cref="ControlModes"/>, and
/// null in events of earlier versions, which are open; of <c>HoldOutPercent</c> of the VENs nothing is asked.
/// </summary>
/// <param name="Trace">The trace of the request, as W3C's trace context writes it, where it was recorded.</param>
public sealed record EventScheduled(
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    double RequestedReductionKw,
    int Priority,
    string Allocation,
    EventTargets? Targets,
    double ShortfallKw,
    DateTimeOffset At,
    DateTimeOffset? AnnounceAt = null,
    string? Control = null,
    double HoldOutPercent = 0,
    string? Trace = null
);

/// <summary>The operator changed the event, and when VENs are told of it before its start. Only earlier versions stored a plan here.</summary>
public sealed record EventModified(
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    double RequestedReductionKw,
    int Priority,
    string Allocation,
    EventTargets? Targets,
    double ShortfallKw,
    AllocationPlan? Plan,
    DateTimeOffset At,
    DateTimeOffset? AnnounceAt = null,
    string? Control = null
);

/// <summary>Whom VENs that can begin by themselves are told ahead of, and for how much; what is decided at the start replaces it.</summary>
/// <param name="Others">Those whose VENs cannot begin by themselves, and would be asked as well: people can be told. Null in announcements of before.</param>
public sealed record EventAnnounced(
    AllocationPlan Plan,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<VenShare>? Others = null
);

/// <summary>Says that an announcement was stored, without all that is in it.</summary>
public sealed record EventWasAnnounced(string EventId, DateTimeOffset At);

/// <summary>Who is asked for how much was decided: shortly before the start, at it, or when the running event was changed.</summary>
public sealed record EventPlanned(AllocationPlan Plan, DateTimeOffset At);

/// <summary>The event began, so long after its planned start. A plan is only in events of earlier versions.</summary>
public sealed record EventActivated(AllocationPlan? Plan, double LateByMs, DateTimeOffset At);

/// <summary>What a page of VENs has to be told of the decision of <c>DecidedAt</c> is stored; pages count from 0.</summary>
public sealed record VensTold(DateTimeOffset DecidedAt, int Page, int Pages, DateTimeOffset At);

/// <summary>What should have followed from the event's newest decision had not, and was asked for again.</summary>
public sealed record EventSwept(DateTimeOffset At);

/// <summary>Earlier versions: every announcement that was decided at <c>AnnouncedAt</c> is stored.</summary>
public sealed record AnnouncementsDispatched(DateTimeOffset AnnouncedAt, DateTimeOffset At);

/// <summary>Earlier versions: every command of the plan's revision is stored.</summary>
public sealed record EventDispatched(int Revision, DateTimeOffset At);

/// <summary>The measured reduction was not what was asked: some VENs get another share. Replay decides the same from the same figures.</summary>
/// <param name="Figures">What it rests on.</param>
/// <param name="Reserve">VENs without a share that could have been called, in the order of calling; empty where none were needed.</param>
public sealed record SharesAdjusted(
    ControlFigures Figures,
    IReadOnlyList<ShareChange> Changes,
    IReadOnlyList<ReserveVen> Reserve,
    DateTimeOffset At
);

/// <summary>An event's VENs together, as the live read models showed them at one moment. Powers in kW.</summary>
/// <param name="AsOf">The stored event up to which the read models were folded.</param>
/// <param name="MeasuredKw">What those deliver by their meters of which a reading of the last two minutes is known.</param>
/// <param name="ExpectedKw">What all come to when everything that they were told has taken effect.</param>
/// <param name="Settled">VENs that count by their meters.</param>
/// <param name="UnderWay">VENs whose newest command does not show at the meter yet: they count by what they said.</param>
/// <param name="Silent">The others.</param>
public sealed record ControlFigures(
    long AsOf,
    double RequestedKw,
    double MeasuredKw,
    double ExpectedKw,
    int Settled,
    int UnderWay,
    int Silent,
    OthersMoved? Others = null
);

/// <summary>How the use of VENs that are not called has moved since before the event; null in <see cref="ControlFigures"/> where that was not looked at.</summary>
/// <param name="Share">What they use now ÷ what they used before.</param>
/// <param name="Error">Standard error of that ratio.</param>
public sealed record OthersMoved(double Share, double Error, int Vens);

/// <summary>A VEN's share before and after, and what it is expected to deliver then. Powers in kW.</summary>
public sealed record ShareChange(string VenId, double FromKw, double ToKw, double ExpectedKw);

/// <param name="AvailableKw">What it could shed, kW.</param>
public sealed record ReserveVen(string VenId, double AvailableKw);

/// <summary>An operator ended the event before its time. <c>AtOnce</c>: loads are given back at once, whatever peak that makes.</summary>
public sealed record EventStopped(string? Reason, DateTimeOffset At, bool AtOnce = false);

public sealed record EventCompleted(DateTimeOffset At);

/// <summary>An operator called the event off, before or during it. <c>AtOnce</c> as in <see cref="EventStopped"/>.</summary>
public sealed record EventCancelled(string? Reason, DateTimeOffset At, bool AtOnce = false);

/// <summary>Nobody was there to start the event before its time was over.</summary>
public sealed record EventMissed(string Reason, DateTimeOffset At);

/// <summary>Earlier versions: every VEN that was shed for the event has been told to restore.</summary>
public sealed record EventReleased(DateTimeOffset At);

/// <summary>Who is asked for how much, who is not asked and why, and what the fleet cannot cover. Powers in kW.</summary>
/// <param name="ReturnSeconds">How long the fleet takes to come back after the event's whole time; null where each VEN's own pace will do.</param>
public sealed record AllocationPlan(
    IReadOnlyList<VenShare> Shares,
    IReadOnlyList<VenSkip> Skipped,
    double ShortfallKw,
    int? ReturnSeconds = null
);

public sealed record VenShare(string VenId, double Kw);

/// <summary>A VEN that is asked for nothing, with the reason in <see cref="SkipReasons"/>.</summary>
public sealed record VenSkip(string VenId, string Reason);

public static class SkipReasons
{
    /// <summary>It is not connected. It is offered a part when it comes back.</summary>
    public const string Offline = "offline";
    public const string NothingToShed = "nothingToShed";
    public const string NotNeeded = "notNeeded";
    public const string Unknown = "unknown";
    public const string Disabled = "disabled";

    /// <summary>Its home is exempt from all events.</summary>
    public const string Exempt = "exempt";
    public const string OptedOut = "optedOut";
    public const string ServingPrefix = "serving ";

    /// <summary>It took part in as many events of the day, or the season, as it may.</summary>
    public const string LimitReached = "limitReached";

    /// <summary>Its last event was not long enough ago. It is offered a part when it has rested.</summary>
    public const string Resting = "resting";

    /// <summary>It takes no part in the event's programme.</summary>
    public const string NotEnrolled = "notEnrolled";

    /// <summary>It takes part in a programme, and the event belongs to none.</summary>
    public const string OfProgramme = "ofProgramme";

    /// <summary>It took part in this event for as long as it may.</summary>
    public const string MinutesUp = "minutesUp";

    /// <summary>It was drawn to be left alone, so that what it uses tells what the others would have used.</summary>
    public const string HeldOut = "heldOut";

    public static string Serving(string eventId) => ServingPrefix + eventId;

    /// <summary>Whether the reason can pass while the event runs, so that the VEN may be offered a part later.</summary>
    public static bool CanPass(string? reason) =>
        reason is Offline or Resting || reason?.StartsWith(ServingPrefix, StringComparison.Ordinal) == true;
}
