using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>Looks for days that are like the one that is asked for, in no more of the past than it takes.</summary>
public static class LikeDaySearch
{
    /// <summary>Nearly always there are enough days in it, and it is a third of the look-back to read.</summary>
    private const int FirstLookDays = 15;

    /// <summary>What these hours come to by like days; none where there are too few, and then the days say why.</summary>
    /// <param name="read">Reads what is known of some ranges of time.</param>
    public static async Task<(LikeDayForecast? Forecast, ChosenDays Days)> ForAsync(
        LikeDayQuestion question,
        Duration granularity,
        Func<IReadOnlyList<Interval>, Task<IntervalSeries>> read
    )
    {
        var profile = LikeDayForecast.Profile;
        var found = await InAsync(profile with { LookBackDays = FirstLookDays });
        if (found.Days.Used.Count < profile.DaysWanted)
            found = await InAsync(profile);
        // From one kind of day to another only the same day of other weeks counts; before there are some, the days themselves say more than nothing.
        var begins = (question.Anchor - profile.Adjustment.Begins).InZone(question.Zone).Date;
        return found.Forecast is null && begins != question.Date ? await InAsync(profile with { Adjustment = Adjustment.None }) : found;

        async Task<(LikeDayForecast? Forecast, ChosenDays Days)> InAsync(LikeDayProfile looked) =>
            LikeDayForecast.Of(await read(question.Needed(looked, granularity)), question, looked);
    }

    public static IReadOnlyList<ForecastDay> ViewOf(ChosenDays days) =>
        [.. days.Candidates.Select(d => new ForecastDay(d.Date.ToDateOnly(), d.IsUsed, d.Discarded))];
}
