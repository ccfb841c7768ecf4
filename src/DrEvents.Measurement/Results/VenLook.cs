using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;

namespace DrEvents.Measurement.Results;

/// <summary>What a VEN was measured from by a profile, whether a baseline came of it or not.</summary>
/// <param name="Profile">With the look-back that was looked at.</param>
/// <param name="EventDays">Days of it on which other events held the VEN.</param>
/// <param name="Readings">In the order of time.</param>
/// <param name="RestsOn">The series that they are of, one of <see cref="ResultSeries"/>.</param>
/// <param name="Minutes">Length of their intervals.</param>
/// <param name="Flags">What is odd about telemetry of the event's own day (<see cref="Engine.OwnHours.Watched"/>), in the order of time.</param>
/// <param name="Sealed">The hours that were sealed, where they were looked at to make what was sealed again; null where it is for the result itself.</param>
/// <param name="Accepted">What persons accepted of the event's own day, in the order of storing; null where there is nothing.</param>
/// <param name="Temperatures">Of its site, where the profile looks at them; null where it does not.</param>
public sealed record VenLook(
    string VenId,
    BaselineProfile Profile,
    IReadOnlySet<DateOnly> EventDays,
    IReadOnlyList<Reading> Readings,
    string RestsOn,
    int Minutes,
    IReadOnlyList<FlaggedInterval> Flags,
    MeasuredHours? Sealed = null,
    IReadOnlyList<AcceptedReadings>? Accepted = null,
    SiteTemperatures? Temperatures = null
)
{
    /// <summary>Whether the profile needs temperatures and there are none: then no reading was looked at.</summary>
    public bool LacksTemperatures => Profile.NeedsTemperature && Temperatures is not { Celsius.Count: > 0 };
}
