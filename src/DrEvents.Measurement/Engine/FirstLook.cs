using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>A look at few days before a look at all of them: mostly these are enough, and then more of them would change nothing.</summary>
public static class FirstLook
{
    /// <summary>The profile with a shorter look-back; null where what it chooses from is always all of its look-back.</summary>
    public static BaselineProfile? Of(BaselineProfile profile, int days) =>
        profile.Days is not { } rule
        || rule.LookBackDays <= days
        || rule.LowUse is { Of: LowUseOf.Largest }
        || rule.Choice.Kind == ChoiceKind.NearestTemperature
            ? null
            : profile with
            {
                Days = rule with { LookBackDays = days },
            };

    /// <summary>Whether as many days as the profile wants were found, so that it looked no further back.</summary>
    public static bool IsEnough(MeteredSite site, Instant start, BaselineProfile profile, BaselineResult made)
    {
        var day = start.InZone(site.Zone).Date.ToDateOnly().DayNumber;
        var found = made.Days.Count(d =>
            d.Used ? d.Reason != DiscardReasons.Fill : d.Reason is DiscardReasons.NotHighest or DiscardReasons.NotMiddle
        );
        return found >= DayChoice.ClassOf(profile.Days!, Baseline.HolidaysOf(site, profile), day).Wanted;
    }
}
