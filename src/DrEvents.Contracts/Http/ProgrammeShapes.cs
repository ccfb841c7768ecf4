using System.Text.Json.Serialization;

namespace DrEvents.Contracts.Http;

/// <summary>What a programme promises the homes that take part in it. What is null is not promised.</summary>
/// <param name="NoticeMinutes">Least minutes from an event's being asked for to its start.</param>
/// <param name="MaxMinutesPerEvent">Longest event, minutes.</param>
/// <param name="MaxEventsPerSeason">Most events of a season that were not called off; of a calendar year, where the programme has no season.</param>
/// <param name="Days">Weekdays on which events may be, of <c>mon</c>, <c>tue</c>, <c>wed</c>, <c>thu</c>, <c>fri</c>, <c>sat</c>, <c>sun</c>.</param>
/// <param name="From">From when on events may be, by the clock of <see cref="TimeZone"/>: <c>14:00</c>.</param>
/// <param name="Until">Until when, <c>20:00</c>; after <see cref="From"/>.</param>
/// <param name="SeasonFrom">First day of the season, <c>06-01</c>.</param>
/// <param name="SeasonUntil">Last day of it, <c>09-30</c>; before <see cref="SeasonFrom"/> where it goes over the year's end.</param>
/// <param name="TimeZone">Of days and hours, by its IANA name.</param>
/// <param name="Limits">How much events may ask of each VEN, beside the VEN's own limits: the tighter one holds.</param>
/// <param name="Profile">The M&amp;V profile by which its events are measured first, before what is assigned to a VEN: <c>pjm-high-4-of-5</c>.</param>
[KnownNamesOnly]
public sealed record ProgrammeTerms(
    double? NoticeMinutes = null,
    double? MaxMinutesPerEvent = null,
    int? MaxEventsPerSeason = null,
    IReadOnlyList<string>? Days = null,
    string? From = null,
    string? Until = null,
    string? SeasonFrom = null,
    string? SeasonUntil = null,
    string? TimeZone = null,
    HomeLimits? Limits = null,
    string? Profile = null
);

/// <summary>Body of <c>POST /api/programmes</c>.</summary>
/// <param name="Id">1 to 64 characters of <c>a-z 0-9 -</c>; it never changes.</param>
public sealed record OpenProgrammeRequest(string? Id, string? Name, ProgrammeTerms? Terms = null);

/// <summary>Body of <c>PATCH /api/programmes/{programmeId}</c>; what is null stays. Terms are changed as a whole.</summary>
public sealed record ChangeProgrammeRequest(string? Why, string? Name = null, ProgrammeTerms? Terms = null);

/// <summary>Body of <c>POST /api/programmes/{programmeId}/close</c>.</summary>
public sealed record CloseProgrammeRequest(string? Why);

/// <summary>A programme, and how many VENs take part in it.</summary>
/// <param name="OpenedBy">Who opened it.</param>
/// <param name="ClosedAt">Since when no event is called in it; null while it is open.</param>
public sealed record ProgrammeView(
    string Id,
    string Name,
    ProgrammeTerms Terms,
    int Vens,
    DateTimeOffset OpenedAt,
    string OpenedBy,
    DateTimeOffset? ClosedAt = null,
    string? ClosedWhy = null
);

/// <summary>Body of <c>POST /api/programmes/{programmeId}/enrolments</c>.</summary>
/// <param name="VenIds">Which VENs, 1 to 1,000.</param>
/// <param name="ConsentBy">Who agreed for the homes, up to 200 characters: the owner, or who holds the list of them.</param>
/// <param name="ConsentReference">Where the consents are to be found, up to 200 characters: the number of a contract or of a letter.</param>
public sealed record EnrolVensRequest(IReadOnlyList<string>? VenIds, string? ConsentBy, string? ConsentReference = null);

/// <summary>Body of <c>POST /api/programmes/{programmeId}/leavings</c>.</summary>
/// <param name="VenIds">Which VENs, 1 to 1,000.</param>
/// <param name="Why">Why, up to 500 characters.</param>
public sealed record LeaveProgrammeRequest(IReadOnlyList<string>? VenIds, string? Why);

/// <summary>What became of VENs that were to be enrolled, or to leave: how many did, and each of them in the order of the request.</summary>
public sealed record EnrolmentsChanged(int Changed, int Unchanged, int Failed, IReadOnlyList<EnrolmentOutcome> Vens);

/// <summary>What became of one VEN.</summary>
/// <param name="Outcome"><c>changed</c>, <c>unchanged</c> (it was so before) or <c>notFound</c>.</param>
public sealed record EnrolmentOutcome(string VenId, string Outcome);

/// <summary>A VEN's part in a programme.</summary>
/// <param name="IsIn">Whether it takes part now.</param>
/// <param name="Times">Each time that it was enrolled, the oldest first.</param>
public sealed record EnrolmentView(string VenId, bool IsIn, IReadOnlyList<EnrolmentTime> Times);

/// <summary>One time that a VEN took part in a programme, and by whose consent.</summary>
/// <param name="EnrolledBy">Who enrolled it.</param>
/// <param name="Until">When it left; null while it is in.</param>
/// <param name="LeftBy">Who said that it leaves.</param>
public sealed record EnrolmentTime(
    DateTimeOffset Since,
    string ConsentBy,
    string? ConsentReference,
    string EnrolledBy,
    DateTimeOffset? Until = null,
    string? Why = null,
    string? LeftBy = null
)
{
    /// <summary>Whether it is not over.</summary>
    [JsonIgnore]
    public bool IsOpen => Until is null;
}

/// <summary>A page of a programme's VENs, in the order of their ids.</summary>
/// <param name="Total">How many there are, with those that have left.</param>
/// <param name="Offset">Which of them is the first here.</param>
public sealed record EnrolmentPage(IReadOnlyList<EnrolmentView> Vens, long Total, int Offset);

/// <summary>A VEN's part in one programme, now or once.</summary>
/// <param name="IsOpen">Whether events can be called in the programme.</param>
/// <param name="IsIn">Whether the VEN takes part now.</param>
/// <param name="Times">Each time that it was enrolled, the oldest first.</param>
public sealed record VenProgrammeView(string ProgrammeId, string Name, bool IsOpen, bool IsIn, IReadOnlyList<EnrolmentTime> Times);

/// <summary>What is left of a programme's season: of the one that runs, or else of the next.</summary>
/// <param name="From">When it begins; it is a calendar year, where the programme has no season.</param>
/// <param name="Until">When it is over.</param>
/// <param name="Events">How many events it has that were not called off.</param>
/// <param name="EventsMax">How many it may have; null where nothing is promised.</param>
/// <param name="EventsLeft">How many more can be called; null where nothing is promised.</param>
public sealed record SeasonView(
    string ProgrammeId,
    DateTimeOffset From,
    DateTimeOffset Until,
    int Events,
    int? EventsMax = null,
    int? EventsLeft = null
);
