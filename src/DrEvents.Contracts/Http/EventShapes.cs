using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace DrEvents.Contracts.Http;

/// <summary>Which VENs an event is for; without it, all enabled VENs that take part in no programme.</summary>
/// <param name="Programme">The programme that the event belongs to: of the others, only VENs that take part in it are meant.</param>
public sealed record EventTargets(IReadOnlyList<string>? VenIds = null, IReadOnlyList<string>? Groups = null, string? Programme = null);

/// <summary>
/// Body of <c>POST /api/events</c> and, with one VEN as target, of <c>POST /api/vens/{venId}/send-event</c>. <c>HoldOutPercent</c>, 0 to 50: so many
/// percent of the VENs that are meant are drawn at random and not called; by what they use it is measured what the others would have used.
/// </summary>
public sealed record CreateEventRequest(
    DateTimeOffset? StartTime = null,
    [property: Required] DateTimeOffset? EndTime = null,
    [property: Required] double? RequestedReductionKw = null,
    string? Status = null,
    int? Priority = null,
    string? Allocation = null,
    EventTargets? Targets = null,
    string? Control = null,
    double? HoldOutPercent = null
);

/// <summary>Body of <c>PATCH /api/events/{id}</c>; what is null stays.</summary>
public sealed record ChangeEventRequest(
    DateTimeOffset? StartTime = null,
    DateTimeOffset? EndTime = null,
    double? RequestedReductionKw = null,
    int? Priority = null,
    string? Allocation = null,
    EventTargets? Targets = null,
    string? Control = null
);

/// <summary>
/// Body of <c>POST /api/events/{id}/stop</c> and of <c>DELETE /api/events/{id}</c>; may be absent. <c>AtOnce</c>, for emergencies: all loads are given
/// back at once, whatever peak that makes; else the fleet comes back gently.
/// </summary>
public sealed record StopEventRequest(string? Reason = null, bool? AtOnce = null);

/// <summary>A DR event as lists show it. Powers in kW.</summary>
public record EventView
{
    /// <summary><c>evt-</c> and 8 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary><c>scheduled</c>, <c>active</c>, <c>completed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When VENs are told to shed.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When VENs are told to restore.</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>What is asked of the fleet.</summary>
    public required double RequestedReductionKw { get; init; }

    /// <summary>While active the current reduction, afterwards the mean measured one; null before the start.</summary>
    public double? ActualReductionKw { get; init; }

    /// <summary>What the fleet cannot cover, as known at creation, then at the start.</summary>
    public double ShortfallKw { get; init; }

    /// <summary>0 goes before all others.</summary>
    public int Priority { get; init; }

    /// <summary><c>weighted</c> or <c>equal</c>.</summary>
    public required string Allocation { get; init; }

    /// <summary><c>closed</c>: the measured reduction is brought to the request and held there; <c>open</c>: shares stay as they began.</summary>
    public string Control { get; init; } = "open";

    /// <summary>Which VENs are meant; null for all enabled ones.</summary>
    public EventTargets? Targets { get; init; }

    /// <summary>So many percent of them are drawn at random and not called.</summary>
    public double HoldOutPercent { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it really began.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>When it really ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why it ended otherwise than by its time.</summary>
    public string? Reason { get; init; }
}

/// <summary>A DR event with its figures and with every VEN's part.</summary>
public sealed record EventDetail : EventView
{
    public EventDetail() { }

    /// <summary>Adds them to an event.</summary>
    [SetsRequiredMembers]
    public EventDetail(EventView view, EventMetricsView metrics, IReadOnlyList<ParticipationView> vens)
        : base(view) => (Metrics, Vens) = (metrics, vens);

    /// <summary>Live figures, or final ones.</summary>
    [JsonPropertyOrder(1)]
    public required EventMetricsView Metrics { get; init; }

    /// <summary>The metrics' own, for clients that look for it here.</summary>
    public string EventId => Metrics.EventId;

    /// <inheritdoc cref="EventId" />
    public double CurrentReductionKw => Metrics.CurrentReductionKw;

    /// <inheritdoc cref="EventId" />
    public double ClaimedReductionKw => Metrics.ClaimedReductionKw;

    /// <inheritdoc cref="EventId" />
    public double ExpectedReductionKw => Metrics.ExpectedReductionKw;

    /// <inheritdoc cref="EventId" />
    public int VensTargeted => Metrics.VensTargeted;

    /// <inheritdoc cref="EventId" />
    public int VensDispatched => Metrics.VensDispatched;

    /// <inheritdoc cref="EventId" />
    public int VensResponding => Metrics.VensResponding;

    /// <inheritdoc cref="EventId" />
    public int VensRefused => Metrics.VensRefused;

    /// <inheritdoc cref="EventId" />
    public int VensFresh => Metrics.VensFresh;

    /// <inheritdoc cref="EventId" />
    public int VensExpected => Metrics.VensExpected;

    /// <inheritdoc cref="EventId" />
    public int VensUnverified => Metrics.VensUnverified;

    /// <inheritdoc cref="EventId" />
    public double? AvgResponseMs => Metrics.AvgResponseMs;

    /// <inheritdoc cref="EventId" />
    public long ReadingsLeftOut => Metrics.ReadingsLeftOut;

    /// <inheritdoc cref="EventId" />
    public double? CurrentReductionErrorKw => Metrics.CurrentReductionErrorKw;

    /// <inheritdoc cref="EventId" />
    public IReadOnlyDictionary<string, int>? BaselineMethods => Metrics.BaselineMethods;

    /// <inheritdoc cref="EventId" />
    public int VensDelivering => Metrics.VensDelivering;

    /// <inheritdoc cref="EventId" />
    public int VensNotDelivering => Metrics.VensNotDelivering;

    /// <inheritdoc cref="EventId" />
    public int VensUnproven => Metrics.VensUnproven;

    /// <inheritdoc cref="EventId" />
    public double PreEventReductionKw => Metrics.PreEventReductionKw;

    /// <inheritdoc cref="EventId" />
    public double? ReboundKwh => Metrics.ReboundKwh;

    /// <inheritdoc cref="EventId" />
    public double? ReturnNetKwh => Metrics.ReturnNetKwh;

    /// <inheritdoc cref="EventId" />
    public double? ReturnPeakShare => Metrics.ReturnPeakShare;

    /// <summary>Every VEN's part.</summary>
    [JsonPropertyOrder(2)]
    public required IReadOnlyList<ParticipationView> Vens { get; init; }
}

/// <summary>
/// A VEN's part in an event. Powers in kW. <c>ShedKw</c> is measured against the surest baseline that there is, else claimed by the VEN.
/// <c>Status</c> is <c>announced</c>, <c>pending</c>, <c>shedding</c>, <c>notDelivering</c>, <c>refused</c>, <c>displaced</c>, <c>skipped</c>,
/// <c>restoring</c>, <c>restored</c>, <c>ended</c> or <c>noAnswer</c>; <c>Reason</c> says why where it is not plain. <c>AcceptedAt</c>: it said yes;
/// <c>ActuatedAt</c>: it says that at least half of it is shed; <c>MeteredAt</c>: its meter shows at least half of it. <c>MissingKw</c>: of what it
/// promises, what its meter has not shown in the last two minutes. <c>BaselineErrorKw</c>: one standard error of what it counts by, and
/// <c>BaselineMethod</c> which that is: <c>counterfactual</c>, <c>like-days</c>, <c>control-group</c>, <c>pre-event-time-mean</c> or <c>claim</c>.
/// <c>Unproven</c>: whether its measurements in the event came <c>wholly</c> or <c>partly</c> over the topic that all VENs share, where nobody can prove who
/// sends; null where none did.
/// </summary>
public sealed record ParticipationView(
    string VenId,
    string VenName,
    double ShedKw,
    string Status,
    string? Reason,
    double RequestedKw,
    double? AcceptedKw,
    double? ClaimedKw,
    double? BaselineKw,
    bool Verified,
    double? ResponseMs,
    IReadOnlyList<CommandView> Commands,
    DateTimeOffset? AcceptedAt = null,
    DateTimeOffset? ActuatedAt = null,
    DateTimeOffset? MeteredAt = null,
    double? PromisedKw = null,
    double? MissingKw = null,
    double? BaselineErrorKw = null,
    string? BaselineMethod = null,
    string? Unproven = null
);

/// <summary>Answer to a stop.</summary>
public sealed record StopTaken(string Status, string EventId);
