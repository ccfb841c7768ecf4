namespace DrEvents.Contracts.Http;

/// <summary>Points at a granularity.</summary>
public sealed record HistoryView(IReadOnlyList<HistoryPoint> Points);

/// <summary>Means over one interval that begins at the timestamp, kW. <c>ShedPowerKw</c>: what VENs say they shed; null where it is another's to know. <c>ReadingsLeftOut</c>: readings that cannot be, and are in no mean.</summary>
public sealed record HistoryPoint(
    DateTimeOffset Timestamp,
    double UsedPowerKw,
    double? ShedPowerKw,
    string? EventId = null,
    double? RequestedReductionKw = null,
    long ReadingsLeftOut = 0
);

/// <summary>Samples of one VEN, newest first; <c>TotalCount</c> counts all of the time range.</summary>
public sealed record TelemetryPage(string VenId, IReadOnlyList<SampleView> Samples, long TotalCount);

/// <summary>One sample as it was stored. Powers in kW. <c>Flags</c>: <c>late</c>, <c>outOfOrder</c>, <c>future</c>, <c>partial</c>, <c>implausible</c>.</summary>
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

/// <summary>Circuits of one VEN, oldest first.</summary>
public sealed record CircuitPage(string VenId, string? LoadId, IReadOnlyList<CircuitSnapshot> Snapshots, long TotalCount);

/// <summary>
/// One circuit at one moment. Powers in kW. A client of the field computes with each of them, so none is ever null: what the VEN did not say is as
/// <see cref="LoadView"/> shows it, and <c>Priority</c> 0.
/// </summary>
public sealed record CircuitSnapshot(
    DateTimeOffset Timestamp,
    string LoadId,
    string Name,
    string Type,
    double CapacityKw,
    double CurrentPowerKw,
    double ShedCapabilityKw,
    bool Enabled,
    int Priority
);

/// <summary>The fleet now. Powers in kW.</summary>
/// <param name="VenCount">VENs that are registered.</param>
/// <param name="OnlineVens">Those that are heard.</param>
/// <param name="ControllablePowerKw">What can be shed now.</param>
/// <param name="RatedLoadKw">Rated power of the loads that VENs described and that are enabled.</param>
/// <param name="PotentialLoadReductionKw">The same as <paramref name="ControllablePowerKw"/>, by an older name.</param>
/// <param name="HouseholdUsageKw">What VENs that are heard use.</param>
/// <param name="CurrentLoadReductionKw">What running events reduce.</param>
/// <param name="NetworkEfficiency">That reduction ÷ what running events ask for, %.</param>
/// <param name="AverageHousePower">Mean power of a home over the last hour, kW; null for a part of the fleet.</param>
/// <param name="TotalHousePowerToday">Energy of all homes since midnight UTC, kWh; null for a part of the fleet.</param>
/// <param name="ActiveEvents">Running events.</param>
/// <param name="AsOf">When this was.</param>
public sealed record NetworkStats(
    int VenCount,
    int OnlineVens,
    double ControllablePowerKw,
    double RatedLoadKw,
    double PotentialLoadReductionKw,
    double HouseholdUsageKw,
    double CurrentLoadReductionKw,
    double NetworkEfficiency,
    double? AverageHousePower,
    double? TotalHousePowerToday,
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
