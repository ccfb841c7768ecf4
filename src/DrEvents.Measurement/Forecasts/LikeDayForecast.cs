using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Forecasts;

/// <summary>What a window ahead comes to, from like days at today's level. Powers in kW, an entry for each interval.</summary>
/// <param name="Hold">What holds in every interval of the window: of each outcome the least.</param>
public sealed record LikeDayForecast(ChosenDays Days, LikeDayEstimate Estimate, IReadOnlyList<Band> Intervals, Band Hold)
{
    /// <summary>Which like days a forecast rests on: the adjustment's window ends at the present, so that it sees the whole fleet as it is today.</summary>
    public static readonly LikeDayProfile Profile = new()
    {
        Name = "like-days",
        Adjustment = new Adjustment(AdjustmentKind.Multiplicative, Duration.FromHours(3), Duration.FromHours(3), Least: 0.5, Most: 2),
    };

    /// <summary>The forecast, or none where there are too few like days. A tuple, since the days say why.</summary>
    public static (LikeDayForecast? Forecast, ChosenDays Days) Of(IntervalSeries series, LikeDayQuestion question, LikeDayProfile profile)
    {
        var days = ChosenDays.Of(series, question, profile);
        if (days.Used.Count < Math.Max(2, profile.DaysMinimum))
            return (null, days);
        var estimate = LikeDayEstimate.Of(days.Used, Today(series, question, profile.Adjustment), profile.Adjustment);
        Band[] intervals = [.. Enumerable.Range(0, estimate.Kw.Count).Select(i => Bands.Of([.. estimate.Outcomes.Select(o => o[i])]))];
        var hold = Bands.Of([.. estimate.Outcomes.Select(o => o.Min())]);
        return (new LikeDayForecast(days, estimate, intervals, hold), days);
    }

    internal static double?[] Today(IntervalSeries series, LikeDayQuestion question, Adjustment adjustment)
    {
        var (from, length) = (question.Anchor - adjustment.Begins, series.Length);
        var intervals = (int)Math.Ceiling(adjustment.Lasts / length);
        return
        [
            .. Enumerable
                .Range(0, intervals)
                .Select(i => series.At(from + i * length))
                .Select(m => m is { IsEvent: false } known ? known.Kw : (double?)null),
        ];
    }
}
