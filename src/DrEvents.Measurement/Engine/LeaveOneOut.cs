using DrEvents.Measurement.LikeDays;
using DrEvents.Measurement.Profiles;
using NodaTime;

namespace DrEvents.Measurement.Engine;

/// <summary>What a baseline would have missed by on a day without an event: predicted − actual over the event's hours, kW.</summary>
public readonly record struct DayError(DateOnly Date, double Kw);

/// <summary>
/// Placebos among the days that a baseline was made of: each is predicted as if the event had been on it, by the same choice out of the other days and
/// with the same adjustment. So the error of a baseline is known from the readings that it rests on, without any more of them. Of days that follow one
/// another some are predicted by later ones; a real baseline knows only earlier ones.
/// </summary>
public static class LeaveOneOut
{
    /// <summary>Of fewer other days a mean says little.</summary>
    private const int OthersLeast = 3;

    /// <summary>Oldest first; empty where the profile is none of like days, or has too few of them.</summary>
    public static IReadOnlyList<DayError> Of(MeteredSite site, Instant start, Instant end, BaselineProfile profile, int intervalMinutes)
    {
        if (profile is not { Days: not null, Method: BaselineMethod.LikeDays })
            return [];
        var hours = new EventHours(site, start.ToUnixTimeSeconds() / 60, end.ToUnixTimeSeconds() / 60, intervalMinutes);
        var rule = profile.Adjustment;
        var window = rule is { Kind: not AdjustmentKind.None, Windows: { } windows } ? hours.Around(site, windows) : null;
        var choice = DayChoice.Of(site, hours, profile, Baseline.HolidaysOf(site, profile), window);
        var errors = new List<DayError>();
        foreach (var (day, used, eligible) in choice.LeavingOneOut())
        {
            if (used.Count < OthersLeast)
                continue;
            var predicted = MeanOf(site, used, hours.All);
            if (window is not null)
            {
                var like = MeanOf(site, rule.Over == AdjustmentDays.Eligible ? eligible : used, window);
                var level = Baseline.WayOf(rule).LevelOf(window.MeanOn(site.Days, day), like);
                predicted = Baseline.Applied(predicted, new AdjustmentMade(rule.Kind, 0, level.Raw, level.Held));
            }
            var error = predicted - hours.All.MeanOn(site.Days, day);
            if (double.IsFinite(error))
                errors.Add(new DayError(DateOnly.FromDayNumber(day), BaselineResult.Round(error)));
        }
        return errors;
    }

    private static double MeanOf(MeteredSite site, IReadOnlyList<int> days, Hours hours)
    {
        var sum = 0.0;
        foreach (var part in hours.Parts)
            sum += LikeDayMean.Mean(site, days, part) * part.Minutes;
        return sum / hours.Minutes;
    }
}
