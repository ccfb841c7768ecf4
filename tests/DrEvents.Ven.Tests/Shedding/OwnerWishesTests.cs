using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class OwnerWishesTests
{
    [Fact]
    public void a_test_sheds_as_an_event_does_and_is_none()
    {
        using var home = new TestHome();
        home.Ask(now => OwnerWishes.StartTest(now, 2, minutes: 5)).ShouldBeNull();
        home.UsedKw.ShouldBe(4.9, 1e-9);
        home.State.Shed!.IsTest.ShouldBeTrue();
        home.Sample().EventId.ShouldBeNull();

        home.Pass(TimeSpan.FromMinutes(5));
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.State.Past.Single().Shed.IsTest.ShouldBeTrue();
    }

    [Fact]
    public void a_test_without_a_figure_sheds_all_that_can_be_shed()
    {
        using var home = new TestHome();
        home.Ask(now => OwnerWishes.StartTest(now, null, minutes: 5)).ShouldBeNull();
        home.UsedKw.ShouldBe(2.4, 1e-9);
    }

    [Fact]
    public void a_test_gives_way_to_a_command_at_once()
    {
        using var home = new TestHome();
        home.Ask(now => OwnerWishes.StartTest(now, null, minutes: 5));
        home.Shed(kw: 2).Ok.ShouldBeTrue();
        home.State.Shed!.ShouldSatisfyAllConditions(s => s.IsTest.ShouldBeFalse(), s => s.What.EventId.ShouldBe(EventId));
        home.UsedKw.ShouldBe(4.9, 1e-9);
    }

    [Fact]
    public void a_test_is_stopped_by_whoever_started_it()
    {
        using var home = new TestHome();
        home.Ask(OwnerWishes.StopTest)!.Kind.ShouldBe(RefusalKind.Unknown);
        home.Ask(now => OwnerWishes.StartTest(now, 2, minutes: 5));
        home.Ask(OwnerWishes.StopTest).ShouldBeNull();
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void a_test_waits_until_the_grid_needs_nothing()
    {
        using var home = new TestHome();
        home.Shed();
        home.Ask(now => OwnerWishes.StartTest(now, 2, minutes: 5))!.Kind.ShouldBe(RefusalKind.Conflict);
        home.Ask(OwnerWishes.StopTest)!.Kind.ShouldBe(RefusalKind.Unknown, "a real event is not the owner's to stop here");
    }

    [Theory]
    [InlineData(2.0, 0, "minutes")]
    [InlineData(2.0, 16, "minutes")]
    [InlineData(2.0, null, "minutes")]
    [InlineData(0.0, 5, "reductionKw")]
    [InlineData(double.NaN, 5, "reductionKw")]
    [InlineData(1001.0, 5, "reductionKw")]
    public void a_test_has_bounds(double? kw, int? minutes, string field)
    {
        using var home = new TestHome();
        home.Ask(now => OwnerWishes.StartTest(now, kw, minutes))!.Field.ShouldBe(field);
        home.Log.Read().ShouldBeEmpty();
    }

    [Fact]
    public void a_load_that_is_taken_out_in_an_event_is_given_back_and_another_takes_its_place()
    {
        using var home = new TestHome();
        home.Shed(kw: 2);
        home.UsedKw.ShouldBe(4.9, 1e-9);
        home.Ask(now => OwnerWishes.ChangeLoad(now, "heater", isEnabled: false, priority: null)).ShouldBeNull();
        home.State.PanelLimits.Keys.ShouldNotContain("heater");
        home.State.PanelLimits.Keys.ShouldContain("ev");
    }

    [Theory]
    [InlineData("nothing", true, null, "Unknown")]
    [InlineData("ev", null, null, "Invalid")]
    [InlineData("ev", null, 0, "Invalid")]
    [InlineData("kitchen", true, null, "Conflict")]
    public void a_load_is_changed_only_in_a_way_that_makes_sense(string loadId, bool? isEnabled, int? priority, string kind)
    {
        using var home = new TestHome();
        home.Ask(now => OwnerWishes.ChangeLoad(now, loadId, isEnabled, priority))!.Kind.ToString().ShouldBe(kind);
    }

    [Fact]
    public void what_an_event_delivered_is_kept_after_it()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 2, durationS: 600);
        home.Pass(TimeSpan.FromMinutes(11));
        var past = home.State.Past.ShouldHaveSingleItem();
        past.Shed.What.EventId.ShouldBe(EventId);
        (past.EndedAt - past.Shed.StartedAt).ShouldBe(TimeSpan.FromMinutes(10));
        past.Shed.Measured!.MeasuredS.ShouldBe(600, 1);
        past.Shed.Measured.DeliveredKwh.ShouldBe(2.0 / 6, 0.01);
        past.DeliveredPercent!.Value.ShouldBe(100, 3);
        past.MeanReductionKw!.Value.ShouldBe(2, 0.05);
        past.Reason.ShouldBe(EndReasons.TimeOver);
    }

    [Fact]
    public void what_was_delivered_before_a_restart_is_not_lost()
    {
        using var log = new MemoryEventLog();
        using var before = new TestHome(log);
        before.Pass(TimeSpan.FromMinutes(10));
        before.Shed(kw: 2, durationS: 600);
        before.Pass(TimeSpan.FromMinutes(6));

        using var after = new TestHome(log, before.Clock);
        after.Pass(TimeSpan.FromMinutes(5));
        after.State.Past.Single().Shed.Measured!.MeasuredS.ShouldBeInRange(500, 600);
    }

    [Fact]
    public void a_change_in_the_middle_goes_on_with_the_same_event()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 2);
        home.Pass(TimeSpan.FromMinutes(2));
        home.Shed(kw: 1, revision: 2);
        home.Pass(TimeSpan.FromMinutes(2));
        home.State.Past.ShouldBeEmpty();
        home.State.Shed!.Measured!.RequestedKwh.ShouldBe((2 + 1) / 30.0, 0.02);
    }
}
