using DrEvents.Measurement.Baselines;
using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Backend.Features.Baselines;

/// <summary>
/// What a VEN's own like days say that it would use in an event, sealed with all that it rests on, so that an auditor can make it again without the
/// history. Powers in kW, means over quarters of an hour.
/// </summary>
/// <param name="Start">Begin of the first quarter of <paramref name="Kw"/>.</param>
/// <param name="TimeZone">By whose clock hours of other days are the same, as IANA names it.</param>
/// <param name="EventQuarters">Over so many quarters errors are taken; <paramref name="Kw"/> goes on through the return.</param>
/// <param name="Days">The like days, newest first.</param>
/// <param name="TodayKw">The day itself in the hours of the adjustment; null for a quarter of which nothing was known.</param>
/// <param name="HalfHourKw">The half hour before; null where that is not known.</param>
/// <param name="MovedBy">One of <see cref="LikeDayMoves"/>.</param>
/// <param name="ErrorKw">One standard error of <paramref name="Kw"/>, back-tested on these days.</param>
/// <param name="BeforeErrorKw">What the mean of the half hour before missed by on the same days.</param>
public sealed record LikeDaysSealed(
    DateTimeOffset Start,
    string TimeZone,
    int EventQuarters,
    IReadOnlyList<LikeDayKept> Days,
    IReadOnlyList<double?> TodayKw,
    double? HalfHourKw,
    IReadOnlyList<double> Kw,
    string MovedBy,
    double ErrorKw,
    double BeforeErrorKw
)
{
    public static readonly TimeSpan Quarter = LikeDayBaseline.Quarter.ToTimeSpan();

    /// <summary>Nobody's like days are asked for more; what is beyond goes by the pre-event mean.</summary>
    public static readonly TimeSpan LengthMax = TimeSpan.FromHours(8);

    /// <summary>Null where there are too few days.</summary>
    public static LikeDaysSealed? Of(
        DateTimeOffset start,
        string timeZone,
        int eventQuarters,
        IReadOnlyList<LikeDay> days,
        IReadOnlyList<double?> todayKw,
        double? halfHourKw
    )
    {
        var kept = days.Select(d => new LikeDayKept(d.Date.ToDateOnly(), Watts(d.WindowKw), Watts(d.AskedKw))).ToList();
        return Of(start, timeZone, eventQuarters, kept, [.. todayKw.Select(kw => Watt(kw))], Watt(halfHourKw));
    }

    /// <summary>The same from what is sealed with it.</summary>
    public LikeDaysSealed? Again() => Of(Start, TimeZone, EventQuarters, Days, TodayKw, HalfHourKw);

    public LikeDayCourse Course => new(Start, Kw, ErrorKw, BeforeErrorKw);

    private static LikeDaysSealed? Of(
        DateTimeOffset start,
        string timeZone,
        int eventQuarters,
        IReadOnlyList<LikeDayKept> days,
        IReadOnlyList<double?> todayKw,
        double? halfHourKw
    ) =>
        LikeDayBaseline.Of(
            [.. days.Select(d => new LikeDay(LocalDate.FromDateOnly(d.Date), d.Kw, d.WindowKw))],
            todayKw,
            halfHourKw,
            eventQuarters
        )
            is { } made
            ? new(
                start,
                timeZone,
                eventQuarters,
                days,
                todayKw,
                halfHourKw,
                Watts(made.Kw),
                made.MovedBy,
                Watt(made.ErrorKw),
                Watt(made.BeforeErrorKw)
            )
            : null;

    private static double[] Watts(IEnumerable<double> kw) => [.. kw.Select(kw => Watt(kw))];

    /// <summary>Whole watts. The sum makes a zero of a negative zero, which PostgreSQL's JSON does not know.</summary>
    private static double Watt(double kw) => Math.Round(kw, 3) + 0.0;

    private static double? Watt(double? kw) => kw is { } known ? Watt(known) : null;
}

/// <summary>A like day: its quarters in the hours of the adjustment, and from half an hour before the start on, kW.</summary>
public sealed record LikeDayKept(DateOnly Date, IReadOnlyList<double> WindowKw, IReadOnlyList<double> Kw);

/// <summary>What like days say, quarter by quarter, and how sure that is. Powers in kW.</summary>
/// <param name="BeforeErrorKw">What the sealed baseline would have missed by; null where that is not known.</param>
public sealed record LikeDayCourse(DateTimeOffset Start, IReadOnlyList<double> Kw, double ErrorKw, double? BeforeErrorKw)
{
    /// <summary>Null before and after.</summary>
    public double? At(DateTimeOffset time)
    {
        var place = Math.Floor((time - Start) / LikeDaysSealed.Quarter);
        return place >= 0 && place < Kw.Count ? Kw[(int)place] : null;
    }
}
