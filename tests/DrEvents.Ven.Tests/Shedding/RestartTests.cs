using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using static DrEvents.Ven.Tests.Shedding.TestHome;

namespace DrEvents.Ven.Tests.Shedding;

public sealed class RestartTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ven-{Guid.NewGuid():N}.db");

    [Fact]
    public void a_ven_killed_in_an_event_comes_back_into_it()
    {
        using var first = new TestHome(new SqliteEventLog(_path));
        first.Pass(TimeSpan.FromMinutes(10));
        first.Shed(kw: 3);
        var before = first.State;
        first.Dispose();

        first.Clock.Advance(TimeSpan.FromMinutes(10));
        using var second = new TestHome(new SqliteEventLog(_path), first.Clock);
        second.State.Shed.ShouldBe(before.Shed);
        second.UsedKw.ShouldBe(3.9, 1e-6);
        second.Pass(TimeSpan.FromMinutes(20));
        second.UsedKw.ShouldBe(6.9, 1e-6);
    }

    [Fact]
    public void a_ven_that_was_away_past_the_end_restores_at_once()
    {
        using var first = new TestHome(new SqliteEventLog(_path));
        first.Shed(kw: 3);
        first.Dispose();

        first.Clock.Advance(TimeSpan.FromHours(1));
        using var second = new TestHome(new SqliteEventLog(_path), first.Clock);
        second.UsedKw.ShouldBe(6.9, 1e-9);
        second.Kinds[^1].ShouldBe("shedEnded");
    }

    [Fact]
    public void a_repeat_after_a_restart_gets_the_same_answer()
    {
        using var first = new TestHome(new SqliteEventLog(_path));
        var answer = first.SendRaw(Shed, "c-x");
        first.Dispose();

        using var second = new TestHome(new SqliteEventLog(_path), first.Clock);
        second.SendRaw(Shed, "c-x").ShouldBe(answer);
        second.Kinds.Count(k => k == "shedStarted").ShouldBe(1);
    }

    [Fact]
    public void settings_and_announcements_outlive_a_restart()
    {
        using var first = new TestHome(new SqliteEventLog(_path));
        first.Send(c => c with { Op = CommandOps.SetLoad, LoadId = "ev", Priority = 8 });
        first.Send(c => c with { Op = CommandOps.SetLoad, LoadId = "ev", Enabled = false });
        first.Send(c => c with { Op = CommandOps.Set, ReportIntervalSeconds = 30 });
        first.Send(c => c with { Op = CommandOps.Event, EventId = EventId, EndAt = first.Now.AddHours(1) });
        first.Dispose();

        using var second = new TestHome(new SqliteEventLog(_path), first.Clock);
        second.State.ReportIntervalS.ShouldBe(30);
        second.State.Announced.Keys.ShouldBe([EventId]);
        var ev = second.Sample().Loads.Single(l => l.Id == "ev");
        (ev.Priority, ev.Enabled).ShouldBe((8, false));
    }

    [Fact]
    public void only_the_newest_answers_are_remembered()
    {
        using var home = new TestHome();
        for (var i = 0; i < 300; i++)
            home.Send(c => c with { Op = CommandOps.Ping }, $"p-{i}");
        home.State.Answers.Count.ShouldBe(128);
        home.State.AnswerTo("p-299").ShouldNotBeNull();
        home.State.AnswerTo("p-0").ShouldBeNull();
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*"))
            File.Delete(file);
    }
}
