using DrEvents.Measurement.Calendars;
using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>
/// Makes the baseline of an event by a profile. The same inputs give the same bits on any machine: sums run over days from the oldest to the newest and
/// over intervals in the order of time, one after the other, in double precision.
/// </summary>
public static class Baseline
{
    /// <param name="start">Start of the event.</param>
    /// <param name="end">Its end, after the start.</param>
    /// <param name="intervalMinutes">Length of the intervals that figures are given for.</param>
    public static BaselineResult Of(MeteredSite site, Instant start, Instant end, BaselineProfile profile, int intervalMinutes) =>
        Of(site, new EventHours(site, start.ToUnixTimeSeconds() / 60, end.ToUnixTimeSeconds() / 60, intervalMinutes), profile);

    internal static BaselineResult Of(MeteredSite site, EventHours hours, BaselineProfile profile)
    {
        var holidays = HolidaysOf(site, profile);
        if (MissingInput(site, hours, profile, holidays) is { } missing)
            return BaselineResult.Impossible(missing, []);
        var window = profile.Adjustment is { Kind: not AdjustmentKind.None, Windows: { } windows } ? hours.Around(site, windows) : null;
        var unadjusted = Made(site, hours, profile, holidays, window);
        if (unadjusted.Problem is { } problem)
            return BaselineResult.Impossible(problem, unadjusted.Days);
        double[] before = [.. hours.Intervals.Select(unadjusted.MeanOf)];
        if (before.Any(double.IsNaN))
            return BaselineResult.Impossible(
                $"{profile.Name} says nothing of some of the event's hours: what it rests on is missing there",
                unadjusted.Days
            );
        var made = window is null ? AdjustmentMade.None : Adjusted(site, unadjusted, window, profile.Adjustment);
        double[] after = [.. before.Select(kw => Applied(kw, made))];
        double?[] actual = [.. hours.Intervals.Select(h => Known(site, h))];
        double?[] signed = [.. after.Select((kw, i) => kw - actual[i])];
        var settled = profile.ReductionFloor is { PerMinutes: var minutes }
            ? ClippedReduction.Of(site, hours, minutes, h => Applied(unadjusted.MeanOf(h), made))
            : signed;
        return new BaselineResult(unadjusted.Days, before, made, after, actual, settled, EnergyKwh(hours, settled), null)
        {
            SignedReductionKw = signed,
            SignedEnergyKwh = EnergyKwh(hours, signed),
            Lacks = unadjusted.Lacks,
        };
    }

    private static readonly Dictionary<string, HolidayCalendar> Calendars = HolidayCalendar.Shipped.ToDictionary(
        n => n,
        n => HolidayCalendar.Find(n)!
    );

    internal static HolidayCalendar HolidaysOf(MeteredSite site, BaselineProfile profile) =>
        site.Holidays ?? (profile.Holidays is { } name ? Calendars[name] : HolidayCalendar.None);

    private static string? MissingInput(MeteredSite site, EventHours hours, BaselineProfile profile, HolidayCalendar holidays) =>
        profile.NeedsTemperature
        && (
            site.Temperatures is not { } known
            || !known.KnowsOf(hours.Day)
            || profile.Regression is null && double.IsNaN(known.HighestOf(hours.Day))
        )
            ? $"{profile.Name} needs the outdoor temperature of the event's day and of those before it"
        : profile.NeedsControl && site.Control is null ? $"{profile.Name} needs the meters of a control group"
        : profile.Days is not null && !holidays.Covers(DateOnly.FromDayNumber(hours.Day))
            ? $"the calendar {holidays.Name} speaks of the years {holidays.YearFrom} to {holidays.YearTo} only"
        : null;

    private static Unadjusted Made(MeteredSite site, EventHours hours, BaselineProfile profile, HolidayCalendar holidays, Hours? window) =>
        profile.Method switch
        {
            BaselineMethod.SameDay => SameDayMean.Of(site, hours, profile),
            BaselineMethod.TimeOfWeekAndTemperature => TimeOfWeek.Of(site, hours, profile),
            BaselineMethod.ControlGroup => ControlGroupMean.Of(site, hours, profile, DayChoice.Of(site, hours, profile, holidays, null)),
            _ => LikeDayMean.Of(site, DayChoice.Of(site, hours, profile, holidays, window), profile.Adjustment),
        };

    /// <summary>The factor or difference, from the means over what the event's day knows of the window.</summary>
    private static AdjustmentMade Adjusted(MeteredSite site, Unadjusted unadjusted, Hours window, AdjustmentRule rule)
    {
        var windowHours = window.Minutes / 60.0;
        var known = new Hours([.. window.Parts.Where(p => !double.IsNaN(site.Meter.At(p.Minute)))]);
        var way = WayOf(rule);
        if (known.Minutes < SameDayMean.KnownLeast * window.Minutes)
            return new AdjustmentMade(rule.Kind, windowHours, null, way.Unmoved.Held, AdjustmentMade.WindowLacks);
        var (day, _) = SameDayMean.KnownMean(site, known);
        var like = (unadjusted.AtForAdjustment is { } at ? unadjusted with { At = at } : unadjusted).MeanOf(known);
        if (double.IsNaN(like))
            return new AdjustmentMade(
                rule.Kind,
                windowHours,
                null,
                way.Unmoved.Held,
                "not adjusted: the baseline says nothing of the window"
            );
        var level = way.LevelOf(day, like);
        var gap = window.Minutes - known.Minutes;
        return new AdjustmentMade(
            rule.Kind,
            windowHours,
            level.Raw,
            level.Held,
            gap > 0 ? $"provisional: {gap} minutes of the window are missing on the event's day" : null
        );
    }

    internal static Adjustment WayOf(AdjustmentRule rule) =>
        new(rule.Kind, Duration.Zero, Duration.Zero, rule.Least ?? double.NegativeInfinity, rule.Most ?? double.PositiveInfinity);

    internal static double Applied(double kw, AdjustmentMade made) =>
        made switch
        {
            { Kind: AdjustmentKind.Additive, Applied: { } difference } => kw + difference,
            { Kind: AdjustmentKind.Multiplicative, Applied: { } factor } => kw * factor,
            _ => kw,
        };

    /// <summary>Mean of the meter over hours; null where it misses any of them.</summary>
    private static double? Known(MeteredSite site, Hours hours)
    {
        var (mean, known) = SameDayMean.KnownMean(site, hours);
        return known == 1 ? mean : null;
    }

    private static double? EnergyKwh(EventHours hours, double?[] reductionKw)
    {
        var kwh = 0.0;
        for (var i = 0; i < reductionKw.Length; i++)
        {
            if (reductionKw[i] is not { } kw)
                return null;
            kwh += kw * hours.Intervals[i].Minutes / 60;
        }
        return kwh;
    }
}
