namespace DrEvents.Measurement.LikeDays;

/// <summary>What like days say of a day, moved to that day's level. Powers in kW, an entry for each interval asked for.</summary>
/// <param name="MeanKw">Mean of the like days.</param>
/// <param name="Kw">The same, moved to the day's level.</param>
/// <param name="StandardErrorKw">Root mean square of what each like day missed by when it was predicted from the others.</param>
/// <param name="Outcomes">
/// What each like day, newest first, would have this day come to: that day moved to the level of this one. This day is as likely to come to more than
/// any of them as to less than it, so that their quantiles are those of this day (a prediction from the other days would make them too wide).
/// </param>
public sealed record LikeDayEstimate(
    Level Level,
    IReadOnlyList<double> MeanKw,
    IReadOnlyList<double> Kw,
    IReadOnlyList<double> StandardErrorKw,
    IReadOnlyList<IReadOnlyList<double>> Outcomes
)
{
    /// <param name="windowKw">The day itself in the hours of the adjustment; null for an interval of which nothing is known.</param>
    public static LikeDayEstimate Of(IReadOnlyList<LikeDay> days, IReadOnlyList<double?> windowKw, Adjustment adjustment)
    {
        int[] known = [.. windowKw.Index().Where(w => w.Item is not null).Select(w => w.Index)];
        double? dayKw = known.Length == 0 ? null : known.Average(i => windowKw[i]!.Value);
        var (level, meanKw, kw) = Predicted(days, dayKw, known, adjustment);
        if (days.Count < 2)
            return new LikeDayEstimate(level, meanKw, kw, [.. kw.Select(_ => double.NaN)], []);
        var squares = new double[kw.Length];
        var outcomes = new List<IReadOnlyList<double>>();
        foreach (var day in days)
        {
            var ownKw = known.Length == 0 ? (double?)null : known.Average(i => day.WindowKw[i]);
            var predicted = Predicted([.. days.Where(d => d != day)], ownKw, known, adjustment).Kw;
            foreach (var (i, expected) in predicted.Index())
                squares[i] += (day.AskedKw[i] - expected) * (day.AskedKw[i] - expected);
            var counted = Predicted(days, ownKw, known, adjustment).Kw;
            outcomes.Add([.. counted.Select((expected, i) => Outcome(kw[i], day.AskedKw[i], expected, adjustment))]);
        }
        return new LikeDayEstimate(level, meanKw, kw, [.. squares.Select(s => Math.Sqrt(s / days.Count))], outcomes);
    }

    private static (Level Level, double[] MeanKw, double[] Kw) Predicted(
        IReadOnlyList<LikeDay> days,
        double? dayKw,
        int[] known,
        Adjustment adjustment
    )
    {
        var meanKw = Enumerable.Range(0, days[0].AskedKw.Count).Select(i => days.Average(d => d.AskedKw[i])).ToArray();
        var level = dayKw is { } own ? adjustment.LevelOf(own, days.Average(d => known.Average(i => d.WindowKw[i]))) : adjustment.Unmoved;
        return (level, meanKw, [.. meanKw.Select(m => adjustment.Apply(m, level))]);
    }

    /// <summary>Days at another level miss by as much in parts where the adjustment is a factor, and in kW where it is a difference.</summary>
    private static double Outcome(double kw, double wasKw, double expectedKw, Adjustment adjustment) =>
        adjustment.Kind != AdjustmentKind.Additive && expectedKw > 0 ? kw * wasKw / expectedKw : kw + wasKw - expectedKw;
}
