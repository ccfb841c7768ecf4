using DrEvents.Measurement.Forecasts;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Baselines;

/// <summary>
/// What a site would use in an event: the mean of its own like days, moved by what it used before the event in the way that missed by least on these days;
/// and what the mean of the half hour before would have missed by on them. Powers in kW.
/// </summary>
/// <param name="Kw">A mean for each quarter of an hour from the start on.</param>
/// <param name="MovedBy">One of <see cref="LikeDayMoves"/>.</param>
/// <param name="ErrorKw">One standard error over the event: each day was predicted from the others (root mean square over its quarters).</param>
/// <param name="BeforeErrorKw">The same of the half hour before each day's start, carried on as it was.</param>
public sealed record LikeDayBaseline(IReadOnlyList<double> Kw, string MovedBy, double ErrorKw, double BeforeErrorKw)
{
    public static readonly Duration Quarter = Duration.FromMinutes(15);

    /// <summary>Quarters before the start that are asked for too: the half hour that a pre-event mean is made of.</summary>
    public const int QuartersBefore = 2;

    /// <summary>The difference and not the ratio, since a single home may have used next to nothing in the hours before.</summary>
    public static readonly LikeDayProfile Profile = new()
    {
        Name = "like-days-live",
        Adjustment = new Adjustment(AdjustmentKind.Additive, Duration.FromHours(3), Duration.FromHours(3)),
    };

    /// <summary>Where a class has too few days: any day is like any other. The error tells how far that is true.</summary>
    public static readonly LikeDayProfile OfAllDays = Profile with { Classes = [Enum.GetValues<IsoDayOfWeek>()] };

    /// <param name="start">Begin of the quarter in which the event starts.</param>
    /// <param name="end">What is asked for ends here.</param>
    /// <param name="anchor">Nothing after it is known.</param>
    public static LikeDayQuestion Question(DateTimeZone zone, Instant start, Instant end, Instant anchor) =>
        new(zone, start - QuartersBefore * Quarter, end, anchor);

    /// <summary>The day itself in the hours of the adjustment.</summary>
    public static double?[] Today(IntervalSeries series, LikeDayQuestion question) =>
        LikeDayForecast.Today(series, question, Profile.Adjustment);

    /// <summary>Null where there are too few days.</summary>
    /// <param name="days">With <see cref="QuartersBefore"/> quarters before those that are asked for.</param>
    /// <param name="hoursKw">The day itself in the hours of the adjustment; null for a quarter of which nothing is known.</param>
    /// <param name="halfHourKw">The day itself in the half hour before; null where that is not known.</param>
    /// <param name="eventQuarters">Over so many quarters from the start on errors are taken.</param>
    public static LikeDayBaseline? Of(IReadOnlyList<LikeDay> days, IReadOnlyList<double?> hoursKw, double? halfHourKw, int eventQuarters)
    {
        if (days.Count < Math.Max(2, Profile.DaysMinimum))
            return null;
        int[] known = [.. hoursKw.Index().Where(w => w.Item is not null).Select(w => w.Index)];
        var asked = Enumerable.Range(QuartersBefore, days[0].AskedKw.Count - QuartersBefore).ToList();
        var judged = asked.Take(Math.Max(1, eventQuarters)).ToList();
        var (least, leastErrorKw) = Moves(known, hoursKw, halfHourKw)
            .Select(move =>
                (move, RootMeanSquare(days.SelectMany(d => judged.Select(i => d.AskedKw[i] - move.Of(Without(d), move.LevelOf(d), i)))))
            )
            .MinBy(m => m.Item2);
        var missedBefore = days.SelectMany(d => judged.Select(i => d.AskedKw[i] - HalfHourOf(d)));
        return new LikeDayBaseline(
            [.. asked.Select(i => least.Of(days, least.LevelKw, i))],
            least.Name,
            leastErrorKw,
            RootMeanSquare(missedBefore)
        );

        IReadOnlyList<LikeDay> Without(LikeDay day) => [.. days.Where(d => d != day)];
    }

    /// <summary>
    /// A way to move like days to the level of a day. What a home uses just before an event is half chance: a half of the difference is taken. A mean of
    /// three hours is less so, and all of it is taken.
    /// </summary>
    /// <param name="LevelKw">The level of the day itself.</param>
    /// <param name="LevelOf">That of another day.</param>
    private sealed record Move(string Name, double Share, double LevelKw, Func<LikeDay, double> LevelOf)
    {
        public double Of(IReadOnlyList<LikeDay> days, double levelKw, int quarter) =>
            days.Average(d => d.AskedKw[quarter]) + Share * (levelKw - days.Average(LevelOf));
    }

    private static IEnumerable<Move> Moves(int[] known, IReadOnlyList<double?> hoursKw, double? halfHourKw)
    {
        yield return new Move(LikeDayMoves.NotAtAll, 0, 0, _ => 0);
        if (known.Length > 0)
            yield return new Move(
                LikeDayMoves.HoursBefore,
                1,
                known.Average(i => hoursKw[i]!.Value),
                d => known.Average(i => d.WindowKw[i])
            );
        if (halfHourKw is { } kw)
            yield return new Move(LikeDayMoves.HalfHourBefore, 0.5, kw, HalfHourOf);
    }

    private static double HalfHourOf(LikeDay day) => day.AskedKw.Take(QuartersBefore).Average();

    private static double RootMeanSquare(IEnumerable<double> values) => Math.Sqrt(values.Average(v => v * v));
}

/// <summary>What like days are moved by to the level of a day.</summary>
public static class LikeDayMoves
{
    public const string NotAtAll = "none";

    /// <summary>The difference in the three hours before.</summary>
    public const string HoursBefore = "hours-before";

    /// <summary>Half of the difference in the half hour before.</summary>
    public const string HalfHourBefore = "half-hour-before";
}
