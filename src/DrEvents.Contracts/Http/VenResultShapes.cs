namespace DrEvents.Contracts.Http;

/// <summary>What one VEN delivered, an entry for each interval; null where its meter misses a part of the interval.</summary>
/// <param name="PassedOver">Profiles that go before this one, the assigned one first, and made no baseline, each with the reason.</param>
/// <param name="Days">Days that were used, and those that were discarded, by the reason.</param>
/// <param name="UnadjustedKw">The baseline before its adjustment.</param>
/// <param name="SignedKw">Baseline minus actual.</param>
/// <param name="SettledKw">The same, clipped where the profile has a floor.</param>
/// <param name="Provisional">What may still change it; null where it is whole.</param>
/// <param name="Hash">SHA-256 over what it rests on: readings, days with events, profile.</param>
/// <param name="Band">Of the signed mean over the event; null where the method has too few days to know it from.</param>
/// <param name="RestsOn"><c>meter</c>: the utility's meter; <c>telemetry</c>: what the VEN reports.</param>
/// <param name="NotByMeter">Why the utility's meter did not do; null where it did, and where the VEN has none.</param>
/// <param name="Estimated">Five minutes of the days used that no reading tells of, and that a rule filled; null where there are none.</param>
/// <param name="Assigned">The profile of the event's programme, or that was assigned to the VEN when the event began, and goes before those of the settings; null where none was.</param>
/// <param name="SinceSealed">What has changed since its inputs were sealed at the begin; null where none were.</param>
/// <param name="Accepted">By whom odd readings that it rests on were accepted: it is not provisional for these; null where none were.</param>
/// <param name="Temperatures">Those that its profile looked at; null where it looks at none.</param>
/// <param name="Around">What it used before and after the event; null in results from before that was measured.</param>
/// <param name="Unproven">What of the event's own day came over the topic that all VENs share, where nobody can prove who sends; null where nothing did.</param>
[ExactNumbers]
public sealed record VenResultView(
    string VenId,
    string Profile,
    int ProfileVersion,
    IReadOnlyList<ResultPassedView> PassedOver,
    IReadOnlyList<ResultDaysView> Days,
    IReadOnlyList<double> UnadjustedKw,
    ResultAdjustmentView Adjustment,
    IReadOnlyList<double> BaselineKw,
    IReadOnlyList<double?> ActualKw,
    IReadOnlyList<double?> SignedKw,
    IReadOnlyList<double?> SettledKw,
    double? SignedKwh,
    double? SettledKwh,
    string? Provisional,
    string Hash,
    ErrorBandView? Band = null,
    string RestsOn = "telemetry",
    string? NotByMeter = null,
    ResultEstimatedView? Estimated = null,
    string? Assigned = null,
    SinceSealedView? SinceSealed = null,
    IReadOnlyList<ResultAcceptedView>? Accepted = null,
    ResultTemperaturesView? Temperatures = null,
    AroundView? Around = null,
    ResultUnprovenView? Unproven = null
);

/// <summary>How far a result rests on readings whose sender nobody can prove.</summary>
/// <param name="Word"><c>wholly</c>: each of the five minutes has such a reading; <c>partly</c>: some have.</param>
/// <param name="Intervals">Five minutes of the hours that it looks at on the event's own day with such a reading.</param>
/// <param name="Among">Five minutes of these hours with any reading.</param>
public sealed record ResultUnprovenView(string Word, int Intervals, int Among);

/// <summary>Odd readings of some hours that somebody accepted, and why.</summary>
/// <param name="By">Who said so; null where he did not say.</param>
public sealed record ResultAcceptedView(DateTimeOffset From, DateTimeOffset To, string Reason, string? By, DateTimeOffset AcceptedAt);

/// <summary>Outdoor temperatures that a result rests on: of which site, how many, and the first 16 digits of the SHA-256 over them.</summary>
public sealed record ResultTemperaturesView(string Site, int Values, string Digest);

/// <summary>How many five minutes a rule filled, and which: <c>linear</c>, the straight line over a gap of an hour at most.</summary>
public sealed record ResultEstimatedView(int Intervals, string Rule);

/// <summary>
/// The baseline that was sealed when the VEN's part had begun, made again for the same hours and by the same profile from what is known now. Without a day
/// and with a difference of 0 nothing has changed.
/// </summary>
/// <param name="Profile">By which it was made; null where none could make one.</param>
/// <param name="Hash">Of the seal.</param>
/// <param name="Days">Days that are other than they were, newest first.</param>
/// <param name="Kw">Mean of the unadjusted baseline less that of the sealed one; null where one of them is not there.</param>
/// <param name="Why">Why they cannot be compared; null where they can.</param>
[ExactNumbers]
public sealed record SinceSealedView(
    DateTimeOffset SealedAt,
    string? Profile,
    int? ProfileVersion,
    string? Hash,
    IReadOnlyList<DaySinceView> Days,
    double? Kw,
    string? Why
);

/// <summary>A day that is other than it was when it was sealed: <c>used</c>, or why it is not; and its mean in the event's hours, kW.</summary>
[ExactNumbers]
public sealed record DaySinceView(DateOnly Date, string Was, string Is, double? WasKw, double? IsKw);

/// <summary>Between what a mean reduction lies in nine of ten cases, kW, by what its method missed by on so many days without an event.</summary>
[ExactNumbers]
public sealed record ErrorBandView(double LowKw, double HighKw, int Days);

/// <summary>A profile that made no baseline of a VEN's meter.</summary>
public sealed record ResultPassedView(string Profile, string Why);

/// <summary>Days for which the same holds, newest first.</summary>
public sealed record ResultDaysView(bool Used, string? Reason, IReadOnlyList<DateOnly> Dates);

/// <summary>
/// How a baseline was moved to the level of the event's day: <c>none</c>, by a factor (<c>multiplicative</c>) or by kW (<c>additive</c>). <c>Raw</c> as it was
/// computed, <c>Applied</c> within its bounds.
/// </summary>
[ExactNumbers]
public sealed record ResultAdjustmentView(string Kind, double Hours, double? Raw, double? Applied, string? Note);
