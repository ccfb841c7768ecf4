namespace DrEvents.Contracts.Http;

/// <summary>Body of <c>PUT /api/vens/{venId}/profile</c>.</summary>
/// <param name="Profile">The name of a profile that needs nothing but the VEN's own meter.</param>
/// <param name="Why">In words.</param>
/// <param name="Who">Who assigns it.</param>
[KnownNamesOnly]
public sealed record AssignProfileRequest(string? Profile, string? Why, string? Who = null);

/// <summary>By which profile a VEN is measured before those of the settings. All null where none was ever assigned.</summary>
/// <param name="Profile">Null where it is the settings' order.</param>
/// <param name="By"><c>back-test</c> or <c>by hand</c>.</param>
/// <param name="Who">Who assigned it by hand, as he said.</param>
/// <param name="BackTest">What it rests on; null where it was assigned by hand.</param>
public sealed record VenProfileView(
    string VenId,
    string? Profile,
    int? ProfileVersion,
    string? By,
    string? Why,
    string? Who,
    DateTimeOffset? At,
    BackTestView? BackTest
);

/// <summary>Profiles that were run on days without an event as if there had been one at these hours.</summary>
/// <param name="Hours">By the clock of the site.</param>
/// <param name="TimeZone">That clock's, as IANA names it.</param>
/// <param name="RestsOn"><c>meter</c>: the utility's meter; <c>telemetry</c>: what the VEN reports.</param>
/// <param name="IntervalMinutes">Errors are over intervals of this length.</param>
/// <param name="From">The first day of which readings were asked for.</param>
/// <param name="Until">The day after the last one.</param>
/// <param name="PlaceboDays">Days without an event of which all of the hours are known.</param>
/// <param name="Hash">SHA-256 over what was looked at.</param>
public sealed record BackTestView(
    string Hours,
    string TimeZone,
    string RestsOn,
    int IntervalMinutes,
    DateOnly From,
    DateOnly Until,
    int PlaceboDays,
    IReadOnlyList<BackTestProfileView> Profiles,
    string Hash
);

/// <summary>What a profile missed by, predicted minus actual. Shares of one; errors in kW; null where it made no baseline, or a share is not defined.</summary>
/// <param name="Days">Days on which it made a baseline.</param>
/// <param name="Nmbe">The bias.</param>
/// <param name="LowKw">Of errors 5 % lie below.</param>
/// <param name="HighKw">Of errors 5 % lie above.</param>
/// <param name="Problem">Why it made none on the newest day on which it did not.</param>
[ExactNumbers]
public sealed record BackTestProfileView(
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

/// <summary>Answer of <c>GET /api/vens/{venId}/backtest</c>. Nothing of it is stored.</summary>
/// <param name="Best">The profile that missed by least; null where none can be judged.</param>
/// <param name="WithinBar">Whether its RRMSE is at most 20 %.</param>
/// <param name="Why">Why it is the best, or why there is none.</param>
/// <param name="Rule">By which it is chosen.</param>
/// <param name="Assigned">The profile that the VEN is measured by now, before those of the settings; null where none is.</param>
public sealed record VenBackTestView(
    string VenId,
    BackTestView BackTest,
    string? Best,
    bool WithinBar,
    string Why,
    string Rule,
    string? Assigned
);
