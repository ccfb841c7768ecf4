namespace DrEvents.Contracts.Http;

/// <summary>How an event went: what was asked, and what its VENs' meters showed, over time. Powers in kW.</summary>
/// <param name="GranularitySeconds">The length of a point, s: 60 or 300.</param>
/// <param name="Requests">What was asked, from when on; the newest last.</param>
/// <param name="Points">From the event's beginning on, the oldest first. Empty before it begins.</param>
public sealed record EventCourse(
    string EventId,
    int GranularitySeconds,
    IReadOnlyList<CourseRequest> Requests,
    IReadOnlyList<CoursePoint> Points
);

/// <summary>So many kW were asked from then on.</summary>
public sealed record CourseRequest(DateTimeOffset At, double Kw);

/// <summary>Means over a span of an event, kW.</summary>
/// <param name="MeasuredKw">What VENs delivered by their meters, as <c>GET /api/events/{id}/why</c> measures it.</param>
/// <param name="ErrorKw">One standard error of it, by what is known of these VENs now.</param>
/// <param name="ClaimedKw">What they claim.</param>
/// <param name="UsedKw">What those that were heard in this time used.</param>
/// <param name="BaselineKw">What these would have used: used and measured together.</param>
/// <param name="Vens">How many were heard.</param>
public sealed record CoursePoint(
    DateTimeOffset Start,
    DateTimeOffset End,
    double MeasuredKw,
    double ErrorKw,
    double ClaimedKw,
    double UsedKw,
    double BaselineKw,
    int Vens
);
