namespace DrEvents.Contracts.Http;

/// <summary>Points at a granularity.</summary>
public sealed record HistoryView(IReadOnlyList<HistoryPoint> Points);

/// <summary>Means over one interval that begins at the timestamp, kW.</summary>
public sealed record HistoryPoint(
    DateTimeOffset Timestamp,
    double UsedPowerKw,
    double ShedPowerKw,
    string? EventId = null,
    double? RequestedReductionKw = null
);

/// <summary>Samples of one VEN, newest first; <c>TotalCount</c> counts all of the time range.</summary>
public sealed record TelemetryPage(string VenId, IReadOnlyList<SampleView> Samples, long TotalCount);

/// <summary>One sample as it was stored. Powers in kW. <c>Flags</c>: <c>late</c>, <c>outOfOrder</c>, <c>future</c>, …</summary>
public sealed record SampleView(
    DateTimeOffset Timestamp,
    double UsedPowerKw,
    double? ShedPowerKw,
    double? RequestedReductionKw,
    string? EventId,
    double? BaselinePowerKw,
    double? BatterySoc,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<string> Flags
);

/// <summary>Circuits of one VEN, newest first.</summary>
public sealed record CircuitPage(string VenId, string? LoadId, IReadOnlyList<CircuitSnapshot> Snapshots, long TotalCount);

/// <summary>One circuit at one moment. Powers in kW.</summary>
public sealed record CircuitSnapshot(
    DateTimeOffset Timestamp,
    string LoadId,
    string? Name,
    string? Type,
    double? CapacityKw,
    double CurrentPowerKw,
    double? ShedCapabilityKw,
    bool? Enabled,
    int? Priority
);

/// <summary>The fleet now. Powers in kW.</summary>
public sealed record NetworkStats(
    int VenCount,
    int OnlineVens,
    double ControllablePowerKw,
    double PotentialLoadReductionKw,
    double HouseholdUsageKw,
    double CurrentLoadReductionKw,
    int ActiveEvents,
    DateTimeOffset AsOf
);

/// <summary>The fleet's loads of one type. Powers in kW.</summary>
public sealed record LoadTypeStats(string Type, int Count, double TotalCapacityKw, double TotalShedCapabilityKw, double CurrentUsageKw);

/// <summary>A message that could not be read, as <c>GET /api/dead-letters</c> shows it.</summary>
public sealed record DeadLetterView(
    long Id,
    string Topic,
    string Reason,
    DateTimeOffset ReceivedAt,
    int PayloadBytes,
    string PayloadBase64,
    string? PayloadText
);

/// <summary>Dead letters: how many there were in all, how many are kept, and the newest.</summary>
public sealed record DeadLetterPage(long TotalCount, long KeptCount, IReadOnlyList<DeadLetterView> Letters);
