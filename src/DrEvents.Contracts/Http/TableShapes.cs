namespace DrEvents.Contracts.Http;

/// <summary>A page of the VENs of an event. Powers in kW.</summary>
/// <param name="AsOf">When all were looked at for filter, order and counts; what is listed is as it is now.</param>
/// <param name="Total">VENs that the filter leaves.</param>
/// <param name="Statuses">All VENs of the event by status, whatever the filter.</param>
/// <param name="Reasons">Those that lack something, by reason.</param>
public sealed record EventVenTable(
    string EventId,
    DateTimeOffset AsOf,
    int Total,
    int Offset,
    IReadOnlyDictionary<string, int> Statuses,
    IReadOnlyDictionary<string, int> Reasons,
    IReadOnlyList<EventVenRow> Vens
);

/// <summary>A VEN's part in an event, as in <c>GET /api/events/{id}</c>, with what a table needs. Powers in kW.</summary>
/// <param name="Detail">What was stored with the status, as the reason of a refusal.</param>
/// <param name="MeasuredKw">What its meter shows now, after the event in the mean: <c>shedKw</c> of the event; null where nothing was measured.</param>
/// <param name="Lacks">
/// Why it gives nothing, or less than it was asked, in the words of plans and of <c>GET /api/events/{id}/why</c>: <c>offline</c>, <c>refused</c>,
/// <c>optedOut</c>, <c>displaced</c>, <c>late</c>, <c>limit</c>, <c>notDelivering</c>, <c>heldOut</c>, <c>notNeeded</c> …; null where nothing is lacking.
/// </param>
/// <param name="IsFresh">Whether its newest sample is no older than three report intervals, and the event holds it.</param>
/// <param name="Commands">Every command's life, the newest last.</param>
/// <param name="Unproven">
/// Whether its measurements in the event came <c>wholly</c> or <c>partly</c> over the topic that all VENs share, where nobody can prove who sends; null where none did.
/// </param>
public sealed record EventVenRow(
    string VenId,
    string VenName,
    IReadOnlyList<string> Groups,
    string Status,
    string? Detail,
    string? Lacks,
    double RequestedKw,
    double? AcceptedKw,
    double? PromisedKw,
    double? ClaimedKw,
    double? MeasuredKw,
    double? BaselineKw,
    double? BaselineErrorKw,
    string? BaselineMethod,
    bool Verified,
    bool IsFresh,
    double? ResponseMs,
    CommandView? LastCommand,
    IReadOnlyList<CommandView> Commands,
    string? Unproven = null
);

/// <summary>A page of the fleet. Powers in kW.</summary>
/// <param name="AsOf">When all were looked at for filter, order and counts.</param>
/// <param name="Total">VENs that the filter leaves.</param>
/// <param name="Statuses">All VENs by status, whatever the filter.</param>
/// <param name="Troubles">Those in trouble, by trouble.</param>
/// <param name="Groups">All VENs by group; one may be in several.</param>
public sealed record VenTable(
    DateTimeOffset AsOf,
    int Total,
    int Offset,
    IReadOnlyDictionary<string, int> Statuses,
    IReadOnlyDictionary<string, int> Troubles,
    IReadOnlyDictionary<string, int> Groups,
    IReadOnlyList<VenTableRow> Vens
);

/// <summary>A VEN in a line. Powers in kW.</summary>
/// <param name="Status"><c>online</c>, <c>offline</c> or <c>disabled</c>.</param>
/// <param name="BaselineKw">What it would use now; null while no event holds it.</param>
/// <param name="ShedAvailabilityKw">What it could shed now; null when it never said.</param>
/// <param name="ActiveEventId">The running event that holds it.</param>
/// <param name="Trouble">
/// <c>notDelivering</c>, <c>refused</c> (a running event), <c>noAnswer</c> (to a command, for a minute), <c>offline</c> or <c>neverHeard</c>; null without.
/// </param>
public sealed record VenTableRow(
    string Id,
    string Name,
    IReadOnlyList<string> Groups,
    string Status,
    GeoLocation Location,
    double? CurrentPowerKw,
    double? BaselineKw,
    double? ShedAvailabilityKw,
    string? ActiveEventId,
    DateTimeOffset? LastSeen,
    string? Trouble
);
