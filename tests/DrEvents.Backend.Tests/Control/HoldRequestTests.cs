using DrEvents.Backend.Features.Control;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Tests.Control;

public sealed class HoldRequestTests
{
    private const double RequestedKw = 10;
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 17, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Start.AddMinutes(10);

    private static readonly DrEvent Running = new()
    {
        Id = "evt-0000000a",
        Status = EventStatus.Active,
        StartTime = Start,
        EndTime = Start.AddHours(1),
        RequestedReductionKw = RequestedKw,
        Priority = 100,
        Allocation = AllocationMethods.Weighted,
        Control = ControlModes.Closed,
        CreatedAt = Start,
        ActivatedAt = Start,
    };

    /// <summary>A VEN that was asked and answered at the start, and whose newest reading is of now.</summary>
    private static ControlledVen Ven(string id, double askedKw, double deliveredKw, double availableKw) =>
        new(
            id,
            Running.EndTime,
            Now,
            deliveredKw,
            deliveredKw,
            availableKw,
            askedKw,
            Asks: 2,
            Start,
            Start.AddSeconds(1),
            askedKw,
            IsFixed: false,
            WatchedS: 120,
            askedKw,
            MissingKw: 0
        );

    private static (SharesAdjusted? Decided, double MissingKw) Decide(params ControlledVen[] vens) =>
        HoldRequest.Decide(Running, 1, vens, [], Now);

    [Fact]
    public void what_is_as_asked_is_left_alone() => Decide(Ven("a", 5, 5, 5), Ven("b", 5, 4.95, 5)).ShouldBe((null, 0));

    [Fact]
    public void what_is_missing_is_asked_of_the_ven_that_has_most_left()
    {
        var (decided, missingKw) = Decide(Ven("a", 5, 4.9, 1), Ven("b", 5, 4.9, 4), Ven("c", 0, 0, 9));

        decided!.Changes.ShouldBe([new ShareChange("b", 5, 5.1, 5.1)]);
        missingKw.ShouldBe(0);
    }

    [Fact]
    public void what_is_too_much_is_given_back()
    {
        var (decided, _) = Decide(Ven("a", 7, 7, 0), Ven("b", 5, 5, 0));

        decided!.Changes.ShouldBe([new ShareChange("a", 7, 5, 5)]);
        (decided.Figures.RequestedKw, decided.Figures.ExpectedKw, decided.Figures.Settled).ShouldBe((10, 12, 2));
    }

    [Fact]
    public void a_home_that_can_only_switch_is_asked_for_all_or_left_alone()
    {
        var notOnItsShare = Ven("a", 2, 0, 4.5);

        Decide(notOnItsShare, Ven("b", 8, 8, 0)).Decided.ShouldBeNull("all of it would be far too much");
        Decide(notOnItsShare, Ven("b", 6, 6, 0)).Decided!.Changes.ShouldBe([new ShareChange("a", 2, 4.5, 4.5)]);
    }

    [Fact]
    public void a_change_that_is_under_way_is_not_made_up_for_again()
    {
        var underWay = Ven("a", 5, 2, 5) with { AnsweredAt = Now.AddSeconds(-3), AskedAt = Now.AddSeconds(-4), LastPromisedKw = 5 };

        Decide(underWay, Ven("b", 5, 5, 5)).Decided.ShouldBeNull();
        Decide(underWay with { LastPromisedKw = 2 }, Ven("b", 5, 5, 5)).Decided!.Changes.ShouldBe([new ShareChange("b", 5, 8, 8)]);
    }

    /// <summary>A plan asks for more than is needed where some are known not to deliver.</summary>
    [Fact]
    public void what_is_promised_and_does_not_show_yet_is_not_given_back()
    {
        var promised = Ven("a", 8, 0, 0) with { AnsweredAt = Now.AddSeconds(-3), LastPromisedKw = 8 };

        Decide(promised, Ven("b", 8, 0, 0) with { AnsweredAt = Now.AddSeconds(-3), LastPromisedKw = 8 }).Decided.ShouldBeNull();
        Decide(Ven("a", 8, 8, 0), Ven("b", 8, 8, 0)).Decided.ShouldNotBeNull();
    }

    [Fact]
    public void nobody_counts_on_an_answer_that_stays_away()
    {
        var silent = Ven("a", 5, 0, 5) with { AnsweredAt = null, AskedAt = Now.AddSeconds(-9) };

        Decide(silent, Ven("b", 5, 5, 9)).Decided!.Changes.ShouldBe([new ShareChange("b", 5, 10, 10)]);
        Decide(silent with { AskedAt = Now.AddSeconds(-7) }, Ven("b", 5, 5, 9)).Decided.ShouldBeNull();
    }

    [Fact]
    public void a_ven_that_is_silent_counts_by_what_it_accepted()
    {
        var silent = Ven("a", 5, 1, 9) with { LastAt = Now.AddSeconds(-121), AcceptedKw = 4 };

        Decide(silent, Ven("b", 5, 5, 9)).Decided!.Changes.ShouldBe([new ShareChange("b", 5, 6, 6)]);
    }

    [Fact]
    public void one_that_promises_and_does_not_deliver_is_replaced_and_asked_for_no_more()
    {
        var stuck = Ven("a", 5, 0, 9) with { WatchedPromisedKw = 5, MissingKw = 5 };

        Decide(stuck, Ven("b", 5, 5, 6)).Decided!.Changes.ShouldBe([new ShareChange("b", 5, 10, 10)]);
    }

    [Fact]
    public void one_that_sheds_all_while_everybody_uses_more_is_not_in_doubt()
    {
        var drift = new Drift(1.4, 0.01, 25);
        // By the sealed 5 kW it sheds 3.2 of the 5 that it promised; now it would use 7.
        var ven = Ven("a", 5, 3.2, 9) with
        {
            BaselineKw = 5,
            MissingKw = 1.8,
        };

        ven.CanChange(Now).ShouldBeFalse();
        ven.Moved(drift).CanChange(Now).ShouldBeTrue();
        ven.Moved(drift).MissingKw!.Value.ShouldBe(-0.2, 1e-9);
        (ven with { WatchedExpectedKw = 6.4 }).Moved(drift).MissingKw.ShouldBe(1.8, "it was held against its own models");
    }

    [Theory]
    [InlineData("fixed")]
    [InlineData("asked just now")]
    [InlineData("nothing heard since")]
    [InlineData("let go")]
    public void some_cannot_be_changed(string why)
    {
        var ven = Ven("a", 5, 5, 9);
        ven = why switch
        {
            "fixed" => ven with { IsFixed = true },
            "asked just now" => ven with { AskedAt = Now.AddSeconds(-100) },
            "nothing heard since" => ven with { AnsweredAt = Now.AddSeconds(1) },
            _ => ven with { AskedKw = null },
        };

        Decide(ven).Decided.ShouldBeNull();
        Decide(Ven("a", 5, 5, 9)).Decided.ShouldNotBeNull();
    }

    [Fact]
    public void the_reserve_is_called_in_its_order_when_the_others_have_nothing_left()
    {
        Decide(Ven("a", 5, 5, 0)).MissingKw.ShouldBe(5);

        var (decided, missingKw) = HoldRequest.Decide(
            Running,
            1,
            [Ven("a", 5, 5, 1)],
            [new ReserveVen("x", 3), new ReserveVen("y", 2.5), new ReserveVen("z", 2)],
            Now
        );

        decided!.Changes.ShouldBe([new ShareChange("a", 5, 6, 6), new ShareChange("x", 0, 3, 3), new ShareChange("y", 0, 1, 1)]);
        decided.Reserve.ShouldBe([new ReserveVen("x", 3), new ReserveVen("y", 2.5)]);
        missingKw.ShouldBe(0);
    }

    [Fact]
    public void a_ven_whose_minutes_are_up_is_told_so_though_nothing_else_is_to_be_done()
    {
        var up = Ven("b", 5, 5, 5) with { Until = Now };

        Decide(Ven("a", 10, 10, 0), up).Decided!.Changes.ShouldBe([new ShareChange("b", 5, 0, 0)]);
        Decide(Ven("a", 10, 10, 0), up with { AskedKw = null }).Decided.ShouldBeNull("it was told");
        Decide(Ven("a", 10, 10, 0), up with { Until = Now.AddSeconds(1) }).Decided.ShouldBeNull("they are not up yet");
        var adjusted = Running with { AdjustedAt = Now.AddSeconds(-20) };
        var told = new SharesAdjusted(new ControlFigures(1, 10, 10, 10, 1, 0, 0), [new ShareChange("b", 5, 0, 0)], [], Now);
        DrEvent.Fold(adjusted, adjusted.Id, told)!.AdjustedAt.ShouldBe(adjusted.AdjustedAt, "nobody has to wait for that");
    }

    [Theory]
    [InlineData(26, false)]
    [InlineData(25, true)]
    [InlineData(1, true)]
    public void shortly_before_its_minutes_are_up_those_who_wait_are_called_in_its_place(int leftS, bool isReplaced)
    {
        var leaving = Ven("b", 6, 6, 0) with { Until = Now.AddSeconds(leftS) };
        ControlledVen[] vens = [Ven("a", 4, 4, 9), leaving];

        HoldRequest.Decide(Running, 1, vens, [], Now).MissingKw.ShouldBe(isReplaced ? 6 : 0, "so that it is looked who waits");
        var (decided, _) = HoldRequest.Decide(Running, 1, vens, [new ReserveVen("x", 5), new ReserveVen("y", 3)], Now);
        if (!isReplaced)
        {
            decided.ShouldBeNull();
            return;
        }
        decided!.Changes.ShouldBe([new ShareChange("x", 0, 5, 5), new ShareChange("y", 0, 1, 1)], "a keeps what it has left");
        (decided.Figures.MeasuredKw, decided.Figures.ExpectedKw).ShouldBe((10, 4));
        HoldRequest
            .Decide(Running, 1, vens, [], Now)
            .Decided!.Changes.ShouldBe([new ShareChange("a", 4, 10, 10)], "who has something left, where nobody waits");
    }

    [Fact]
    public void those_whose_minutes_run_are_asked_first_for_more_and_last_for_less()
    {
        var onTurn = Ven("b", 5, 5, 2) with { Until = Running.EndTime.AddMinutes(-20) };

        Decide(Ven("a", 4, 4, 9), onTurn).Decided!.Changes.ShouldBe([new ShareChange("b", 5, 6, 6)]);
        Decide(Ven("a", 2, 2, 9), onTurn with { AskedKw = 9, CurrentReductionKw = 9, LastPromisedKw = 9 })
            .Decided!.Changes.ShouldBe([new ShareChange("a", 2, 1, 1)]);
    }

    [Fact]
    public void nobody_is_asked_for_more_kw_than_its_home_allows()
    {
        var limited = Ven("b", 4, 4, 9) with { MaxKw = 5 };

        var (decided, missingKw) = Decide(Ven("a", 4, 4, 0), limited);

        decided!.Changes.ShouldBe([new ShareChange("b", 4, 5, 5)]);
        missingKw.ShouldBe(1);
    }

    [Theory]
    [InlineData(9.8, 29, false)] // a little is missing: not so soon again
    [InlineData(9.8, 30, true)]
    [InlineData(9, 4, false)]
    [InlineData(9, 5, true)] // much is missing
    public void changes_are_apart_in_time(double deliveredKw, int adjustedBeforeS, bool isChanged)
    {
        var state = Running with { AdjustedAt = Now.AddSeconds(-adjustedBeforeS) };

        (HoldRequest.Decide(state, 1, [Ven("a", deliveredKw, deliveredKw, 9)], [], Now).Decided is not null).ShouldBe(isChanged);
    }

    [Fact]
    public void nothing_is_changed_right_before_the_end() =>
        HoldRequest.Decide(Running with { EndTime = Now.AddSeconds(29) }, 1, [Ven("a", 5, 5, 9)], [], Now).Decided.ShouldBeNull();

    /// <summary>Otherwise what it holds back would come at once, and above what it would have used.</summary>
    [Fact]
    public void a_home_that_gives_all_back_stays_in_the_event()
    {
        var (decided, _) = Decide(Ven("a", 4, 4.5, 0), Ven("b", 10, 10, 0) with { IsFixed = true });

        decided!.Changes.ShouldBe([new ShareChange("a", 4, HoldRequest.LeastKw, 0)]);
    }
}
