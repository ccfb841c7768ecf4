using DrEvents.Measurement.Profiles;

namespace DrEvents.Measurement.Engine;

/// <summary>A baseline before its adjustment: a mean for any part of the event's day.</summary>
/// <param name="At">kW of a part.</param>
/// <param name="Days">The days that it was made of or could have been.</param>
/// <param name="Problem">Why there is none; null where there is one.</param>
internal sealed record Unadjusted(Func<Part, double> At, IReadOnlyList<DayVerdict> Days, string? Problem = null)
{
    /// <summary>The same over other days, where the profile's adjustment asks for them.</summary>
    public Func<Part, double>? AtForAdjustment { get; init; }

    /// <summary>What is not known, and may be known later, of the hours that it is made of; null where nothing is.</summary>
    public string? Lacks { get; init; }

    public static Unadjusted Impossible(string problem, IReadOnlyList<DayVerdict>? days = null) =>
        new(_ => double.NaN, days ?? [], problem);

    public double MeanOf(Hours hours)
    {
        var sum = 0.0;
        foreach (var part in hours.Parts)
            sum += At(part) * part.Minutes;
        return sum / hours.Minutes;
    }
}

/// <summary>The baseline of like days: in each interval their mean.</summary>
internal static class LikeDayMean
{
    public static Unadjusted Of(MeteredSite site, DayChoice choice, AdjustmentRule adjustment)
    {
        if (choice.Problem is { } problem)
            return Unadjusted.Impossible(problem, choice.Verdicts);
        return new Unadjusted(part => Mean(site, choice.Used, part), choice.Verdicts)
        {
            AtForAdjustment = adjustment.Over == AdjustmentDays.Eligible ? part => Mean(site, choice.Eligible, part) : null,
        };
    }

    internal static double Mean(MeteredSite site, IReadOnlyList<int> days, Part part)
    {
        var sum = 0.0;
        for (var i = 0; i < days.Count; i++)
            sum += site.Days.Kw(days[i] + part.DaysLater, part.Slot);
        return sum / days.Count;
    }
}

/// <summary>The baseline of the event's day itself: one mean over its windows, for the whole event.</summary>
internal static class SameDayMean
{
    /// <summary>At least so much of the windows has to be known.</summary>
    public const double KnownLeast = 0.5;

    public static Unadjusted Of(MeteredSite site, EventHours hours, BaselineProfile profile)
    {
        var around = hours.Around(site, profile.SameDay!);
        var (mean, known) = KnownMean(site, around);
        var later = new Hours([.. around.Parts.Where(p => p.Minute >= hours.EndMinute)]);
        return known >= KnownLeast
            ? new Unadjusted(_ => mean, [])
            {
                Lacks =
                    later.Minutes > 0 && KnownMean(site, later).Known < 1
                        ? $"of the hours after the event that {profile.Name} looks at some are not known"
                        : null,
            }
            : Unadjusted.Impossible($"{profile.Name} needs the hours around the event, and the meter knows less than half of them");
    }

    /// <summary>Mean of what is known on the event's day, and what part of the hours that is.</summary>
    public static (double Mean, double Known) KnownMean(MeteredSite site, Hours hours)
    {
        var (sum, minutes) = (0.0, 0);
        foreach (var part in hours.Parts)
        {
            var kw = site.Meter.At(part.Minute);
            if (double.IsNaN(kw))
                continue;
            sum += kw * part.Minutes;
            minutes += part.Minutes;
        }
        return (minutes > 0 ? sum / minutes : double.NaN, hours.Minutes > 0 ? (double)minutes / hours.Minutes : 0);
    }
}

/// <summary>The baseline of others who were not called: their mean at the same time, brought to the site's level over the like days.</summary>
internal static class ControlGroupMean
{
    /// <summary>A smaller mean is what is left of a sum that is 0.</summary>
    private const double NothingKw = 1e-9;

    public static Unadjusted Of(MeteredSite site, EventHours hours, BaselineProfile profile, DayChoice choice)
    {
        var scale = profile.Control!.Scale;
        if (scale == ControlScale.None)
            return new Unadjusted(part => site.Control!.At(part.Minute), []);
        if (choice.Problem is { } problem)
            return Unadjusted.Impossible(problem, choice.Verdicts);
        var days = choice.Used;
        if (scale == ControlScale.Difference)
            return new Unadjusted(part => site.Control!.At(part.Minute) + Difference(site, days, part), choice.Verdicts);
        var (own, others) = (0.0, 0.0);
        foreach (var day in days)
        {
            own += hours.All.MeanOn(site.Days, day);
            others += hours.All.MeanOn(site.ControlDays!, day);
        }
        var (isNothing, areNothing) = (Math.Abs(own) < NothingKw * days.Count, Math.Abs(others) < NothingKw * days.Count);
        if (areNothing && !isNothing)
            return Unadjusted.Impossible(
                $"{profile.Name} cannot be scaled: the mean of the control group is 0 in these hours of the like days",
                choice.Verdicts
            );
        // A site that uses nothing on its like days is nothing of any group.
        var ratio = isNothing ? 0 : own / others;
        return new Unadjusted(part => ratio * site.Control!.At(part.Minute), choice.Verdicts);
    }

    private static double Difference(MeteredSite site, IReadOnlyList<int> days, Part part)
    {
        var sum = 0.0;
        foreach (var day in days)
            sum += site.Days.Kw(day + part.DaysLater, part.Slot) - site.ControlDays!.Kw(day + part.DaysLater, part.Slot);
        return sum / days.Count;
    }
}
