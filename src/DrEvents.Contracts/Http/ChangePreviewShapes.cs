namespace DrEvents.Contracts.Http;

/// <summary>
/// Body of <c>POST /api/events/{id}/preview</c>. <c>Action</c> is <c>change</c>, <c>stop</c> or <c>cancel</c>; <c>Change</c> is the body that the
/// <c>PATCH</c> would have; <c>AtOnce</c> is that of a stop or a cancel.
/// </summary>
public sealed record PreviewChangeRequest(string? Action = null, ChangeEventRequest? Change = null, bool? AtOnce = null);

/// <summary>What a change of an event would do, if it was made now. Nothing is stored, and nobody is told. Powers in kW.</summary>
/// <param name="Event">The event as it would be.</param>
/// <param name="CurrentReductionKw">What is measured of it now; 0 while it does not run.</param>
/// <param name="Told">What VENs would be told now, by kind: see <see cref="ToldNow"/>. VENs that are not told anything are in none.</param>
/// <param name="OtherEvents">Events that would get VENs of this one, which go on shedding there.</param>
/// <param name="Return">How those come back that are told to restore; null when nobody is.</param>
/// <param name="Plan">Who would be asked for how much, without its list of VENs; null for a stop or a cancel.</param>
/// <param name="Total">VENs that would be told something, or would be held by another event.</param>
/// <param name="Vens">A page of them, the largest change first.</param>
public sealed record ChangePreview(
    string EventId,
    string Action,
    DateTimeOffset AsOf,
    EventView Event,
    double CurrentReductionKw,
    IReadOnlyList<ToldNow> Told,
    IReadOnlyList<OtherEventGets> OtherEvents,
    ReturnPreview? Return,
    EventPreview? Plan,
    int Total,
    int Offset,
    IReadOnlyList<ToldVen> Vens
);

/// <summary>So many VENs that would be told the same kind of thing. Powers in kW, what they are asked before and after.</summary>
/// <param name="What"><c>shed</c> (asked for the first time), <c>shedMore</c>, <c>shedLess</c>, <c>shedAgain</c> (as much, until another time),
/// <c>restore</c>, <c>withdraw</c> (a command that was made ready is not sent), <c>announce</c> or <c>goesOn</c> (sheds on for another event).</param>
public sealed record ToldNow(string What, int Vens, double FromKw, double ToKw);

/// <summary>An event that would ask VENs that this one lets go.</summary>
public sealed record OtherEventGets(string EventId, int Vens, double Kw);

/// <summary>
/// How VENs that are told to restore come back. A reduction ends when the VEN is told; for so many seconds after it the home uses no more than it would
/// have used anyway, and then it is free. Powers are what the VENs were asked to shed, kW.
/// </summary>
/// <param name="AtOnce">Whether all are free at once, whatever peak that makes.</param>
/// <param name="OwnPaceVens">VENs that come back at their own pace: nobody tells them a time.</param>
/// <param name="LastSeconds">Seconds until the last VEN is free, of those that are told a time.</param>
/// <param name="Steps">VENs that are free after so many seconds, and their kW, growing; at most sixteen.</param>
public sealed record ReturnPreview(int Vens, double Kw, bool AtOnce, int OwnPaceVens, int LastSeconds, IReadOnlyList<ReturnStep> Steps);

/// <summary>So many VENs are free so many seconds after they are told.</summary>
public sealed record ReturnStep(int Seconds, int Vens, double Kw);

/// <summary>What one VEN would be told.</summary>
/// <param name="What">As in <see cref="ToldNow"/>.</param>
/// <param name="Reason">The reason that would be stored with it.</param>
/// <param name="Until">Until when it is to shed; null for a restore.</param>
/// <param name="ReturnSeconds">When it is free after the reduction, s; null for its own pace.</param>
public sealed record ToldVen(
    string VenId,
    string VenName,
    string What,
    double FromKw,
    double ToKw,
    string? Reason,
    DateTimeOffset? Until,
    int? ReturnSeconds
);
