using DrEvents.Measurement.LikeDays;
using NodaTime;

namespace DrEvents.Measurement.Tests;

public class ChosenDaysTests
{
    private static readonly DateTimeZone Berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
    private static readonly Duration Quarter = Duration.FromMinutes(15);

    /// <summary>A Wednesday.</summary>
    private static readonly LocalDate Today = new(2026, 6, 17);

    private static readonly LikeDayProfile Profile = new()
    {
        Name = "test",
        DaysWanted = 3,
        LookBackDays = 21,
        Adjustment = new Adjustment(AdjustmentKind.Multiplicative, Duration.FromHours(2), Duration.FromHours(1)),
    };

    private readonly Dictionary<Instant, IntervalMean> _means = [];

    public ChosenDaysTests()
    {
        // Each interval has the day of its month as its power, so that a test sees whence a figure is.
        var from = At(Today.PlusDays(-60), 0);
        for (var at = from; at < At(Today.PlusDays(3), 0); at += Quarter)
            _means.Add(at, new IntervalMean(at.InZone(Berlin).Day));
    }

    [Fact]
    public void the_newest_days_of_the_class_are_used()
    {
        var chosen = Choose(At(Today, 17), At(Today, 18), anchor: At(Today, 17));

        Dates(chosen).ShouldBe([(16, null), (15, null), (12, null)]);
        chosen.Used[0].AskedKw.ShouldBe([16, 16, 16, 16]);
        chosen.Used[0].WindowKw.Count.ShouldBe(4);
    }

    [Fact]
    public void weekends_are_like_weekends()
    {
        var saturday = Today.PlusDays(3);

        Dates(Choose(At(saturday, 17), At(saturday, 18), At(saturday, 17))).ShouldBe([(14, null), (13, null), (7, null)]);
    }

    [Fact]
    public void a_day_with_an_event_or_a_gap_in_the_hours_of_either_is_discarded_with_its_reason()
    {
        _means[At(Today.PlusDays(-1), 17)] = new IntervalMean(1, IsEvent: true);
        _means.Remove(At(Today.PlusDays(-2), 17));
        _means[At(Today.PlusDays(-5), 15)] = new IntervalMean(1, IsEvent: true);
        _means.Remove(At(Today.PlusDays(-6), 15));
        // Neither is asked.
        _means.Remove(At(Today.PlusDays(-7), 18));
        _means[At(Today.PlusDays(-7), 16)] = new IntervalMean(1, IsEvent: true);

        Dates(Choose(At(Today, 17), At(Today, 18), At(Today, 17)))
            .ShouldBe([
                (16, DayReasons.Event),
                (15, DayReasons.Missing),
                (12, DayReasons.Event),
                (11, DayReasons.Missing),
                (10, null),
                (9, null),
                (8, null),
            ]);
    }

    [Fact]
    public void the_look_back_ends()
    {
        var chosen = Choose(At(Today, 17), At(Today, 18), At(Today, 17), Profile with { DaysWanted = 10, LookBackDays = 7 });

        chosen.Used.Count.ShouldBe(5);
    }

    [Fact]
    public void hours_of_today_that_are_not_over_are_not_used_for_tomorrow()
    {
        var tomorrow = Today.PlusDays(1);

        Dates(Choose(At(tomorrow, 12), At(tomorrow, 13), anchor: At(Today, 12.5)))[0].ShouldBe((17, DayReasons.NotOver));
        Dates(Choose(At(tomorrow, 12), At(tomorrow, 13), anchor: At(Today, 13)))[0].ShouldBe((17, null));
    }

    [Fact]
    public void a_day_is_alike_only_where_the_day_of_the_adjustment_is_too()
    {
        // Asked on a Sunday for the Monday after it: only Mondays have a Sunday before them.
        var monday = Today.PlusDays(5);

        Dates(Choose(At(monday, 12), At(monday, 13), anchor: At(monday.PlusDays(-1), 12)))
            .Where(d => d.WhyNot != DayReasons.OtherAdjustmentDay)
            .ShouldBe([(15, null), (8, null), (1, null)]);
    }

    [Fact]
    public void hours_are_those_of_the_local_clock_on_either_side_of_a_change()
    {
        // Clocks were set ahead on 29 March.
        var monday = new LocalDate(2026, 3, 30);
        for (var at = At(monday.PlusDays(-30), 0); at < At(monday.PlusDays(1), 0); at += Quarter)
            _means[at] = new IntervalMean(at.InZone(Berlin).Hour);

        var chosen = Choose(At(monday, 17), At(monday, 18), At(monday, 17));

        chosen.Used.SelectMany(d => d.AskedKw).ShouldAllBe(kw => kw == 17);
        chosen.Used.Count.ShouldBe(3);
    }

    [Fact]
    public void a_time_that_the_clock_skips_is_missing_and_one_that_comes_twice_is_its_mean()
    {
        var march = new LocalDate(2026, 4, 5);
        var october = new LocalDate(2026, 10, 31);
        foreach (var day in new[] { march, october })
        {
            for (var at = At(day.PlusDays(-30), 0); at < At(day.PlusDays(1), 0); at += Quarter)
                _means[at] = new IntervalMean(at.InZone(Berlin).Offset.Seconds / 3600);
        }

        var (spring, autumn) = (Choose(At(march, 2), At(march, 3), At(march, 2)), Choose(At(october, 2), At(october, 3), At(october, 2)));

        Dates(spring).ShouldContain((29, DayReasons.Skipped));
        autumn.Used.Single(d => d.Date.Day == 25).AskedKw.ShouldAllBe(kw => kw == 1.5);
    }

    [Theory]
    [InlineData(3, 29, 23)]
    [InlineData(10, 25, 25)]
    public void a_whole_day_of_23_or_25_hours_has_its_like_days(int month, int day, int hours)
    {
        var date = new LocalDate(2026, month, day);
        for (var at = At(date.PlusDays(-30), 0); at < At(date.PlusDays(1), 0); at += Quarter)
            _means[at] = new IntervalMean(at.InZone(Berlin).Hour);

        var chosen = Choose(At(date, 0), At(date.PlusDays(1), 0), At(date, 0));

        chosen.Used.Count.ShouldBe(3);
        chosen.Used.ShouldAllBe(d => d.AskedKw.Count == 4 * hours && d.AskedKw[0] == 0 && d.AskedKw[4 * hours - 1] == 23);
    }

    private ChosenDays Choose(Instant start, Instant end, Instant anchor, LikeDayProfile? profile = null) =>
        ChosenDays.Of(new IntervalSeries(Quarter, _means), new LikeDayQuestion(Berlin, start, end, anchor), profile ?? Profile);

    private static List<(int Day, string? WhyNot)> Dates(ChosenDays chosen) =>
        [.. chosen.Candidates.Select(c => (c.Date.Day, c.Discarded))];

    private static Instant At(LocalDate day, double hour) =>
        (day + LocalTime.Midnight.PlusMinutes((long)(60 * hour))).InZoneLeniently(Berlin).ToInstant();
}
