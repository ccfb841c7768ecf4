using System.Globalization;
using System.Text;
using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Engine;
using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using NodaTime;

namespace DrEvents.Measurement.Results;

/// <summary>
/// Carries the baseline of a VEN's result on to the time before and after the event: the same days with the same adjustment, or the one mean of a same-day baseline.
/// Neither days nor adjustment are chosen anew, so that nothing of the event's own figures depends on that time.
/// </summary>
public static class MeasureAround
{
    /// <summary>What of a meter is looked at for it: of the event's own day these hours, and the same by the clock of each day that was used.</summary>
    public static IReadOnlyList<Interval> Needed(VenResult result, VenAroundHours around, BaselineProfile profile, int meterMinutes)
    {
        var day = OwnDay(around);
        int[] back = profile.Method == BaselineMethod.LikeDays ? [0, .. Used(result).Select(d => day - d)] : [0];
        return NeededHours.Of(
            around.Before.Zone,
            [new Interval(around.Before.Start, around.Before.End), new Interval(around.After.Start, around.After.End)],
            back,
            meterMinutes
        );
    }

    /// <param name="profile">By which the result was made.</param>
    /// <param name="readings">In the order of time, of the hours that are <see cref="Needed"/>.</param>
    /// <param name="meterMinutes">Length of their intervals.</param>
    public static VenAround Of(
        VenResult result,
        VenAroundHours around,
        BaselineProfile profile,
        IReadOnlyList<Reading> readings,
        int meterMinutes
    )
    {
        var all = result.RestsOn == ResultSeries.Telemetry ? Filled(result, around, profile, readings, meterMinutes) : readings;
        var site = all.Count > 0 ? new MeteredSite(around.Before.Zone, MeterSeries.Of(all, meterMinutes)) : null;
        var baseline = BaselineOf(result, profile, site);
        var before = Side(around.Before, around.BeforeWhy ?? Other(profile), OwnDay(around), site, baseline);
        var after = Side(around.After, around.AfterWhy ?? Other(profile), OwnDay(around), site, baseline);
        return new VenAround(
            before,
            after,
            ReboundFigures.Of(
                result.SignedKwh,
                (around.After.Start - around.Before.End).TotalHours,
                around.Before.IntervalMinutes / 60.0,
                before.Use(),
                after.Use()
            ),
            Digest(readings)
        );
    }

    private static string? Other(BaselineProfile profile) =>
        profile.Method is BaselineMethod.LikeDays or BaselineMethod.SameDay
            ? null
            : $"{profile.Name} says nothing beyond the event's hours";

    private static IReadOnlyList<Reading> Filled(
        VenResult result,
        VenAroundHours around,
        BaselineProfile profile,
        IReadOnlyList<Reading> readings,
        int meterMinutes
    ) =>
        FilledGaps
            .Of(
                readings,
                meterMinutes,
                around.Before.Zone,
                // The time before may begin on the day before, and nothing of it is filled either.
                around.Before.Start.InZone(around.Before.Zone).Date,
                () => Needed(result, around, profile, meterMinutes)
            )
            .All;

    private static Func<Part, double> BaselineOf(VenResult result, BaselineProfile profile, MeteredSite? site)
    {
        if (profile.Method == BaselineMethod.SameDay)
            return _ => result.BaselineKw[0];
        var made = new AdjustmentMade(
            Enum.Parse<AdjustmentKind>(result.Adjustment.Kind, ignoreCase: true),
            result.Adjustment.Hours,
            result.Adjustment.Raw,
            result.Adjustment.Applied
        );
        int[] days = [.. Used(result)];
        return part => site is null ? double.NaN : Baseline.Applied(LikeDayMean.Mean(site, days, part), made);
    }

    private static AroundSide Side(MeasuredHours hours, string? why, int day, MeteredSite? site, Func<Part, double> baseline)
    {
        if (why is not null)
            return new AroundSide([], [], why);
        var (baselineKw, actualKw) = (new double?[hours.Intervals], new double?[hours.Intervals]);
        for (var i = 0; site is not null && i < hours.Intervals; i++)
        {
            var from = hours.Start.ToUnixTimeSeconds() / 60 + (long)i * hours.IntervalMinutes;
            var parts = Hours.Of(site, day, from, from + hours.IntervalMinutes);
            baselineKw[i] = Known(new Unadjusted(baseline, []).MeanOf(parts));
            actualKw[i] = SameDayMean.KnownMean(site, parts) is (var kw, 1) ? Known(kw) : null;
        }
        return new AroundSide(baselineKw, actualKw, null);
    }

    private static double? Known(double kw) => double.IsFinite(kw) ? BaselineResult.Round(kw) : null;

    /// <summary>Oldest first, as the engine adds them up.</summary>
    private static IEnumerable<int> Used(VenResult result) =>
        result.Days.Where(d => d.Used).SelectMany(d => d.Dates).Select(d => d.DayNumber).Order();

    private static int OwnDay(VenAroundHours around) => around.Before.End.InZone(around.Before.Zone).Date.ToDateOnly().DayNumber;

    private static string Digest(IReadOnlyList<Reading> readings)
    {
        var text = new StringBuilder();
        foreach (var reading in readings)
            text.Append(CultureInfo.InvariantCulture, $"{reading.Minute}={reading.Kw:R}\n");
        return ResultDigest.Of(text.ToString());
    }
}
