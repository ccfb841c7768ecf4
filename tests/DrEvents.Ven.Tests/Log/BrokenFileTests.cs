using DrEvents.Ven.Log;
using DrEvents.Ven.Tests.Shedding;

namespace DrEvents.Ven.Tests.Log;

public sealed class BrokenFileTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly LogFolder _folder = new();

    [Fact]
    public void a_file_that_is_no_log_is_put_aside_and_the_new_one_says_so()
    {
        File.WriteAllText(_folder.LogPath, "this is no database, and long enough to be looked at as one");
        using var log = new SqliteEventLog(_folder.LogPath);
        var aside = _folder.Files("log.db.corrupt-").ShouldHaveSingleItem();
        File.ReadAllText(aside).ShouldStartWith("this is no database");
        log.Trouble.ShouldNotBeNull().ShouldContain(aside);
        log.Append(Noon, [new CommandReceived("{}")]);
        log.Read().First().Json.ShouldContain(Path.GetFileName(aside));
    }

    [Fact]
    public void a_file_that_breaks_off_in_the_middle_does_not_keep_the_ven_from_starting()
    {
        WriteLog(500);
        var whole = File.ReadAllBytes(_folder.LogPath);
        var broken = whole.ToArray();
        broken.AsSpan(whole.Length / 2).Fill(0xFF);
        File.WriteAllBytes(_folder.LogPath, broken);
        using var home = new TestHome(new SqliteEventLog(_folder.LogPath));
        home.Shed().Ok.ShouldBe(true);
        _folder.Files("log.db.corrupt-").Count.ShouldBe(1);
    }

    [Fact]
    public void an_entry_that_cannot_be_replayed_does_not_keep_the_ven_from_starting()
    {
        WriteLog(5);
        _folder.Edit("UPDATE entries SET json = '{' WHERE sequence = 3");
        using var home = new TestHome(new SqliteEventLog(_folder.LogPath));
        home.Load("ev").Acts.ShouldBe(1, "what was limited is not known, so that every load is released");
        home.Shed().Ok.ShouldBe(true);
        home.Kinds[0].ShouldBe("logBegan");
        _folder.Files("log.db.corrupt-").Count.ShouldBe(1);
    }

    [Fact]
    public void an_entry_of_a_newer_version_is_passed_over()
    {
        WriteLog(5);
        _folder.Edit("UPDATE entries SET kind = 'fromTheFuture' WHERE sequence = 3");
        using var home = new TestHome(new SqliteEventLog(_folder.LogPath));
        home.Kinds.ShouldContain("fromTheFuture");
        _folder.Files("log.db.corrupt-").ShouldBeEmpty();
    }

    [Fact]
    public void a_file_that_breaks_while_the_ven_runs_costs_no_state()
    {
        var disk = new FailingLog(new SqliteEventLog(_folder.LogPath));
        using var home = new TestHome(disk);
        home.Shed(kw: 3);
        disk.Fails = FailingLog.Damaged;
        home.Shed(kw: 4, revision: 2).Ok.ShouldBe(true);
        home.Kinds.Take(3).ShouldBe(["logBegan", "checkpoint", "logInterrupted"]);
        home.Dispose();
        _folder.Files("log.db.corrupt-").ShouldNotBeEmpty();
        _folder.Verify().Finding.ShouldBeNull();

        using var again = new TestHome(new SqliteEventLog(_folder.LogPath), home.Clock);
        again.State.Shed.ShouldBe(home.State.Shed);
        again.State.Answers.Count.ShouldBe(2);
    }

    [Fact]
    public void only_the_newest_broken_files_stay()
    {
        for (var i = 0; i < 5; i++)
        {
            File.WriteAllText(_folder.LogPath, "this is no database, and long enough to be looked at as one");
            new SqliteEventLog(_folder.LogPath).Dispose();
        }
        _folder.Files("log.db.corrupt-").Count.ShouldBe(2);
    }

    public void Dispose() => _folder.Dispose();

    private void WriteLog(int entries)
    {
        using var log = new SqliteEventLog(_folder.LogPath);
        for (var i = 1; i < entries; i++)
            log.Append(Noon, [new CommandReceived($"command {i} {new string('x', 100)}")]);
    }
}
