namespace DrEvents.Contracts.Http;

/// <summary>
/// Live figures of an event. <c>CurrentReductionKw</c>: baseline minus used power over VENs with fresh samples, signed;
/// VENs without a baseline count by their claim and are in <c>VensUnverified</c>; VENs that accepted and are silent count by what they accepted,
/// are in <c>VensExpected</c>, and make <c>ExpectedReductionKw</c> of it. <c>ClaimedReductionKw</c>: what the VENs claim.
/// <c>AvgResponseMs</c>: mean from the handing over of the command to the broker to the first positive acknowledgement.
/// <c>ReadingsLeftOut</c>: readings of its VENs that cannot be, and are in no figure.
/// <c>CurrentReductionErrorKw</c>: one standard error of <c>CurrentReductionKw</c>; null while nobody counts.
/// <c>VensDelivering</c>: VENs that accepted, are heard, and whose meters do not deny it; <c>VensNotDelivering</c>: those whose meters do.
/// <c>VensUnproven</c>: VENs whose measurements came, wholly or partly, over the topic that all share, where nobody can prove who sends.
/// <c>BaselineMethods</c>: how many VENs count by which baseline, of those of <c>baselineMethod</c> of each VEN. <c>PreEventReductionKw</c>: the current reduction by sealed baselines alone.
/// Of the hour after the end, null until something is known: <c>ReboundKwh</c> is what the VENs used above their baselines in the five minutes in
/// which they used more, <c>ReturnNetKwh</c> the same signed over all, <c>ReturnPeakShare</c> the highest five-minute mean by the baseline then.
/// </summary>
public sealed record EventMetricsView(
    string EventId,
    string Status,
    double RequestedReductionKw,
    double CurrentReductionKw,
    double ClaimedReductionKw,
    double? ActualReductionKw,
    int VensTargeted,
    int VensDispatched,
    int VensResponding,
    int VensRefused,
    int VensFresh,
    int VensExpected,
    double ExpectedReductionKw,
    int VensUnverified,
    double? AvgResponseMs,
    double ShortfallKw,
    long ReadingsLeftOut = 0,
    double? CurrentReductionErrorKw = null,
    IReadOnlyDictionary<string, int>? BaselineMethods = null,
    double PreEventReductionKw = 0,
    double? ReboundKwh = null,
    double? ReturnNetKwh = null,
    double? ReturnPeakShare = null,
    int VensDelivering = 0,
    int VensNotDelivering = 0,
    int VensUnproven = 0
);
