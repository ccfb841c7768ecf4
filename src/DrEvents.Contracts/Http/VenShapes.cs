using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DrEvents.Contracts.Http;

/// <summary>Where a site is, degrees (WGS 84).</summary>
public sealed record GeoLocation(double Lat, double Lon);

/// <summary>Body of <c>POST /api/vens</c>.</summary>
/// <param name="SharedTopic">Whether its samples are taken from the topic that all VENs share, where nobody can prove who sends.</param>
public sealed record RegisterVenRequest(
    string? Name,
    GeoLocation? Location = null,
    string? Status = null,
    string? RegistrationId = null,
    IReadOnlyList<string>? Groups = null,
    string? Address = null,
    HomeLimits? Limits = null,
    bool? SharedTopic = null
);

/// <summary>Body of <c>PATCH /api/vens/{venId}</c>; what is null stays. <c>Status</c> is <c>enabled</c> or <c>disabled</c>.</summary>
/// <param name="Limits">All of them: one that is not in it is off, and <c>{}</c> takes all away.</param>
/// <param name="SharedTopic">Whether its samples are taken from the topic that all VENs share, where nobody can prove who sends.</param>
public sealed record ChangeVenRequest(
    string? Name = null,
    GeoLocation? Location = null,
    string? Status = null,
    IReadOnlyList<string>? Groups = null,
    string? Address = null,
    HomeLimits? Limits = null,
    bool? SharedTopic = null
);

/// <summary>
/// Body of <c>PATCH /api/vens</c>: changes many VENs at once. <c>Status</c> is <c>enabled</c> or <c>disabled</c>; what is null stays.
/// </summary>
/// <param name="VenIds">Which ones, 1 to 1,000.</param>
public sealed record ChangeVensRequest(IReadOnlyList<string>? VenIds = null, GroupsChange? Groups = null, string? Status = null);

/// <summary>Groups that VENs come to and leave; the others stay.</summary>
[KnownNamesOnly]
public sealed record GroupsChange(IReadOnlyList<string>? Add = null, IReadOnlyList<string>? Remove = null);

/// <summary>What became of many VENs: how many were changed, and each of them in the order of the request.</summary>
public sealed record VensChanged(int Changed, int Unchanged, int Failed, IReadOnlyList<VenOutcome> Vens);

/// <summary>What became of one VEN.</summary>
/// <param name="Outcome"><c>changed</c>, <c>unchanged</c> (it was so before), <c>notFound</c> or <c>refused</c>.</param>
/// <param name="Problem">Why it was not changed.</param>
/// <param name="Groups">Its groups now; null where there is no such VEN.</param>
/// <param name="Status"><c>online</c>, <c>offline</c> or <c>disabled</c>; null where there is no such VEN.</param>
public sealed record VenOutcome(string VenId, string Outcome, string? Problem, IReadOnlyList<string>? Groups, string? Status);

/// <summary>A VEN with its live figures. <c>Status</c> is <c>online</c>, <c>offline</c> or <c>disabled</c>.</summary>
/// <param name="ExemptSince">Since when its home is exempt from all events; null where it is not.</param>
/// <param name="ExemptUntil">When that ends by itself; null for never.</param>
/// <param name="SharedTopic">True where its samples are taken from the topic that all VENs share.</param>
/// <param name="UnprovenAt">When something was last refused that came in its name, since nothing showed that the VEN had sent it.</param>
public sealed record VenView(
    string Id,
    string Name,
    string Status,
    GeoLocation Location,
    VenMetrics Metrics,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeen,
    IReadOnlyList<string> Groups,
    IReadOnlyList<LoadView> Loads,
    HomeLimits? Limits = null,
    string? Address = null,
    DateTimeOffset? ExemptSince = null,
    DateTimeOffset? ExemptUntil = null,
    bool? SharedTopic = null,
    DateTimeOffset? UnprovenAt = null
)
{
    /// <summary>Whether no event calls it.</summary>
    public bool IsExemptAt(DateTimeOffset at) => ExemptSince is not null && !(ExemptUntil <= at);
}

/// <summary>Live figures of a VEN, kW.</summary>
public sealed record VenMetrics(double CurrentPowerKw, double ShedAvailabilityKw, string? ActiveEventId, IReadOnlyList<string> ShedLoadIds);

/// <summary>One line of <c>GET /api/vens/summary</c>. Powers in kW, response time in ms.</summary>
public sealed record VenSummary(
    string Id,
    string Name,
    string Location,
    string Status,
    double ControllablePower,
    double CurrentPower,
    string Address,
    DateTimeOffset? LastSeen,
    double? ResponseTime
);

/// <summary>A load behind a VEN. Powers in kW. <c>Type</c> is <c>unknown</c>, and <c>CapacityKw</c> 0, where the VEN does not say.</summary>
public sealed record LoadView(
    string Id,
    string? Name,
    string Type,
    double CapacityKw,
    double ShedCapabilityKw,
    double CurrentPowerKw,
    bool Enabled,
    int? Priority
);

/// <summary>Body of <c>PATCH /api/vens/{venId}/loads/{loadId}</c>: becomes the command <c>setLoad</c>.</summary>
public sealed record ChangeLoadRequest(bool? Enabled = null, double? CapacityKw = null, int? Priority = null);

/// <summary>Body of <c>POST /api/vens/{venId}/loads/{loadId}/commands/shed</c>.</summary>
public sealed record ShedLoadRequest(double? AmountKw, int? DurationS = null);

/// <summary>
/// Body of <c>PATCH /api/vens/{venId}/shadow</c>: what is desired of the VEN by its device shadow, merged into what was, as AWS IoT merges: what is null
/// is taken off, an array is one value.
/// </summary>
/// <param name="Desired">Of <c>report_interval_seconds</c>, <c>target_power_kw</c>, <c>enabled</c>, <c>ven</c> and <c>loads</c> those that change.</param>
/// <param name="Version">The shadow's version on which this rests; null for any.</param>
public sealed record DesireRequest([property: Required] JsonObject? Desired, long? Version = null);

/// <summary>
/// Body of <c>POST /api/vens/{venId}/commands</c>: any command of the contract outside of an event, for field engineers.
/// </summary>
public sealed record SendCommandRequest(
    string? Op,
    double? RequestedReductionKw = null,
    int? DurationS = null,
    string? LoadId = null,
    double? ReduceKw = null,
    bool? Enabled = null,
    double? CapacityKw = null,
    int? Priority = null,
    string? What = null,
    int? ReportIntervalSeconds = null,
    double? TargetPowerKw = null
);

/// <summary>Answer to a command that was taken: stored, and on its way to the VEN.</summary>
public sealed record CommandTaken(string CorrelationId, string VenId, string Op, string Status);

/// <summary>
/// Answer to a change of a load that was taken: the load as it is until the VEN answers, and the command that is on its way to it.
/// </summary>
public sealed record LoadChangeTaken(
    string Id,
    string? Name,
    string Type,
    double CapacityKw,
    double ShedCapabilityKw,
    double CurrentPowerKw,
    bool Enabled,
    int? Priority,
    string CorrelationId,
    string VenId,
    string Op,
    string Status
);

/// <summary>The life of one command. <c>Status</c> is <c>dispatched</c>, <c>published</c> (the broker has it), <c>acknowledged</c>, <c>refused</c>, <c>expired</c> or <c>replaced</c>.</summary>
public sealed record CommandView(
    string CorrelationId,
    string Op,
    int Revision,
    double? RequestedReductionKw,
    DateTimeOffset DispatchedAt,
    DateTimeOffset? AcceptedAt,
    int Attempts,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset ExpiresAt,
    string Status,
    string? Reason
);

/// <summary>One acknowledgement in <c>GET /api/vens/{venId}/events</c>, newest first. Powers in kW.</summary>
public sealed record AckView(
    string Id,
    string VenId,
    string? EventId,
    string? CorrelationId,
    string Op,
    string Status,
    DateTimeOffset Timestamp,
    double? RequestedShedKw,
    double? ActualShedKw,
    IReadOnlyList<CurtailedCircuitView>? CircuitsCurtailed,
    string? Reason
);

/// <summary>
/// What a VEN says that it did to one circuit, with the names of the wire: a client of the field reads these. It computes with each of the
/// numbers, so none is ever null: what the VEN did not say is what follows from the others, or else 0.
/// </summary>
/// <param name="Id">The circuit.</param>
/// <param name="Name">Its name, for people; its id where it has none.</param>
/// <param name="BreakerAmps">Rating of its breaker, A.</param>
/// <param name="OriginalKw">Power before.</param>
/// <param name="CurtailedKw">Power that was taken away.</param>
/// <param name="FinalKw">Power after.</param>
/// <param name="Critical">Whether the circuit must not be touched.</param>
public sealed record CurtailedCircuitView(
    string Id,
    string Name,
    [property: JsonPropertyName("breaker_amps")] double BreakerAmps,
    [property: JsonPropertyName("original_kw")] double OriginalKw,
    [property: JsonPropertyName("curtailed_kw")] double CurtailedKw,
    [property: JsonPropertyName("final_kw")] double FinalKw,
    bool Critical
);
