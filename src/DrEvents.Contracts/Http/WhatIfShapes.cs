namespace DrEvents.Contracts.Http;

/// <summary>What would be different of an event that is over. What was measured and what is simulated stand apart. Powers in kW, energies in kWh.</summary>
/// <param name="Result">The number of the result that it is compared with.</param>
/// <param name="Issued">What that result says.</param>
/// <param name="Measured">The same readings by the method, the VENs and the request that were asked for.</param>
/// <param name="Simulated">How the request would have been shared out; null where only a method was asked for.</param>
public sealed record WhatIfView(string EventId, int Result, WhatIfSums Issued, WhatIfSums Measured, WhatIfPlan? Simulated);

/// <param name="Profile">The method; null where VENs have several, as they were issued.</param>
/// <param name="Vens">VENs that were measured.</param>
/// <param name="MeanKw">The signed mean over the event.</param>
/// <param name="MeanRatio">Of that to the request.</param>
/// <param name="WorstRatio">The least of an interval.</param>
/// <param name="WithinShare">The share of intervals that lie within ±5 % of the request.</param>
[ExactNumbers]
public sealed record WhatIfSums(
    string? Profile,
    double RequestedKw,
    int Vens,
    double? MeanKw,
    double? MeanRatio,
    double? WorstRatio,
    double? WithinShare,
    double? SignedKwh
);

/// <summary>A plan that was never carried out.</summary>
/// <param name="Allocation">How the request is shared out.</param>
/// <param name="Vens">VENs that it asks.</param>
/// <param name="AskedKw">Of all of them together.</param>
/// <param name="ShortfallKw">What nobody could have been asked for.</param>
/// <param name="ExpectedKw">What comes of it, if each VEN delivers the same part of its share as it did.</param>
/// <param name="Assumptions">What the simulation takes for granted, in words.</param>
/// <param name="Changed">VENs whose share is another one.</param>
/// <param name="Changes">The first hundred of them, the largest change first.</param>
[ExactNumbers]
public sealed record WhatIfPlan(
    string Allocation,
    double RequestedKw,
    int Vens,
    double AskedKw,
    double ShortfallKw,
    double? ExpectedKw,
    IReadOnlyList<string> Assumptions,
    int Changed,
    IReadOnlyList<WhatIfShare> Changes
);

/// <summary>A VEN's share as it was and as it would be. <c>DeliveredShare</c>: what part of its share it delivered; null where that is not known.</summary>
[ExactNumbers]
public sealed record WhatIfShare(string VenId, double WasKw, double WouldKw, double? DeliveredShare);
