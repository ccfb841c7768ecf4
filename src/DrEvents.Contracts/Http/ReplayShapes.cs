namespace DrEvents.Contracts.Http;

/// <summary>What a VEN's sealed baseline rests on. Powers in kW.</summary>
[ExactNumbers]
public sealed record BaselineView(
    string VenId,
    string Method,
    double? BaselineKw,
    bool Verified,
    string? Reason,
    DateTimeOffset WindowStart,
    DateTimeOffset WindowEnd,
    DateTimeOffset SealedAt,
    IReadOnlyList<BaselineReading> Readings,
    string Hash,
    int? ReportIntervalSeconds = null,
    BaselineLikeDays? LikeDays = null
);

/// <summary>
/// What a VEN's like days say that it would use, quarter by quarter from <c>Start</c> on, kW. <c>ErrorKw</c>: one standard error, by these days;
/// <c>BeforeErrorKw</c>: what the half hour before missed by on them. <c>MovedBy</c>: <c>none</c>, <c>hours-before</c> or <c>half-hour-before</c>.
/// </summary>
[ExactNumbers]
public sealed record BaselineLikeDays(
    DateTimeOffset Start,
    IReadOnlyList<double> Kw,
    string MovedBy,
    double ErrorKw,
    double BeforeErrorKw,
    IReadOnlyList<DateOnly> Days
);

/// <summary>One reading that went into a baseline, kW.</summary>
[ExactNumbers]
public sealed record BaselineReading(DateTimeOffset At, double UsedPowerKw);

/// <summary>
/// Answer of <c>POST /api/events/{id}/replay</c>: the figures rebuilt from the streams beside the stored ones. <c>EventsPending</c>: stored
/// events that the live figures do not hold yet, and that are left out of both halves. <c>BaselinesRecomputed</c>: sealed baselines that were made
/// anew from the raw samples; <c>NotRecomputable</c>: VENs whose samples retention has deleted.
/// </summary>
public sealed record ReplayReport(
    string EventId,
    bool Identical,
    long EventsRead,
    EventMetricsView Stored,
    EventMetricsView Replayed,
    IReadOnlyList<ReplayDifference> Differences,
    long EventsPending = 0,
    int BaselinesRecomputed = 0,
    IReadOnlyList<string>? NotRecomputable = null
);

/// <summary>One field that differs.</summary>
public sealed record ReplayDifference(string Where, string? Stored, string? Replayed);
