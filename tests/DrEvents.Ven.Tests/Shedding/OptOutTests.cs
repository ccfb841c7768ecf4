using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class OptOutTests
{
    [Fact]
    public void the_loads_are_back_at_once()
    {
        using var home = new TestHome();
        home.Shed(kw: 2);
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun")).ShouldBeNull();
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.State.Shed.ShouldBeNull();
        home.Log.Read().Last().Json.ShouldContain("opted out");
    }

    [Fact]
    public void the_backend_is_told_by_an_acknowledgement_of_the_command_that_is_withdrawn()
    {
        using var home = new TestHome();
        home.Send(Shed, "c-1");
        home.Ask(now => OptOuts.Out(now, EventId, "economic"));
        var notice = home.Notice.ShouldNotBeNull();
        (notice.Op, notice.CorrelationId, notice.Ok).ShouldBe((CommandOps.ShedPanel, "c-1", false));
        (notice.EventId, notice.VenId, notice.Error).ShouldBe((EventId, VenId, "opted out: economic"));

        home.Note(new OwnerNoticeSent(EventId));
        home.Notice.ShouldBeNull();
    }

    [Fact]
    public void a_newer_command_for_the_event_is_refused_with_the_reason()
    {
        using var home = new TestHome();
        home.Shed();
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun"));
        var ack = home.Shed(revision: 2);
        (ack.Ok, ack.Error).ShouldBe((false, "opted out: mustRun"));
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.Shed(eventId: "evt-0000000b").Ok.ShouldBeTrue("only this event is meant");
    }

    [Fact]
    public void whoever_opts_back_in_sheds_again_for_the_time_that_is_left()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(5));
        home.Send(Shed, "c-1");
        var until = home.State.Shed!.What.Until;
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun"));
        home.Note(new OwnerNoticeSent(EventId));
        home.Pass(TimeSpan.FromMinutes(5));

        home.Ask(now => OptOuts.In(now, EventId)).ShouldBeNull();
        home.State.Shed!.What.Until.ShouldBe(until);
        home.UsedKw.ShouldBe(4.9, 0.1);
        var notice = home.Notice.ShouldNotBeNull();
        (notice.CorrelationId, notice.Ok, notice.RequestedShedKw, notice.Until).ShouldBe(("c-1", true, 2, until));
        home.Shed(kw: 1, revision: 2).Ok.ShouldBeTrue();
    }

    [Fact]
    public void an_announced_event_can_be_opted_out_of_and_never_begins()
    {
        using var home = new TestHome();
        Announce(home);
        home.Ask(now => OptOuts.Out(now, EventId, "x-schedule")).ShouldBeNull();
        home.Pass(TimeSpan.FromMinutes(15));
        home.State.Shed.ShouldBeNull();
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.Shed(revision: 5).Error.ShouldBe("opted out: x-schedule");
    }

    [Fact]
    public void an_announced_event_that_is_opted_into_again_begins_on_its_time()
    {
        using var home = new TestHome();
        Announce(home);
        home.Ask(now => OptOuts.Out(now, EventId, "x-schedule"));
        home.Pass(TimeSpan.FromMinutes(5));
        home.Ask(now => OptOuts.In(now, EventId)).ShouldBeNull();
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.Pass(TimeSpan.FromMinutes(6));
        home.UsedKw.ShouldBe(4.9, 0.1);
    }

    [Fact]
    public void there_is_no_way_back_into_an_event_that_is_over()
    {
        using var home = new TestHome();
        home.Shed(durationS: 60);
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun"));
        home.Pass(TimeSpan.FromSeconds(61));
        home.Ask(now => OptOuts.In(now, EventId)).ShouldBe(new OwnerRefusal(RefusalKind.Conflict, EventId, "the event is over"));
    }

    [Fact]
    public void there_is_no_way_back_into_an_event_that_the_backend_has_ended()
    {
        using var home = new TestHome();
        home.Shed();
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun"));
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId, Revision = 2 }).Ok.ShouldBeTrue();
        home.Ask(now => OptOuts.In(now, EventId))!.Detail.ShouldBe("the event is over");
        home.Shed(revision: 3).Error.ShouldBe("opted out: mustRun");
    }

    [Theory]
    [InlineData(EventId, "because", "Invalid")]
    [InlineData(EventId, "participating", "Invalid")]
    [InlineData(EventId, null, "Invalid")]
    [InlineData("evt-0000000f", "mustRun", "Unknown")]
    public void what_makes_no_sense_is_refused_and_changes_nothing(string eventId, string? reason, string kind)
    {
        using var home = new TestHome();
        home.Shed();
        var before = home.Log.Read().Count();
        home.Ask(now => OptOuts.Out(now, eventId, reason))!.Kind.ToString().ShouldBe(kind);
        home.Log.Read().Count().ShouldBe(before);
    }

    [Fact]
    public void a_second_opt_out_is_refused()
    {
        using var home = new TestHome();
        home.Shed();
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun"));
        home.Ask(now => OptOuts.Out(now, EventId, "economic"))!.Kind.ShouldBe(RefusalKind.Conflict);
    }

    [Fact]
    public void an_opt_out_survives_a_restart_with_its_notice()
    {
        using var log = new MemoryEventLog();
        using var before = new TestHome(log);
        before.Shed();
        before.Ask(now => OptOuts.Out(now, EventId, "mustRun"));

        using var after = new TestHome(log, before.Clock);
        after.State.Shed.ShouldBeNull();
        after.Notice!.Error.ShouldBe("opted out: mustRun");
        after.Send(c => Shed(c) with { Revision = 2 }, "c-after").Error.ShouldBe("opted out: mustRun");
        after.Ask(now => OptOuts.In(now, EventId)).ShouldBeNull();
        after.State.Shed.ShouldNotBeNull();
    }

    [Fact]
    public void an_entry_that_is_replayed_behind_its_own_checkpoint_changes_nothing()
    {
        using var home = new TestHome();
        home.Shed();
        home.Ask(now => OptOuts.Out(now, EventId, "mustRun"));
        var entry = home.Log.Read().Single(e => e.Kind == "eventOptedOut");
        var again = home.State.Apply(entry.At, VenEventJson.Read(entry.Kind, entry.Json));
        again.OptOuts.ShouldBe(home.State.OptOuts);
        again.Notices.ShouldBe(home.State.Notices);
    }

    [Fact]
    public void the_cost_is_what_the_grid_misses_over_the_rest_of_the_time()
    {
        var now = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
        OptOuts.Cost(2, now, now.AddMinutes(30)).ShouldBe(new OptOutCost(2, 1));
        OptOuts.Cost(-0.3, now, now.AddMinutes(30)).ShouldBe(new OptOutCost(0, 0));
    }

    private static void Announce(TestHome home) =>
        home.Send(c =>
                c with
                {
                    Op = CommandOps.Event,
                    EventId = EventId,
                    StartAt = home.Now.AddMinutes(10),
                    EndAt = home.Now.AddMinutes(40),
                    RequestedReductionKw = 2,
                }
            )
            .Ok.ShouldBeTrue();
}
