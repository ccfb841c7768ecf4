using System.Linq.Expressions;

namespace DrEvents.Backend.Features.Events;

public static class EventStatus
{
    public const string Scheduled = "scheduled";
    public const string Active = "active";
    public const string Completed = "completed";
    public const string Cancelled = "cancelled";
    public static readonly IReadOnlyList<string> All = [Scheduled, Active, Completed, Cancelled];
}

/// <summary>A DR event: a reduction asked of a fleet between two times. State is the fold of its stream.</summary>
public sealed record DrEvent
{
    public required string Id { get; init; }
    public required string Status { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public required DateTimeOffset EndTime { get; init; }
    public required double RequestedReductionKw { get; init; }

    /// <summary>0 goes before all others.</summary>
    public required int Priority { get; init; }
    public required string Allocation { get; init; }

    /// <summary>One of <see cref="ControlModes"/>; null in events of earlier versions, which are open.</summary>
    public string? Control { get; init; }
    public bool IsControlled => Control == ControlModes.Closed;

    /// <summary>When shares were adjusted last, but for VENs whose minutes were up; null where they never were.</summary>
    public DateTimeOffset? AdjustedAt { get; init; }

    /// <summary>Which VENs are meant; null for all enabled ones.</summary>
    public EventTargets? Targets { get; init; }

    /// <summary>So many percent of them are drawn at random and not called.</summary>
    public double HoldOutPercent { get; init; }

    /// <summary>What the fleet cannot cover, as known at creation, then at the start, kW.</summary>
    public double ShortfallKw { get; init; }
    public int Revision { get; init; } = 1;

    /// <summary>How long the fleet takes to come back after the event's whole time; null where each VEN's own pace will do.</summary>
    public int? ReturnSeconds { get; init; }

    /// <summary>Whether it was ended so that loads are given back at once.</summary>
    public bool EndsAtOnce { get; init; }

    /// <summary>When VENs are told of it ahead of its start; null when they were, or are not.</summary>
    public DateTimeOffset? AnnounceAt { get; init; }

    /// <summary>Whether VENs were told of it ahead, as it is now or as it was before a change.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>When the announcement was decided; null while there is none for the event as it is now.</summary>
    public DateTimeOffset? AnnouncedAt { get; init; }

    /// <summary>When the <see cref="EventPlan"/> of the event as it is now was made; null while there is none.</summary>
    public DateTimeOffset? PlannedAt { get; init; }

    /// <summary>The newest decision that VENs have to be told: an announcement, a plan, or the event's end, each by its time.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The decision of which every VEN's command is stored.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Of the newest decision, the pages of VENs whose commands are stored.</summary>
    public IReadOnlyList<int> PagesTold { get; init; } = [];

    /// <summary>When the clock last looked after what should have followed.</summary>
    public DateTimeOffset? SweptAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? Reason { get; init; }
    public bool IsActive => Status == EventStatus.Active;
    public bool IsAhead => Status == EventStatus.Scheduled;
    public bool IsOver => Status is EventStatus.Completed or EventStatus.Cancelled;

    /// <summary>Who goes first for a VEN that two events want: lower priority number, then the earlier start, then the id.</summary>
    public (int Priority, DateTimeOffset StartTime, string Id) Rank => (Priority, StartTime, Id);

    /// <summary>Whether a decision is not with all VENs yet.</summary>
    public bool HasToTell => DecidedAt is not null && DecidedAt != ToldAt;
    public bool IsPrepared => IsAhead && PlannedAt is not null;

    /// <summary>When the clock has to look at the event again; null when nothing is left to do.</summary>
    public DateTimeOffset? NextDueAt => EventSteps.NextDueAt(this);

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
                Control = e.Control,
                HoldOutPercent = e.HoldOutPercent,
                ShortfallKw = e.ShortfallKw,
                CreatedAt = e.At,
                AnnounceAt = e.AnnounceAt,
            },
            (null, _) => null,
            (_, EventModified e) => state.Modified(e),
            (_, EventAnnounced e) => state.Decided(e.At) with { IsAnnounced = true, AnnouncedAt = e.At, AnnounceAt = null },
            (_, EventPlanned e) => state.Planned(e.Plan, e.At),
            (_, EventActivated e) => state.Planned(e.Plan, e.At) with
            {
                Status = EventStatus.Active,
                AnnounceAt = null,
                ActivatedAt = e.At,
            },
            // One whose minutes are up restores by itself; to say so is no adjustment that others have to wait for.
            (_, SharesAdjusted e) => e.Changes.Any(c => c.ToKw > 0) ? state with { AdjustedAt = e.At } : state,
            (_, VensTold e) => state.Told(e),
            (_, EventSwept e) => state with { SweptAt = e.At },
            (_, AnnouncementsDispatched e) => state with { ToldAt = e.AnnouncedAt },
            (_, EventDispatched e) => e.Revision >= state.Revision ? state with { ToldAt = state.DecidedAt } : state,
            (_, EventReleased) => state with { ToldAt = state.DecidedAt },
            (_, EventStopped e) => state.Ended(EventStatus.Completed, e.Reason ?? "stopped", e.At) with { EndsAtOnce = e.AtOnce },
            (_, EventCompleted e) => state.Ended(EventStatus.Completed, null, e.At),
            (_, EventCancelled e) => state.Ended(EventStatus.Cancelled, e.Reason, e.At) with { EndsAtOnce = e.AtOnce },
            (_, EventMissed e) => state.Ended(EventStatus.Cancelled, e.Reason, e.At),
            _ => state,
        };

    private DrEvent Modified(EventModified e)
    {
        var changed = this with
        {
            StartTime = e.StartTime,
            EndTime = e.EndTime,
            RequestedReductionKw = e.RequestedReductionKw,
            Priority = e.Priority,
            Allocation = e.Allocation,
            Targets = e.Targets,
            Control = e.Control ?? Control,
            ShortfallKw = e.ShortfallKw,
            AnnounceAt = e.AnnounceAt,
            // What was planned or announced was for the event as it was.
            PlannedAt = null,
            AnnouncedAt = IsActive ? AnnouncedAt : null,
            Revision = IsActive ? Revision + 1 : Revision,
        };
        return IsPrepared ? changed.Decided(e.At) : changed.Planned(e.Plan, e.At);
    }

    /// <summary>Events of old carried their plan; now it is stored by itself.</summary>
    private DrEvent Planned(AllocationPlan? plan, DateTimeOffset at) =>
        plan is null ? this : Decided(at) with { PlannedAt = at, ShortfallKw = plan.ShortfallKw, ReturnSeconds = plan.ReturnSeconds };

    private DrEvent Decided(DateTimeOffset at) => this with { DecidedAt = at, PagesTold = [] };

    private DrEvent Told(VensTold e)
    {
        if (e.DecidedAt != DecidedAt || e.DecidedAt == ToldAt || PagesTold.Contains(e.Page))
            return this;
        var isLast = PagesTold.Count + 1 >= e.Pages;
        return this with { PagesTold = isLast ? [] : [.. PagesTold, e.Page], ToldAt = isLast ? DecidedAt : ToldAt };
    }

    /// <summary>VENs that the event holds, or that know of it, have to be told; where there are none, nothing is left to do.</summary>
    private DrEvent Ended(string status, string? reason, DateTimeOffset at)
    {
        var ended = this with { Status = status, Reason = reason, EndedAt = at, AnnounceAt = null };
        return IsActive || IsAnnounced || PlannedAt is not null ? ended.Decided(at) : ended;
    }
}

public static class FindEvents
{
    public static Task<IReadOnlyList<string>> EventIdsAsync(
        this IQuerySession session,
        Expression<Func<DrEvent, bool>> which,
        CancellationToken cancellation
    ) => session.Query<DrEvent>().Where(which).Select(e => e.Id).ToListAsync(cancellation);
}

public static class ControlModes
{
    /// <summary>While the event runs, the measured reduction is brought to the request and held there.</summary>
    public const string Closed = "closed";

    /// <summary>Each VEN keeps the share that it got at the start, whatever comes of it.</summary>
    public const string Open = "open";
}

public static class AllocationMethods
{
    /// <summary>In proportion to what each VEN can shed now.</summary>
    public const string Weighted = "weighted";

    /// <summary>The same for every VEN, as far as each can.</summary>
    public const string Equal = "equal";
}
