using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Measurement;
using DrEvents.Backend.Features.Telemetry;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Backend.Tests.Live;

/// <summary>VENs that an event does not call tell how the use of the called ones would have moved.</summary>
public sealed class ControlGroupTests
{
    private static readonly DateTimeOffset Start = Given.Start;

    [Fact]
    public void their_use_now_is_held_against_the_half_hour_before()
    {
        var group = ControlGroup.Of(Given.Active(), Vens(20, before: 2, 3, 4));

        (group.Now(Start.AddMinutes(7)).Share, group.Now(Start.AddMinutes(7)).IsKnown).ShouldBe((2, true));
        group.At(Start).Share.ShouldBe(1.5);
        group.Mean().Share.ShouldBe(1.75);
    }

    /// <summary>However long the event, no more than three quarters of an hour of each VEN are read for it.</summary>
    [Fact]
    public void what_is_read_of_a_running_event_comes_to_the_same_now()
    {
        var owner = Given.Active() with { EndTime = Start.AddDays(31) };
        double[] since = [.. Enumerable.Range(0, 100).Select(n => 3 + (0.01 * n))];
        var all = Vens(20, before: 2, since).ToList();
        var now = Start.AddMinutes(5 * since.Length - 1);

        var read = ControlGroup.NeededNow(owner, now.AddSeconds(-8));
        var bounded = all.Where(u => read.Any(r => u.Start >= r.Start && u.Start < r.End)).ToList();

        bounded.Count.ShouldBeLessThanOrEqualTo(20 * 9);
        ControlGroup.Of(owner, bounded, isWhole: false).Now(now).ShouldBe(ControlGroup.Of(owner, all).Now(now));
        ControlGroup.Of(owner, all).Now(now).IsKnown.ShouldBeTrue();
        ControlGroup.Of(owner, bounded, isWhole: false).Mean().ShouldBe(Drift.None, "nobody may take that for the mean");
        // In its first minutes it is one time.
        ControlGroup.NeededNow(owner, Start.AddMinutes(3)).ShouldHaveSingleItem().ShouldBe(ControlGroup.Needed(owner));
    }

    [Fact]
    public void nineteen_are_too_few() =>
        ControlGroup.Of(Given.Active(), Vens(19, before: 2, 3)).Now(Start.AddMinutes(2)).ShouldBe(Drift.None);

    [Fact]
    public void one_that_was_not_heard_for_ten_minutes_says_nothing_of_now() =>
        ControlGroup.Of(Given.Active(), Vens(20, before: 2, 3)).Now(Start.AddMinutes(10)).IsKnown.ShouldBeFalse();

    [Fact]
    public void one_of_which_less_than_half_of_the_time_before_is_known_is_left_out()
    {
        var uses = Vens(20, before: 2, 3).Where(u => u.VenId != "ven-07" || u.Start >= Start.AddMinutes(-10));

        ControlGroup.Of(Given.Active(), uses).Now(Start.AddMinutes(2)).IsKnown.ShouldBeFalse();
    }

    [Fact]
    public void time_in_which_an_event_held_one_is_not_its_own_use()
    {
        var interval = VenInterval.Of("ven-1", Start) with { MeasuredS = 300, UsedSumKw = 900 };

        interval.FreeKw.ShouldBe(3);
        (interval with { EventId = "evt-00000009" }).FreeKw.ShouldBeNull();
        (interval with { MeasuredS = 0, UsedSumKw = 0 }).FreeKw.ShouldBeNull();
    }

    [Theory]
    [InlineData(59.0, 0, null)]
    [InlineData(60.0, 0, 3.0)]
    [InlineData(null, 1, 3.0)]
    public void less_than_a_minute_says_little_of_five_whether_they_are_over_or_not(double? measuredS, long samples, double? kw)
    {
        var interval = VenInterval.Of("ven-1", Start) with { MeasuredS = measuredS, Samples = samples, UsedSumKw = 3 * (measuredS ?? 1) };

        interval.FreeKw.ShouldBe(kw);
        new VenLive { Id = "ven-1", OpenInterval = interval }.OpenFreeKw.ShouldBe(kw);
    }

    [Fact]
    public void the_hour_after_a_part_in_an_event_is_not_as_any_other()
    {
        var (fold, end) = (new LiveFold(), Start.AddHours(1));
        fold.Apply("evt-00000001/ven-1", Given.Shed("c", 2, Start));
        fold.Apply("evt-00000001/ven-1", Given.Yes("c", Start));
        for (var at = end.AddMinutes(-10); at < end.AddMinutes(70); at = at.AddSeconds(10))
            fold.Hears(GivenReadings.Of("ven-1", at, 3));

        Use(-5).ShouldBeNull();
        Use(0).ShouldBeNull();
        Use(55).ShouldBeNull();
        Use(60).ShouldBe(3);
        fold.Vens["ven-1"].OpenUse!.Start.ShouldBe(end.AddMinutes(65));

        double? Use(int minutes) => fold.Closed[VenInterval.IdOf("ven-1", end.AddMinutes(minutes))].FreeKw;
    }

    [Fact]
    public void one_is_back_an_hour_and_a_half_after_its_part()
    {
        DrawControlGroup.IsBack(Start.AddMinutes(-90), Start).ShouldBeTrue();
        DrawControlGroup.IsBack(Start.AddMinutes(-89), Start).ShouldBeFalse();
        DrawControlGroup.IsBack(null, Start).ShouldBeFalse();
    }

    [Fact]
    public void what_is_made_from_the_ends_of_streams_and_what_is_replayed_reach_back_far_enough_for_them()
    {
        var began = Given.Active() with { ActivatedAt = Start.AddMinutes(3) };

        LiveSeed.Since([began], Start.AddMinutes(20)).ShouldBe(Start.AddMinutes(-35));
        LiveSeed.Since([], Start.AddMinutes(22)).ShouldBe(Start.AddMinutes(15));
        // One that held a VEN until an hour before the half hour before.
        ReplaySource.OthersFrom(began).ShouldBe(Start.AddMinutes(-90));
    }

    /// <summary>What is shown when an event is over is the mean, and by what that was made is said of it.</summary>
    [Fact]
    public void a_ven_is_said_to_go_by_what_its_figure_is_made_of()
    {
        var fold = new LiveFold();
        object[] told = [Given.Shed("c", 2, Start), Given.Yes("c", Start)];
        foreach (var e in told)
            fold.Apply("evt-00000001/ven-1", e);
        fold.Seals("evt-00000001", "ven-1", 4, Start);
        fold.Hears(GivenReadings.Of("ven-1", Start.AddSeconds(10), 1));
        var figures = new EventFigures(
            Given.Active(),
            [Given.Part("evt-00000001/ven-1", told)],
            fold.Metered,
            ControlGroup.Of(Given.Active(), Vens(20, before: 2, 3))
        );

        Method(figures, Start.AddMinutes(2)).ShouldBe(BaselineMethods.ControlGroup);
        Method(figures, Start.AddHours(3)).ShouldBe(Seal.Method, "nobody knows how the others' use is now");
        Method(figures with { Event = figures.Event with { Status = EventStatus.Completed } }, Start.AddHours(3))
            .ShouldBe(BaselineMethods.ControlGroup);
        // Its models knew it at first.
        fold.Hears(GivenReadings.Of("ven-1", Start.AddSeconds(20), 1, 5));
        fold.Hears(GivenReadings.Of("ven-1", Start.AddSeconds(30), 1));
        Method(figures, Start.AddMinutes(2)).ShouldBe(BaselineMethods.ControlGroup);
        Method(figures with { Event = figures.Event with { Status = EventStatus.Completed } }, Start.AddHours(3))
            .ShouldBe(BaselineMethods.Counterfactual);

        static string? Method(EventFigures of, DateTimeOffset now) =>
            ParticipationViews.Of(of, new Dictionary<string, string>(), now).Single().BaselineMethod;
    }

    [Fact]
    public void the_surer_group_is_taken()
    {
        var (sure, unsure) = (new Drift(1.2, 0.02, 25), new Drift(1.4, 0.1, 60));

        Drift.Surer(unsure, sure).ShouldBe(sure);
        Drift.Surer(sure, unsure).ShouldBe(sure);
        Drift.Surer(Drift.None, unsure).ShouldBe(unsure);
        Drift.Surer(unsure, Drift.None).ShouldBe(unsure);
        Drift.Surer(unsure, null).ShouldBe(unsure);
    }

    [Fact]
    public void those_that_are_held_out_come_first_and_others_fill_up()
    {
        HashSet<string> heldOut = ["ven-003", "ven-007"];
        string[] free = [.. Enumerable.Range(1, 300).Select(n => $"ven-{n:000}")];

        var chosen = DrawControlGroup.Of("evt-00000001", heldOut, free, Start);

        (chosen.VenIds.Count, chosen.HeldOut).ShouldBe((DrawControlGroup.VensMax, 2));
        chosen.VenIds.Take(2).ShouldBe(heldOut, ignoreOrder: true);
        DrawControlGroup.Of("evt-00000001", heldOut, [.. free.Reverse()], Start).VenIds.ShouldBe(chosen.VenIds);
        DrawControlGroup.Of("evt-00000002", heldOut, free, Start).VenIds.ShouldNotBe(chosen.VenIds);
        // One that is away tells nothing.
        DrawControlGroup.Of("evt-00000001", heldOut, free[..3], Start).HeldOut.ShouldBe(1);
    }

    /// <summary>Each used so much in the half hour before, and then in the first five minutes, and the next.</summary>
    private static IEnumerable<FreeUse> Vens(int count, double before, params double[] since) =>
        Enumerable
            .Range(1, count)
            .SelectMany(n =>
                Enumerable
                    .Range(-6, 6 + since.Length)
                    .Select(i => new FreeUse($"ven-{n:00}", Start.AddMinutes(5 * i), i < 0 ? before : since[i]))
            );
}
