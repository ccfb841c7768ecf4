namespace DrEvents.Ven.Log;

/// <summary>The owner takes the home out of an event.</summary>
/// <param name="EventId">The DR event.</param>
/// <param name="Reason">One of <see cref="Shedding.OptReasons"/>.</param>
/// <param name="Ack">The acknowledgement that tells the backend, as it is sent.</param>
internal sealed record EventOptedOut(string EventId, string Reason, string Ack) : VenEvent;

/// <summary>The owner takes part again in an event that he had opted out of.</summary>
/// <param name="EventId">The DR event.</param>
/// <param name="Reason">One of <see cref="Shedding.OptReasons"/>.</param>
/// <param name="Ack">The acknowledgement that tells the backend, as it is sent.</param>
internal sealed record EventOptedIn(string EventId, string Reason, string Ack) : VenEvent;

/// <summary>The broker has taken the oldest of the owner's notices that was not told yet.</summary>
internal sealed record OwnerNoticeSent(string EventId) : VenEvent;

/// <summary>A reduction began that nobody but the people in the house asked for. It ends as any reduction does.</summary>
/// <param name="RequestedReductionKw">What is asked.</param>
/// <param name="BaselineKw">What the panel is taken to use without it.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record TestStarted(double RequestedReductionKw, double BaselineKw, DateTimeOffset Until) : VenEvent;

/// <summary>What the running reduction of the panel has delivered since it began, by the VEN's own meter.</summary>
/// <param name="MeasuredS">Seconds that readings cover; less than its length where the VEN was away.</param>
/// <param name="DeliveredKwh">Sum of baseline minus used over those seconds, signed.</param>
/// <param name="RequestedKwh">Sum of what was asked over the same seconds.</param>
internal sealed record ShedMeasured(double MeasuredS, double DeliveredKwh, double RequestedKwh) : VenEvent;
