using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Features.Events;

/// <summary>
/// An operator asked for a reduction, kW, between two times. <c>AnnounceAt</c>: when VENs are told ahead of the start; null when they are
/// not, as in events that were stored before there were announcements.
/// </summary>
public sealed record EventScheduled(
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    double RequestedReductionKw,
    int Priority,
    string Allocation,
    EventTargets? Targets,
    double ShortfallKw,
    DateTimeOffset At,
    DateTimeOffset? AnnounceAt = null
);

/// <summary>
/// The operator changed the event. While it is active the change carries the new plan, and its revision outranks the commands sent before.
/// Before its start, <c>AnnounceAt</c> is when VENs are told of it, or told anew.
/// </summary>
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
    DateTimeOffset? AnnounceAt = null
);

/// <summary>
/// VENs that can begin by themselves are told ahead of the start: whom, and for how much, was decided here. What is decided at the start
/// replaces it.
/// </summary>
public sealed record EventAnnounced(AllocationPlan Plan, DateTimeOffset At);

/// <summary>Every announcement that was decided at <c>AnnouncedAt</c> is stored; what is left is sending and repeating.</summary>
public sealed record AnnouncementsDispatched(DateTimeOffset AnnouncedAt, DateTimeOffset At);

/// <summary>The event began: who is asked for how much was decided here. <c>LateByMs</c> is the distance from the planned start.</summary>
public sealed record EventActivated(AllocationPlan Plan, double LateByMs, DateTimeOffset At);

/// <summary>Every command of the plan's revision is stored; what is left is sending and repeating.</summary>
public sealed record EventDispatched(int Revision, DateTimeOffset At);

/// <summary>An operator ended the event before its time.</summary>
public sealed record EventStopped(string? Reason, DateTimeOffset At);

/// <summary>The event ran to its end.</summary>
public sealed record EventCompleted(DateTimeOffset At);

/// <summary>An operator called the event off, before or during it.</summary>
public sealed record EventCancelled(string? Reason, DateTimeOffset At);

/// <summary>Nobody was there to start the event before its time was over.</summary>
public sealed record EventMissed(string Reason, DateTimeOffset At);

/// <summary>Every VEN that was shed for the event has been told to restore.</summary>
public sealed record EventReleased(DateTimeOffset At);

/// <summary>Who is asked for how much, and who is not asked and why. Powers in kW.</summary>
/// <param name="Shares">Each VEN's part.</param>
/// <param name="Skipped">VENs that were meant but are asked for nothing.</param>
/// <param name="ShortfallKw">What the fleet cannot cover.</param>
public sealed record AllocationPlan(IReadOnlyList<VenShare> Shares, IReadOnlyList<VenSkip> Skipped, double ShortfallKw);

/// <summary>One VEN's part of an event, kW.</summary>
public sealed record VenShare(string VenId, double Kw);

/// <summary>A VEN that is asked for nothing, with the reason in <see cref="SkipReasons"/>.</summary>
public sealed record VenSkip(string VenId, string Reason);

/// <summary>Why a VEN is asked for nothing.</summary>
public static class SkipReasons
{
    /// <summary>It is not connected. It is offered a part when it comes back.</summary>
    public const string Offline = "offline";

    /// <summary>It has nothing to shed now.</summary>
    public const string NothingToShed = "nothingToShed";

    /// <summary>The others cover the request.</summary>
    public const string NotNeeded = "notNeeded";

    /// <summary>No VEN of that id is registered, or it was removed.</summary>
    public const string Unknown = "unknown";

    /// <summary>It is disabled.</summary>
    public const string Disabled = "disabled";

    /// <summary>The people behind it took it out of this event.</summary>
    public const string OptedOut = "optedOut";

    /// <summary>It serves an event that goes before this one; followed by that event's id.</summary>
    public const string ServingPrefix = "serving ";

    /// <summary>It serves an event that goes before this one.</summary>
    public static string Serving(string eventId) => ServingPrefix + eventId;

    /// <summary>Whether the reason can pass while the event runs, so that the VEN may be offered a part later.</summary>
    public static bool CanPass(string? reason) => reason == Offline || reason?.StartsWith(ServingPrefix, StringComparison.Ordinal) == true;
}
