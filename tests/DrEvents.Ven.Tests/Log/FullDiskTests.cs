using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Tests.Shedding;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Log;

public sealed class FullDiskTests : IDisposable
{
    private readonly LogFolder _folder = new();
    private readonly FailingLog _disk;
    private readonly TestHome _home;

    public FullDiskTests()
    {
        _disk = new FailingLog(new SqliteEventLog(_folder.LogPath));
        _home = new TestHome(_disk);
    }

    [Fact]
    public void what_runs_goes_on_and_ends_in_its_time()
    {
        _home.Shed(kw: 3);
        _disk.Fails = FailingLog.Full;
        _home.Pass(TimeSpan.FromMinutes(10));
        _home.UsedKw.ShouldBe(3.9, 1e-6);
        _home.Load("heater").WantedKw = 0;
        _home.Pass(TimeSpan.FromMinutes(1));
        _home.UsedKw.ShouldBe(3.9, 1e-6, "the limits follow the loads");
        _home.Load("heater").WantedKw = 2;
        _home.Pass(TimeSpan.FromMinutes(20));
        _home.UsedKw.ShouldBe(6.9, 1e-6);
    }

    [Fact]
    public void the_owner_gets_his_loads_back_and_can_begin_nothing()
    {
        _home.Shed(kw: 2);
        _disk.Fails = FailingLog.Full;
        _home.Ask(now => OptOuts.Out(now, EventId, "mustRun")).ShouldBeNull();
        _home.UsedKw.ShouldBe(6.9, 1e-9);
        _home.Ask(now => OptOuts.In(now, EventId))!.Field.ShouldBe("log");
        _home.Ask(now => OwnerWishes.StartTest(now, 2, minutes: 5))!.Field.ShouldBe("log");
        _home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void nothing_new_is_begun_and_the_answer_says_why()
    {
        _disk.Fails = FailingLog.Full;
        var ack = _home.Shed();
        (ack.Ok, ack.Error).ShouldBe((false, "log unavailable"));
        _home.Send(c => c with { Op = CommandOps.Set, ReportIntervalSeconds = 7 }).Error.ShouldBe("log unavailable");
        _home.Send(c => c with { Op = CommandOps.ShedLoad, LoadId = "ev", ReduceKw = 1, DurationS = 60 }).Error.ShouldBe("log unavailable");
        _home.UsedKw.ShouldBe(6.9, 1e-9);
        _home.Load("ev").Acts.ShouldBe(0);
    }

    [Fact]
    public void an_announced_event_begins_late_when_there_is_room_again()
    {
        var (start, end) = (_home.Now.AddMinutes(1), _home.Now.AddMinutes(30));
        _home.Send(c => c with { Op = CommandOps.Event, EventId = EventId, StartAt = start, EndAt = end, RequestedReductionKw = 2 });
        _disk.Fails = FailingLog.Full;
        _home.Pass(TimeSpan.FromMinutes(5));
        _home.UsedKw.ShouldBe(6.9, 1e-9);
        _disk.Fails = null;
        _home.Pass(TimeSpan.FromSeconds(5));
        _home.State.Shed.ShouldNotBeNull().What.Until.ShouldBe(end);
    }

    [Fact]
    public void a_restore_is_obeyed_and_a_question_is_answered()
    {
        _home.Shed(kw: 3);
        _disk.Fails = FailingLog.Full;
        _home.Send(c => c with { Op = CommandOps.Ping }).Ok.ShouldBe(true);
        _home.Send(c => c with { Op = CommandOps.Restore, EventId = EventId }).Ok.ShouldBe(true);
        _home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void the_owner_may_opt_out_and_cannot_start_a_test()
    {
        _home.Shed(kw: 3);
        _disk.Fails = FailingLog.Full;
        _home.Ask(now => OptOuts.Out(now, EventId, "mustRun")).ShouldBeNull();
        _home.UsedKw.ShouldBe(6.9, 1e-9);
        _home.Ask(now => OwnerWishes.StartTest(now, reductionKw: 1, minutes: 1)).ShouldNotBeNull().Detail.ShouldBe("log unavailable");
        _home.UsedKw.ShouldBe(6.9, 1e-9);
    }

    [Fact]
    public void when_there_is_room_again_the_log_tells_all_of_it()
    {
        _home.Shed(kw: 3);
        _disk.Fails = FailingLog.Full;
        var refused = _home.SendRaw(c => c with { Op = CommandOps.Set, Enabled = false }, "c-full");
        var since = _home.Now;
        _home.Pass(TimeSpan.FromMinutes(31));
        _disk.Fails = null;
        _home.Pass(TimeSpan.FromSeconds(1));

        var entries = _home.Log.Read().ToList();
        var gap = entries.Single(e => e.Kind == "logInterrupted");
        gap.Json.ShouldContain(System.Text.Json.JsonSerializer.Serialize(since)[1..^1]);
        entries.Single(e => e.Kind == "shedEnded").At.ShouldBe(since.AddMinutes(30));
        entries.Single(e => e.Kind == "shedEnded").Sequence.ShouldBeGreaterThan(gap.Sequence);
        _home.SendRaw(c => c with { Op = CommandOps.Set, Enabled = false }, "c-full").ShouldBe(refused);
        _home.Shed(revision: 2).Ok.ShouldBe(true);
        _home.Dispose();
        _folder.Verify().Finding.ShouldBeNull();
        using var again = new TestHome(new SqliteEventLog(_folder.LogPath), _home.Clock);
        again.State.Shed.ShouldBe(_home.State.Shed);
        again.State.Answers.Select(a => a.CorrelationId).ShouldBe(_home.State.Answers.Select(a => a.CorrelationId));
    }

    [Fact]
    public void when_the_ven_is_killed_meanwhile_it_comes_back_and_ends_what_ran()
    {
        _home.Shed(kw: 3);
        _disk.Fails = FailingLog.Full;
        _home.Pass(TimeSpan.FromMinutes(31));
        _home.Dispose();
        using var again = new TestHome(new SqliteEventLog(_folder.LogPath), _home.Clock);
        again.State.Shed.ShouldBeNull();
        again.Kinds[^1].ShouldBe("shedEnded");
    }

    [Fact]
    public void sqlites_own_refusal_leaves_the_log_as_it_was()
    {
        using (var log = new SqliteEventLog(_folder.PathOf("other.db"), new LogBounds { BytesMax = 400_000 }))
        {
            log.Append(_home.Now, [new CommandReceived("small")]);
            var full = Should.Throw<LogUnavailableException>(() => log.Append(_home.Now, [new CommandReceived(new string('x', 600_000))]));
            (full.Message, full.IsDamaged).ShouldSatisfyAllConditions(
                f => f.Message.ShouldContain("full"),
                f => f.IsDamaged.ShouldBeFalse()
            );
            log.Append(_home.Now, [new CommandReceived("small again")]);
        }
        using var reader = LogReader.Open(_folder.PathOf("other.db"));
        LogVerifier
            .Verify(reader.Ends!, reader.Read())
            .ShouldSatisfyAllConditions(v => v.Finding.ShouldBeNull(), v => v.Entries.ShouldBe(3));
    }

    public void Dispose()
    {
        _home.Dispose();
        _folder.Dispose();
    }
}
