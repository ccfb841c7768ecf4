using System.ComponentModel.DataAnnotations;

namespace DrEvents.Contracts.Http;

/// <summary>How well a VEN's meter is known, day by day.</summary>
/// <param name="TimeZone">By whose clock days begin.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">The newest first; a day before the VEN was known has no five minutes.</param>
/// <param name="Totals">Of all of them together.</param>
/// <param name="Accepted">What of these days somebody accepted, the newest word first; not there in answers of versions that knew of none.</param>
public sealed record VenQualityView(
    string VenId,
    string TimeZone,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<QualityDayView> Days,
    QualityCountsView Totals,
    IReadOnlyList<AcceptedReadingsView>? Accepted = null
);

/// <param name="Day">By the site's clock.</param>
public sealed record QualityDayView(DateOnly Day, QualityCountsView Counts);

/// <summary>Counts of five minutes that are over, and what is odd about their readings. Flagged ones are counted in all figures as they are.</summary>
/// <param name="Known">Of which enough is measured to say what was used.</param>
/// <param name="Estimated">Not known, and between two known ones an hour apart at most: a result fills these of days before its event.</param>
/// <param name="Missing">The others.</param>
/// <param name="UnknownS">Seconds of all of them that no reading stands for.</param>
/// <param name="LeftOut">Readings that cannot be, and are in no figure.</param>
/// <param name="Flags">What is odd, in a fixed order; what is in none of them is not named.</param>
public sealed record QualityCountsView(
    int Known,
    int Estimated,
    int Missing,
    double UnknownS,
    long LeftOut,
    IReadOnlyList<QualityFlagView> Flags
);

/// <param name="Flag">
/// <c>frozen</c>, <c>spike</c>, <c>duplicate</c>, <c>contradicted</c> (two values of one time), <c>negativeWithoutGeneration</c>, <c>clockJump</c>,
/// <c>implausible</c> or <c>unproven</c> (it came over the topic that all VENs share, where nobody can prove who sends; nothing is odd about it by itself).
/// </param>
/// <param name="Intervals">Five minutes with such a reading.</param>
/// <param name="First">Begin of the first of them.</param>
public sealed record QualityFlagView(string Flag, int Intervals, DateTimeOffset First);

/// <summary>
/// Body of <c>POST /api/vens/{venId}/readings/accept</c>: somebody looked at the odd readings of these hours, at most 31 days, and says that they are right
/// as they are.
/// </summary>
/// <param name="From">Begin of the hours. Five minutes that they touch are of them.</param>
/// <param name="To">Their end, exclusive.</param>
/// <param name="Reason">Why they are right, in 1 to 200 characters.</param>
/// <param name="By">Who says so.</param>
public sealed record AcceptReadingsRequest(
    [property: Required] DateTimeOffset? From,
    [property: Required] DateTimeOffset? To,
    [property: Required] string? Reason,
    string? By = null
);

/// <summary>Odd readings that somebody accepted. They stay flagged, and no result is provisional for them any more.</summary>
/// <param name="Intervals">Five minutes with odd readings in these hours, when they were accepted.</param>
/// <param name="Flags">What was odd in them then, by the names of <see cref="QualityFlagView"/>; what is odd in another way since is not accepted.</param>
/// <param name="By">Who said so; null where he did not say.</param>
public sealed record AcceptedReadingsView(
    DateTimeOffset From,
    DateTimeOffset To,
    int Intervals,
    IReadOnlyList<string> Flags,
    string Reason,
    string? By,
    DateTimeOffset AcceptedAt
);
