namespace DrEvents.Backend.Features.Profiles;

/// <summary>
/// A VEN is measured by this profile first, from now on, or by those of the settings again: stream <c>profile/{venId}</c>, apart from the VEN's own, which
/// lists of VENs are folded from. Events that began before are measured as they were.
/// </summary>
/// <param name="Profile">Its name; null where it is the settings' order again.</param>
/// <param name="By">One of <see cref="AssignedBy"/>.</param>
/// <param name="Why">In words.</param>
/// <param name="Who">Who assigned it by hand, as he said; null where he did not, and where nobody did.</param>
/// <param name="BackTest">What it rests on; null where it was assigned by hand.</param>
public sealed record ProfileAssigned(
    string VenId,
    string? Profile,
    int? ProfileVersion,
    string By,
    string Why,
    string? Who,
    BackTestFigures? BackTest,
    DateTimeOffset At
)
{
    private const string Prefix = "profile/";

    public static string StreamOf(string venId) => Prefix + venId;

    /// <summary>Whether another says the same of by what the VEN is measured, and of who decides.</summary>
    public bool IsSame(ProfileAssigned? other) => (Profile, ProfileVersion, By) == (other?.Profile, other?.ProfileVersion, other?.By);
}

/// <summary>Who or what decided.</summary>
public static class AssignedBy
{
    public const string BackTest = "back-test";

    /// <summary>It stays until somebody takes it away: no back-test changes it.</summary>
    public const string Hand = "by hand";
}

/// <summary>A back-test of a VEN, as it is stored: on days without an event each profile was run as if there had been one.</summary>
/// <param name="Hours">By the clock of the site.</param>
/// <param name="RestsOn">The series: <c>telemetry</c> or <c>meter</c>.</param>
/// <param name="IntervalMinutes">Errors are over intervals of this length.</param>
/// <param name="From">The first day of which readings were asked for.</param>
/// <param name="Until">The day after the last one.</param>
/// <param name="PlaceboDays">Days without an event of which all of the hours are known.</param>
/// <param name="Hash">SHA-256 over what was looked at (<see cref="DrEvents.Measurement.BackTests.BackTestDigest"/>).</param>
public sealed record BackTestFigures(
    string Hours,
    string TimeZone,
    string RestsOn,
    int IntervalMinutes,
    DateOnly From,
    DateOnly Until,
    int PlaceboDays,
    IReadOnlyList<BackTestProfile> Profiles,
    string Hash
);

/// <summary>What a profile missed by. Shares of one; errors in kW.</summary>
/// <param name="Days">Days on which it made a baseline.</param>
/// <param name="Nmbe">The bias.</param>
/// <param name="LowKw">Of errors (predicted minus actual) 5 % lie below.</param>
/// <param name="HighKw">Of errors 5 % lie above.</param>
/// <param name="Problem">Why it made none on the newest day on which it did not.</param>
public sealed record BackTestProfile(
    string Profile,
    int Version,
    int Days,
    double? Rrmse,
    double? Nmbe,
    double? Mape,
    double? Nmae,
    double? LowKw,
    double? HighKw,
    string? Problem
);
