namespace DrEvents.Contracts.Http;

/// <summary>Why an event's reduction is what it is. Powers in kW.</summary>
/// <param name="Intervals">Each five minutes of the event so far; what is missing is the sum of its reasons, to the watt.</param>
/// <param name="Vens">Each VEN that was told, over all of it; what is missing of its share is the sum of its reasons, to the watt.</param>
/// <param name="Skipped">VENs that were not told, and why.</param>
public sealed record WhyView(
    string EventId,
    double RequestedReductionKw,
    IReadOnlyList<WhySpan> Intervals,
    IReadOnlyList<WhyVen> Vens,
    IReadOnlyList<WhySkipped> Skipped
);

/// <summary>Means over a span of an event, kW. <c>MissingKw</c> is requested less measured; negative where more was delivered.</summary>
public sealed record WhySpan(
    DateTimeOffset Start,
    DateTimeOffset End,
    double RequestedKw,
    double MeasuredKw,
    double MissingKw,
    IReadOnlyList<WhyReason> Reasons
);

/// <summary>So many kW for one reason, at so many VENs: <c>offline</c>, <c>refused</c>, <c>optedOut</c>, <c>displaced</c>, <c>disabled</c>,
/// <c>nothingToShed</c>, <c>heldOut</c>, <c>limit</c>, <c>late</c>, <c>notDelivering</c>, <c>madeUp</c> or <c>baseline</c>. The operator's guide says what they mean.</summary>
public sealed record WhyReason(string Reason, double Kw, int Vens);

/// <summary>A VEN's share and what its meter showed of it, means over the event so far, kW.</summary>
public sealed record WhyVen(string VenId, double AskedKw, double MeasuredKw, double MissingKw, IReadOnlyList<WhyPart> Reasons);

/// <summary>So many kW for one reason; <c>Detail</c> is what else is known, as the reason of a refusal.</summary>
public sealed record WhyPart(string Reason, string? Detail, double Kw);

/// <summary>A VEN that was asked for nothing, and why.</summary>
public sealed record WhySkipped(string VenId, string Reason);
