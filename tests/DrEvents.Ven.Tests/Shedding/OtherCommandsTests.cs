using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class OtherCommandsTests
{
    [Fact]
    public void a_restore_gives_everything_back_and_names_it()
    {
        using var home = new TestHome();
        home.Shed(kw: 3);
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId }).Restored.ShouldBe(["ev", "heater"]);
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void a_restore_of_an_event_that_does_not_run_is_no_error()
    {
        using var home = new TestHome();
        home.Shed();
        var ack = home.Send(c => c with { Op = CommandOps.Restore, EventId = "evt-0000000b" });
        ack.Ok.ShouldBeTrue();
        ack.Restored.ShouldBeEmpty();
        home.UsedKw.ShouldBe(4.9, 1e-9);
    }

    [Fact]
    public void a_restore_without_an_event_ends_whatever_runs()
    {
        using var home = new TestHome();
        home.Shed();
        home.Send(c => ShedLoad(c, "pump"));
        home.Send(c => c with { Op = CommandOps.Restore }).Restored.ShouldBe(["ev", "pump"]);
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void an_announced_event_begins_and_ends_on_the_vens_own_clock()
    {
        using var home = new TestHome();
        home.Send(c => Announce(c, home)).Ok.ShouldBeTrue();
        home.NextDue.ShouldBe(home.Now.AddMinutes(10));
        home.Pass(TimeSpan.FromMinutes(10));
        home.UsedKw.ShouldBe(4.9, 1e-6);
        home.Pass(TimeSpan.FromMinutes(20));
        home.UsedKw.ShouldBe(6.9, 1e-6);
        home.State.Announced.ShouldBeEmpty();
    }

    [Fact]
    public void the_command_of_an_event_that_has_begun_by_its_announcement_is_obeyed()
    {
        using var home = new TestHome();
        home.Send(c => Announce(c, home));
        home.Pass(TimeSpan.FromMinutes(10));
        home.Shed(kw: 1).Ok.ShouldBeTrue();
        home.UsedKw.ShouldBe(5.9, 1e-6);
    }

    [Fact]
    public void a_command_that_came_before_the_start_is_not_displaced_by_the_announcement()
    {
        using var home = new TestHome();
        home.Send(c => Announce(c, home));
        home.Shed(kw: 1, durationS: 3600);
        home.Pass(TimeSpan.FromMinutes(11));
        home.UsedKw.ShouldBe(5.9, 1e-6);
    }

    [Fact]
    public void an_announcement_that_was_restored_does_not_begin()
    {
        using var home = new TestHome();
        home.Send(c => Announce(c, home));
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId }).Ok.ShouldBeTrue();
        home.Pass(TimeSpan.FromMinutes(11));
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void an_announcement_that_comes_after_what_replaced_it_is_stale()
    {
        using var home = new TestHome();
        home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId, Revision = 2 }).Ok.ShouldBeTrue();
        home.Send(c => Announce(c, home)).Error.ShouldBe("stale revision");
        home.Send(c => Announce(c, home) with { Revision = 3 }).Ok.ShouldBeTrue();
    }

    [Fact]
    public void a_load_is_shed_by_itself_and_comes_back_by_itself()
    {
        using var home = new TestHome();
        var ack = home.Send(c => ShedLoad(c, "ev"));
        ack.TargetKw.ShouldBe(2);
        ack.Until.ShouldBe(home.Now.AddSeconds(60));
        home.UsedKw.ShouldBe(5.9, 1e-9);
        home.Pass(TimeSpan.FromSeconds(60));
        home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void a_shed_of_the_panel_counts_the_load_that_is_shed_already()
    {
        using var home = new TestHome();
        home.Pass(TimeSpan.FromMinutes(10));
        home.Send(c => ShedLoad(c, "ev"));
        home.Shed(kw: 1.9);
        home.UsedKw.ShouldBe(5.0, 0.1);
        home.Load("ev").MeasureAt(home.Now).PowerKw.ShouldBeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData("kitchen", "critical load")]
    [InlineData("sauna", "unknown load: sauna")]
    [InlineData(null, "loadId: missing")]
    public void a_load_that_cannot_be_shed_is_refused(string? loadId, string error)
    {
        using var home = new TestHome();
        home.Send(c => ShedLoad(c, loadId)).Error.ShouldBe(error);
    }

    [Fact]
    public void set_load_changes_the_load_and_outlives_the_event()
    {
        using var home = new TestHome();
        var ack = home.Send(c => c with { Op = CommandOps.SetLoad, LoadId = "heater", Enabled = false, CapacityKw = 2.5 });
        ack.DataJson.ShouldBe("""{"updated":{"id":"heater","name":"heater","type":"circuit","enabled":false,"rated_kw":2.5}}""");
        home.Shed(kw: 2);
        home.Load("heater").Acts.ShouldBe(0);
        home.Sample().Loads.Single(l => l.Id == "heater").Enabled.ShouldBe(false);
    }

    [Theory]
    [InlineData(CommandOps.Set)]
    [InlineData(CommandOps.SetConfig)]
    public void settings_are_applied_and_told(string op)
    {
        using var home = new TestHome();
        home.Send(c => c with { Op = op, ReportIntervalSeconds = 30 }).DataJson.ShouldBe("""{"applied":{"report_interval_seconds":30}}""");
        home.Send(c => c with { Op = CommandOps.Get, What = "config" })
            .DataJson.ShouldBe("""{"config":{"report_interval_seconds":30,"enabled":true}}""");
    }

    [Fact]
    public void a_ven_that_is_disabled_gives_back_what_it_shed_and_refuses_more()
    {
        using var home = new TestHome();
        home.Shed();
        home.Send(c => c with { Op = CommandOps.Set, Enabled = false }).Ok.ShouldBeTrue();
        home.UsedKw.ShouldBe(6.9, 1e-9);
        home.Shed(revision: 2).Error.ShouldBe("disabled");
        home.Send(c => ShedLoad(c, "ev")).Error.ShouldBe("disabled");
    }

    [Fact]
    public void questions_are_answered()
    {
        using var home = new TestHome();
        home.Shed();
        var status = Data(home.Send(c => c with { Op = CommandOps.Get, What = "status" })).GetProperty("status");
        status.GetProperty("mode").GetString().ShouldBe("shedding");
        status.GetProperty("eventId").GetString().ShouldBe(EventId);
        Data(home.Send(c => c with { Op = CommandOps.Get, What = "loads" })).GetProperty("loads").GetArrayLength().ShouldBe(4);
        var pong = Data(home.Send(c => c with { Op = CommandOps.Ping }));
        pong.GetProperty("pong").GetBoolean().ShouldBeTrue();
        pong.GetProperty("ts").GetDouble().ShouldBe(home.Now.ToUnixTimeSeconds());
        home.Send(c => c with { Op = CommandOps.Get, What = "weather" }).Error.ShouldBe("unknown what: weather");
    }

    [Theory]
    [InlineData(CommandOps.Restore)]
    [InlineData(CommandOps.Set)]
    [InlineData(CommandOps.Ping)]
    public void no_command_is_obeyed_after_its_expiry(string op)
    {
        using var home = new TestHome();
        home.Shed();
        home.Send(c => c with { Op = op, ExpiresAt = home.Now }).Error.ShouldBe("expired");
        home.UsedKw.ShouldBe(4.9, 1e-9);
    }

    [Fact]
    public void an_unknown_op_is_refused_by_its_name()
    {
        using var home = new TestHome();
        var ack = home.Send(c => c with { Op = "dance" });
        (ack.Ok, ack.Error).ShouldBe((false, "unknown op: dance"));
    }

    [Fact]
    public void what_cannot_be_read_is_refused_where_somebody_can_be_answered()
    {
        using var home = new TestHome();
        var answer = home.SendText("""{"op":"shedPanel","correlationId":"c-9","data":{"requestedReductionKw":"two"}}""").Ack;
        var ack = VenAck.Read(answer.ShouldNotBeNull()).Value.ShouldNotBeNull();
        (ack.Ok, ack.CorrelationId, ack.Op).ShouldBe((false, "c-9", CommandOps.ShedPanel));
        ack.Error.ShouldNotBeNull().ShouldContain("requestedReductionKw");

        home.SendText("""{"op":"shedPanel"}""").Ack.ShouldBeNull();
        home.SendText("no json").Ack.ShouldBeNull();
        home.Kinds.Count(k => k == "commandDiscarded").ShouldBe(2);
    }

    [Fact]
    public void a_command_for_another_ven_is_ignored()
    {
        using var home = new TestHome();
        home.SendText("""{"op":"ping","correlationId":"c-9","venId":"ven-2"}""").Ack.ShouldBeNull();
    }

    private static VenCommand ShedLoad(VenCommand command, string? loadId) =>
        command with
        {
            Op = CommandOps.ShedLoad,
            LoadId = loadId,
            ReduceKw = 1,
            DurationS = 60,
        };

    private static VenCommand Announce(VenCommand command, TestHome home) =>
        command with
        {
            Op = CommandOps.Event,
            EventId = EventId,
            StartAt = home.Now.AddMinutes(10),
            EndAt = home.Now.AddMinutes(30),
            RequestedReductionKw = 2,
        };

    private static JsonElement Data(VenAck ack) => JsonDocument.Parse(ack.DataJson.ShouldNotBeNull()).RootElement;
}
