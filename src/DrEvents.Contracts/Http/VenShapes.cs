using System.Text.Json.Serialization;

namespace DrEvents.Contracts.Http;

/// <summary>Where a site is, degrees (WGS 84).</summary>
public sealed record GeoLocation(double Lat, double Lon);

/// <summary>Body of <c>POST /api/vens</c>.</summary>
public sealed record RegisterVenRequest(
    string? Name,
    GeoLocation? Location = null,
    string? Status = null,
    string? RegistrationId = null,
    IReadOnlyList<string>? Groups = null,
    string? Address = null,
    HomeLimits? Limits = null
);

/// <summary>Body of <c>PATCH /api/vens/{venId}</c>; what is null stays. <c>Status</c> is <c>enabled</c> or <c>disabled</c>.</summary>
/// <param name="Limits">All of them: one that is not in it is off, and <c>{}</c> takes all away.</param>
public sealed record ChangeVenRequest(
    string? Name = null,
    GeoLocation? Location = null,
    string? Status = null,
    IReadOnlyList<string>? Groups = null,
    string? Address = null,
    HomeLimits? Limits = null
);

/// <summary>A VEN with its live figures. <c>Status</c> is <c>online</c>, <c>offline</c> or <c>disabled</c>.</summary>
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
    HomeLimits? Limits = null
);

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

/// <summary>A load behind a VEN. Powers in kW.</summary>
public sealed record LoadView(
    string Id,
    string? Name,
    string? Type,
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
