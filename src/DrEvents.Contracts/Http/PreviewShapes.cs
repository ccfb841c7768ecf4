namespace DrEvents.Contracts.Http;

/// <summary>
/// What an event would ask of whom if it was planned now. Nothing is stored, and nobody is told. Powers in kW. Who is held out, and whose turn is first
/// where homes limit their minutes, is drawn anew for each event (<c>IsDrawn</c>): then the sums hold, and who it is does not.
/// </summary>
/// <param name="StartsAtOnce">Whether it would begin with the request.</param>
/// <param name="AnnounceAt">When VENs that can begin by themselves would be told ahead; null when they are not.</param>
/// <param name="AskedKw">All shares together.</param>
/// <param name="ExpectedKw">What of it is expected, by what the VENs delivered of what they promised in past events.</param>
/// <param name="AvailableNowKw">What the VENs that can be asked could shed now.</param>
/// <param name="ShortfallKw">What the answer to <c>POST /api/events</c> would say: by the forecast where there is one with a band, else by what can be shed now.</param>
/// <param name="ShortfallNowKw">What this plan leaves open.</param>
/// <param name="ShortfallReasons">What keeps kW from an event that lacks some; each is all that it keeps, so that together they may be more than what is lacking.</param>
/// <param name="VensMeant">VENs that the targets mean.</param>
/// <param name="VensAsked">Those with a share.</param>
/// <param name="NotAsked">The others, by why.</param>
/// <param name="Limits">Limits of homes that bind: <c>maxKw</c>, <c>maxMinutesPerEvent</c>, <c>maxEvents</c> or <c>minRest</c>.</param>
/// <param name="Conflicts">Other events of the same time that mean some of the same VENs, the earliest first.</param>
/// <param name="ReturnSeconds">How long the fleet would take to come back; null where each VEN's own pace will do.</param>
/// <param name="Forecast">What can be shed through the window; null where that cannot be told.</param>
/// <param name="NoForecastReason">Why not.</param>
/// <param name="Total">VENs in the whole list.</param>
/// <param name="Vens">A page of them: the largest shares first, then those that are not asked.</param>
public sealed record EventPreview(
    DateTimeOffset AsOf,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    bool StartsAtOnce,
    DateTimeOffset? AnnounceAt,
    double RequestedReductionKw,
    double AskedKw,
    double ExpectedKw,
    double AvailableNowKw,
    double ShortfallKw,
    double ShortfallNowKw,
    IReadOnlyList<PreviewReason> ShortfallReasons,
    int VensMeant,
    int VensAsked,
    IReadOnlyList<PreviewReason> NotAsked,
    IReadOnlyList<PreviewLimit> Limits,
    IReadOnlyList<PreviewConflict> Conflicts,
    bool IsDrawn,
    int? ReturnSeconds,
    ForecastView? Forecast,
    string? NoForecastReason,
    int Total,
    int Offset,
    IReadOnlyList<PreviewVen> Vens
);

/// <summary>
/// So many VENs for one reason, and what they could shed as far as it is known, kW. <c>Reason</c> is one of the reasons of plans: <c>offline</c>,
/// <c>nothingToShed</c>, <c>notNeeded</c>, <c>unknown</c>, <c>disabled</c>, <c>optedOut</c>, <c>serving</c>, <c>limitReached</c>, <c>resting</c>,
/// <c>minutesUp</c> or <c>heldOut</c>. What keeps kW from an event may also be <c>maxKw</c>, <c>maxMinutesPerEvent</c>, <c>record</c> (VENs are known to
/// deliver less than they promise) or <c>forecast</c> (less can be shed then than now).
/// </summary>
public sealed record PreviewReason(string Reason, int Vens, double Kw);

/// <summary>A limit of homes that binds, at so many VENs; <c>Kw</c> is what it keeps from the event, in the mean over it.</summary>
public sealed record PreviewLimit(string Limit, int Vens, double Kw);

/// <summary>Another event of the same time that means some of the same VENs.</summary>
/// <param name="GoesFirst">Whether it keeps these VENs; else they leave it for the event that is previewed.</param>
/// <param name="Vens">VENs that both mean; of a running event those that it holds.</param>
/// <param name="Kw">What these could shed, kW.</param>
public sealed record PreviewConflict(
    string EventId,
    string Status,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    int Priority,
    double RequestedReductionKw,
    bool GoesFirst,
    int Vens,
    double Kw
);

/// <summary>What one VEN would be asked. Powers in kW.</summary>
/// <param name="ShareKw">0 when nothing.</param>
/// <param name="Reason">Why nothing: one of the reasons of plans, as stored (<c>serving evt-…</c> names the event); null for one that is asked.</param>
/// <param name="AvailableKw">What it could shed now; null when it never said.</param>
/// <param name="DeliveredShare">Which part of what it promised it delivered in past events.</param>
/// <param name="CappedKw">What its own limit in kW takes away of what it could shed.</param>
/// <param name="EndsAt">When its minutes would be up; null when it can take part to the end.</param>
/// <param name="Hold">What it can hold through the window, by its own like days; null where that is not asked for, or not known.</param>
public sealed record PreviewVen(
    string VenId,
    string VenName,
    double ShareKw,
    string? Reason,
    double? AvailableKw,
    double DeliveredShare,
    double CappedKw,
    DateTimeOffset? EndsAt,
    ForecastBand? Hold
);
