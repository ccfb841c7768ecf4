using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;

namespace DrEvents.Measurement.Results;

/// <summary>What a VEN was measured from by a profile, whether a baseline came of it or not.</summary>
/// <param name="Profile">With the look-back that was looked at.</param>
/// <param name="EventDays">Days of it on which other events held the VEN.</param>
/// <param name="Readings">In the order of time.</param>
/// <param name="RestsOn">The series that they are of, one of <see cref="ResultSeries"/>.</param>
/// <param name="Minutes">Length of their intervals.</param>
public sealed record VenLook(
    string VenId,
    BaselineProfile Profile,
    IReadOnlySet<DateOnly> EventDays,
    IReadOnlyList<Reading> Readings,
    string RestsOn,
    int Minutes
);
