using DrEvents.Measurement.Delivery;
using DrEvents.Measurement.Meters;
using DrEvents.Measurement.Profiles;
using DrEvents.Measurement.Readings;
using DrEvents.Measurement.Results;
using NodaTime;

namespace DrEvents.Measurement.Tests.Results;

/// <summary>The time before and after an event: which it is, and what a VEN and a portfolio used in it.</summary>
public sealed class AroundTests
{
    // A Wednesday, 16:00 to 17:00.
    private static readonly Instant Start = Instant.FromUtc(2026, 7, 15, 16, 0);
    private static readonly BaselineProfile LikeDays = ShippedProfiles.Get("caiso-10-in-10");
    private static readonly BaselineProfile SameDay = ShippedProfiles.Get("pre-event-mean");
    private static readonly MeasuredHours Hours = new(Start, Start + Duration.FromHours(1), 15, DateTimeZone.Utc);
    private static readonly DateTimeOffset Later = At(20, 0);
    private static readonly ResultAround Around = ResultAround.Of(Hours, At(10, 0));

    [Fact]
    public void it_is_as_long_as_the_event_and_four_hours_at_most()
    {
        Around.ShouldBe(new ResultAround(At(15, 0), At(18, 0)));
        var six = Hours with { End = Start + Duration.FromHours(6) };
        ResultAround.Of(six, At(0, 0)).ShouldBe(new ResultAround(At(12, 0), At(22, 0).AddHours(4)));
        ResultAround.Of(six, At(0, 0), hoursMost: 1).ShouldBe(new ResultAround(At(15, 0), At(23, 0)));
        var minutes = Hours with { End = Start + Duration.FromMinutes(20) };
        ResultAround.Of(minutes, At(0, 0)).ShouldBe(new ResultAround(At(15, 30), At(16, 50)), "in whole intervals");
    }

    [Fact]
    public void before_the_event_it_begins_with_the_announcement()
    {
        ResultAround.Of(Hours, At(15, 20)).From.ShouldBe(At(15, 30));
        ResultAround.Of(Hours, null).From.ShouldBe(At(16, 0));
        ResultAround.Of(Hours, At(16, 5)).From.ShouldBe(At(16, 0));
    }

    [Fact]
    public void other_events_of_the_ven_bound_it()
    {
        (string?, string?) Why(params HeldElsewhere[] held) => (Of(held).BeforeWhy, Of(held).AfterWhy);
        VenAroundHours Of(params HeldElsewhere[] held) => VenAroundHours.Of(Hours, Around, held, Later);

        (Of().Before.Intervals, Of().After.Intervals).ShouldBe((4, 4));
        Of(new HeldElsewhere(At(17, 40), At(19, 0))).After.Intervals.ShouldBe(2, "up to the begin of the next one, in whole intervals");
        Of(new HeldElsewhere(At(14, 0), At(15, 10))).Before.Intervals.ShouldBe(3, "from the end of the one before");
        Why(new HeldElsewhere(At(12, 0), At(15, 0)), new HeldElsewhere(At(18, 0), null)).ShouldBe((null, null));
        Why(new HeldElsewhere(At(15, 0), At(16, 0))).ShouldBe(("another event held the VEN until its begin", null));
        Why(new HeldElsewhere(At(16, 50), At(17, 30))).ShouldBe((null, "another event held the VEN from its end on"));
        Why(new HeldElsewhere(At(15, 50), null))
            .ShouldBe(("another event held the VEN until its begin", "another event held the VEN from its end on"));
        VenAroundHours.Of(Hours, Around, [], At(17, 59)).AfterWhy.ShouldBe("not yet, as that time is not over");
    }

    [Fact]
    public void the_baseline_is_carried_on_with_the_same_days_and_the_same_adjustment()
    {
        // 10 kW on all days, and 12 kW on the event's day: the factor is 1.2 up to the event. Then 15, 13 and 12 kW.
        var readings = Site(at => at.Day < 15 || at.Month < 7 ? 10 : Today(at));
        var result = Result(LikeDays, readings);
        result.Adjustment.Applied.ShouldBe(1.2);
        result.BaselineKw.ShouldAllBe(kw => kw == 12);

        var made = Made(LikeDays, result, readings);

        made.Before.BaselineKw.ShouldBe([12, 12, 12, 12]);
        made.Before.ActualKw.ShouldBe([12, 12, 14, 14]);
        made.After.BaselineKw.ShouldBe([12, 12, 12, 12]);
        made.After.ActualKw.ShouldBe([15, 13, 12, 11]);
        // 8 kWh were delivered.
        made.Figures.ShouldBe(new ReboundFigures(1, 1, 0.375, 6, null));
    }

    [Fact]
    public void a_baseline_of_the_same_day_is_its_one_mean()
    {
        var readings = Site(at => at.Day < 15 ? 10 : Today(at));
        var result = Result(SameDay, readings);

        var made = Made(SameDay, result, readings);

        made.After.BaselineKw.ShouldAllBe(kw => kw == result.BaselineKw[0]);
        made.After.ActualKw.ShouldBe([15, 13, 12, 11]);
    }

    [Fact]
    public void nothing_of_the_event_itself_depends_on_it()
    {
        var readings = Site(at => at.Day < 15 || at.Month < 7 ? 10 : Today(at));
        Reading[] without = [.. readings.Where(r => r.Minute < Minute(Start) + 60)];

        System
            .Text.Json.JsonSerializer.Serialize(Result(LikeDays, without) with { Hash = "" })
            .ShouldBe(System.Text.Json.JsonSerializer.Serialize(Result(LikeDays, readings) with { Hash = "" }));
    }

    [Fact]
    public void an_interval_that_nobody_knows_leaves_the_figure_unknown()
    {
        var readings = Site(at => at.Day < 15 || at.Month < 7 ? 10 : Today(at));
        Reading[] gap = [.. readings.Where(r => r.Minute != Minute(Start) + 65)];
        Reading[] gapBefore = [.. readings.Where(r => r.Minute < Minute(Start) - 24 * 60 + 65 || r.Minute > Minute(Start) - 24 * 60 + 180)];
        var result = Result(LikeDays, readings);

        Made(LikeDays, result, gap).Figures.ReboundKwh.ShouldBeNull();
        Made(LikeDays, result, gap).Figures.Why.ShouldBe("after the event: 1 of 4 intervals are not known");
        Made(LikeDays, result, gapBefore).After.BaselineKw.ShouldBe([null, null, null, null], "one of the days has it not");
    }

    [Fact]
    public void a_portfolio_rebounds_by_its_sums_and_not_by_clipped_parts()
    {
        // One uses 4 kW more in a quarter in which the other uses 4 kW less.
        var made = Sum([Ven("a", [4, 2, 0, 0]), Ven("b", [-4, 0, 0, 0])])!;

        made.Figures.ReboundKwh.ShouldBe(0.5, "the parts alone come to 1.5");
        made.Figures.SnapbackRatio.ShouldBe(0.2, "2 ÷ 10");
        made.Figures.NetKwh.ShouldBe(9.5);
        made.After.ActualKw.ShouldBe([20, 22, 20, 20]);
        made.After.UnknownVens.ShouldBe([0, 0, 0, 0]);
        made.Figures.Why.ShouldBeNull();
    }

    [Fact]
    public void a_portfolio_of_which_too_much_is_not_known_has_no_rebound()
    {
        var made = Sum([Ven("a", [4, 2, 0, 0]), Ven("b", [0, null, 0, 0])])!;
        made.Figures.ReboundKwh.ShouldBeNull();
        made.Figures.Why.ShouldBe("after the event: in 1 of 4 intervals more than 5 % of the VENs are not known");

        VenResult[] twenty = [.. Enumerable.Range(0, 20).Select(i => Ven($"v{i}", i == 0 ? [1, null, 1, 1] : [1, 1, 1, 1]))];
        Sum(twenty)!.Figures.ReboundKwh.ShouldBe(19.75, "one in twenty may be missing");

        Sum([Ven("a", [4, 2]), Ven("b", [0, 0])])!.Figures.ReboundKwh.ShouldBe(1.5, "the next event of all of them cuts it");
        Sum([Ven("a", [4, 2]), Ven("b", [])])!.Figures.Why.ShouldBe("after the event: too many of the VENs are not looked at in that time");
        Sum([Ven("a", [], ResultAround.NotYet)], At(17, 30))!.Figures.Why.ShouldBe("after the event: not yet, as that time is not over");
        Sum([]).ShouldBeNull();
    }

    private static PortfolioAround? Sum(VenResult[] vens, DateTimeOffset? at = null)
    {
        var portfolio = new Portfolio(Hours, ResultAround.Of(Hours, null), at ?? Later);
        foreach (var ven in vens)
            portfolio.Add(ven);
        return portfolio.Sum(10).Around;
    }

    /// <summary>5 kW less than 10 kW in the event, and so much more after it.</summary>
    private static VenResult Ven(string id, double?[] overKw, string? why = null) =>
        Result(SameDay, Site(at => at.Hour == 16 ? 5 : 10)) with
        {
            VenId = id,
            Around = new VenAround(
                new AroundSide([], [], null),
                new AroundSide([.. overKw.Select(_ => (double?)10)], [.. overKw.Select(kw => 10 + kw)], why),
                new ReboundFigures(null, null, null, null, null),
                ""
            ),
        };

    private static VenResult Result(BaselineProfile profile, IReadOnlyList<Reading> readings) =>
        MeasureVen.Of("ven", Hours, profile, [], readings, new HashSet<DateOnly>(), StoredUse.Minutes).Result!;

    private static VenAround Made(BaselineProfile profile, VenResult result, IReadOnlyList<Reading> readings)
    {
        var around = VenAroundHours.Of(Hours, Around, [], Later);
        var needed = MeasureAround.Needed(result, around, profile, StoredUse.Minutes);
        return MeasureAround.Of(
            result,
            around,
            profile,
            [.. readings.Where(r => needed.Any(n => n.Contains(Instant.FromUnixTimeSeconds(r.Minute * 60))))],
            StoredUse.Minutes
        );
    }

    /// <summary>Pre-cooling in the half hour before the event, 4 kW in it, and rebound after it.</summary>
    private static double Today(LocalDateTime at) =>
        (at.Hour, at.Minute / 15) switch
        {
            (15, >= 2) => 14,
            (16, _) => 4,
            (17, 0) => 15,
            (17, 1) => 13,
            (17, 3) => 11,
            _ => 12,
        };

    private static Reading[] Site(Func<LocalDateTime, double> kw) =>
        [
            .. Enumerable
                .Range(-16, 17)
                .SelectMany(day => Enumerable.Range(0, 96).Select(i => Start + Duration.FromDays(day) + Duration.FromMinutes(5 * i - 300)))
                .Select(at => new Reading(Minute(at), kw(at.InUtc().LocalDateTime))),
        ];

    private static DateTimeOffset At(int hour, int minute) => new(2026, 7, 15, hour, minute, 0, TimeSpan.Zero);

    private static long Minute(Instant time) => time.ToUnixTimeSeconds() / 60;
}
