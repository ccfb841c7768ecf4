using DrEvents.Contracts.Http;

namespace DrEvents.Backend.Features.Events;

/// <summary>Status of a DR event, as the contract spells it.</summary>
public static class EventStatus
{
    /// <summary>Waiting for its start.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Running.</summary>
    public const string Active = "active";

    /// <summary>Ran to its end, or was stopped.</summary>
    public const string Completed = "completed";

    /// <summary>Called off, or missed.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Scheduled, Active, Completed, Cancelled];
}

/// <summary>A DR event: a reduction asked of a fleet between two times. State is the fold of its stream.</summary>
public sealed record DrEvent
{
    /// <summary><c>evt-</c> and 8 hex digits; also the stream's name.</summary>
    public required string Id { get; init; }

    /// <summary>One of <see cref="EventStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>When VENs are told to shed.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When VENs are told to restore.</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>Reduction asked of the fleet, kW.</summary>
    public required double RequestedReductionKw { get; init; }

    /// <summary>0 goes before all others.</summary>
    public required int Priority { get; init; }

    /// <summary>How the request is shared out: see <see cref="AllocationMethods"/>.</summary>
    public required string Allocation { get; init; }

    /// <summary>Which VENs are meant; null for all enabled ones.</summary>
    public EventTargets? Targets { get; init; }

    /// <summary>What the fleet cannot cover, as known at creation, then at the start, kW.</summary>
    public double ShortfallKw { get; init; }

    /// <summary>Grows with every change while the event runs; commands carry it.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>The revision whose commands are all stored.</summary>
    public int DispatchedRevision { get; init; }

    /// <summary>When the <see cref="EventPlan"/> for the time from its start on was made; null before the start.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>When VENs are told of it ahead of its start; null when they were, or are not.</summary>
    public DateTimeOffset? AnnounceAt { get; init; }

    /// <summary>Whether VENs were told of it ahead, as it is now or as it was before a change.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>When the announcement was decided; null while there is none for the event as it is now.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>The decision whose announcements are all stored.</summary>
    public DateTimeOffset? DispatchedAnnouncementAt { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it really began.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>When it really ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended otherwise than by its time.</summary>
    public string? Reason { get; init; }

    /// <summary>When the clock has to look at the event again; null when nothing is left to do.</summary>
    public DateTimeOffset? NextDueAt { get; init; }

    /// <summary>Whether the event holds VENs now.</summary>
    public bool IsActive => Status == EventStatus.Active;

    /// <summary>Whether it waits for its start.</summary>
    public bool IsAhead => Status == EventStatus.Scheduled;

    /// <summary>Whether nothing can change any more.</summary>
    public bool IsOver => Status is EventStatus.Completed or EventStatus.Cancelled;

    /// <summary>Who goes first for a VEN that two events want: lower priority number, then the earlier start, then the id.</summary>
    public (int Priority, DateTimeOffset StartTime, string Id) Rank => (Priority, StartTime, Id);

    /// <summary>When it was last decided who is asked for how much: by the plan, before the start by the announcement.</summary>
    public DateTimeOffset? DecidedAt => PlannedAt ?? AnnouncedAt;

    /// <summary>The state after one more stored event; null while the stream holds nothing that makes an event.</summary>
    public static DrEvent? Fold(DrEvent? state, string id, object stored) =>
        (state, stored) switch
        {
            (null, EventScheduled e) => new DrEvent
            {
                Id = id,
                Status = EventStatus.Scheduled,
                StartTime = e.StartTime,
                EndTime = e.EndTime,
                RequestedReductionKw = e.RequestedReductionKw,
                Priority = e.Priority,
                Allocation = e.Allocation,
                Targets = e.Targets,
                ShortfallKw = e.ShortfallKw,
                CreatedAt = e.At,
                AnnounceAt = e.AnnounceAt,
                NextDueAt = Earlier(e.StartTime, e.AnnounceAt),
            },
            (null, _) => null,
            (_, EventModified e) => state with
            {
                StartTime = e.StartTime,
                EndTime = e.EndTime,
                RequestedReductionKw = e.RequestedReductionKw,
                Priority = e.Priority,
                Allocation = e.Allocation,
                Targets = e.Targets,
                ShortfallKw = e.ShortfallKw,
                PlannedAt = e.Plan is null ? state.PlannedAt : e.At,
                Revision = state.IsActive ? state.Revision + 1 : state.Revision,
                AnnounceAt = e.AnnounceAt,
                AnnouncedAt = state.IsActive ? state.AnnouncedAt : null,
                NextDueAt = state.IsActive ? e.At : Earlier(e.StartTime, e.AnnounceAt),
            },
            (_, EventAnnounced e) => state with { IsAnnounced = true, AnnouncedAt = e.At, AnnounceAt = null, NextDueAt = e.At },
            (_, AnnouncementsDispatched e) => state with
            {
                DispatchedAnnouncementAt = e.AnnouncedAt,
                NextDueAt = state.IsAhead && e.AnnouncedAt == state.AnnouncedAt ? state.StartTime : state.NextDueAt,
            },
            (_, EventActivated e) => state with
            {
                Status = EventStatus.Active,
                PlannedAt = e.At,
                AnnounceAt = null,
                ShortfallKw = e.Plan.ShortfallKw,
                ActivatedAt = e.At,
                NextDueAt = e.At,
            },
            (_, EventDispatched e) => state with
            {
                DispatchedRevision = e.Revision,
                NextDueAt = state.IsActive && e.Revision >= state.Revision ? state.EndTime : state.NextDueAt,
            },
            (_, EventStopped e) => state.Ended(EventStatus.Completed, e.Reason ?? "stopped", e.At),
            (_, EventCompleted e) => state.Ended(EventStatus.Completed, null, e.At),
            (_, EventCancelled e) => state.Ended(EventStatus.Cancelled, e.Reason, e.At),
            (_, EventMissed e) => state.Ended(EventStatus.Cancelled, e.Reason, e.At),
            (_, EventReleased) => state with { NextDueAt = null },
            _ => state,
        };

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset? b) => b < a ? b.Value : a;

    /// <summary>An event that held VENs, or announced itself to them, has to release them; any other has nothing left to do.</summary>
    private DrEvent Ended(string status, string? reason, DateTimeOffset at) =>
        this with
        {
            Status = status,
            Reason = reason,
            EndedAt = at,
            AnnounceAt = null,
            NextDueAt = IsActive || IsAnnounced ? at : null,
        };
}

/// <summary>How a request is shared out among VENs.</summary>
public static class AllocationMethods
{
    /// <summary>In proportion to what each VEN can shed now.</summary>
    public const string Weighted = "weighted";

    /// <summary>The same for every VEN, as far as each can.</summary>
    public const string Equal = "equal";
}
