using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;

namespace DrEvents.Ven.Tests.Log;

public sealed class EventLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"ven-{Guid.NewGuid():N}");

    private string LogPath => Path.Combine(_folder, "log.db");

    [Fact]
    public async Task what_was_appended_is_read_back_in_order_after_a_restart()
    {
        using (var log = new SqliteEventLog(LogPath))
        {
            log.Append(Noon, [new CommandReceived("{}"), new CommandDiscarded("why")]);
            log.Append(Noon.AddSeconds(1), [new ConnectionChanged(true, null)]);
        }
        using var again = new SqliteEventLog(LogPath);
        (await again.ReadAllAsync()).ShouldBe([
            new LogEntry(1, Noon, "logBegan", """{"reason":"there was none"}"""),
            new LogEntry(2, Noon, "commandReceived", """{"payload":"{}"}"""),
            new LogEntry(3, Noon, "commandDiscarded", """{"reason":"why"}"""),
            new LogEntry(4, Noon.AddSeconds(1), "connectionChanged", """{"isConnected":true}"""),
        ]);
        again.ReadNewest(1).Single().Sequence.ShouldBe(4);
    }

    [Fact]
    public void entries_of_a_kind_are_found_however_far_back_they_are()
    {
        using var log = new SqliteEventLog(LogPath);
        log.Append(Noon, [new LoadSetByHand("a", "off")]);
        log.Append(Noon, [.. Enumerable.Range(0, 12_000).Select(i => new CommandDiscarded($"{i}"))]);
        log.Append(Noon, [new LoadSetByHand("b", "off"), new CommandDiscarded("x"), new LoadSetByHand("c", "off")]);
        log.ReadNewest("loadSetByHand").Select(e => e.Sequence).ShouldBe([12_005, 12_003, 2]);
        log.ReadNewest("nothing").ShouldBeEmpty();
    }

    [Fact]
    public void every_kind_of_event_survives_its_stored_form()
    {
        VenEvent[] all =
        [
            new CommandReceived("p"),
            new CommandAnswered("c", "a"),
            new CommandDiscarded("r"),
            new EventAnnounced("e", 2, Noon, Noon.AddHours(1), 1.5),
            new AnnouncementEnded("e", "r"),
            new ShedStarted("e", null, 2, 5, Noon),
            new EventRestored("e", 3),
            new LoadShedStarted("l", "e", 1.4, Noon),
            new LoadShedEnded("l", "r"),
            new LoadHadToRun("l"),
            new LoadChanged("l", true, 2, 3),
            new SettingsChanged(5, false),
            new ConnectionChanged(false, "r"),
            new ConnectionChanged(true, null, 1_782_907_200_123),
            new VenStarted("0.1.0"),
            new PowerMeasured(Noon, 55, 12, 1.5, 1, 2, 3.5, "e"),
            new LogBegan("r"),
            new LogTakenOver(3),
            new LogInterrupted(Noon, "r", 2),
            new LogFaultFound("p"),
        ];
        foreach (var one in all)
        {
            var (kind, json) = VenEventJson.Write(one);
            VenEventJson.Read(kind, json).ShouldBe(one);
        }
        // These hold collections, which records compare by reference.
        ReadBack(new LoadsLimited(new Dictionary<string, double> { ["l"] = 1 })).Limits.ShouldHaveSingleItem().Value.ShouldBe(1);
        ReadBack(new ShedEnded("e", "r", ["l"])).Restored.ShouldBe(["l"]);
        ReadBack(new Checkpoint(7, "h", VenState.Initial with { ReportIntervalS = 9 })).State.ReportIntervalS.ShouldBe(9);
    }

    [Fact]
    public void every_kind_of_event_has_a_stored_form()
    {
        var kinds = typeof(VenEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(VenEvent)));
        kinds.ShouldBe(VenEventJson.Types, ignoreOrder: true);
    }

    [Theory]
    [InlineData("fromTheFuture", "{}", "unknown kind fromTheFuture")]
    [InlineData("shedStarted", "{", "damaged entry of the kind shedStarted")]
    public void an_entry_that_cannot_be_read_is_told_and_not_skipped(string kind, string json, string problem) =>
        Should.Throw<InvalidDataException>(() => VenEventJson.Read(kind, json)).Message.ShouldContain(problem);

    [Fact]
    public void a_file_that_cannot_be_opened_is_told_with_its_key()
    {
        Directory.CreateDirectory(LogPath);
        Should.Throw<IOException>(() => new SqliteEventLog(LogPath)).Message.ShouldStartWith($"Ven:LogFile: {LogPath}");
    }

    [Fact]
    public void kept_samples_outlive_a_restart_and_leave_oldest_first()
    {
        using (var log = new SqliteEventLog(LogPath))
        {
            for (byte i = 0; i < 5; i++)
                log.Keep([i]);
        }
        using var again = new SqliteEventLog(LogPath);
        again.KeptCount.ShouldBe(5);
        var oldest = again.ReadKept(2);
        oldest.Select(k => k.Payload[0]).ShouldBe<byte>([0, 1]);
        again.ForgetThrough(oldest[^1]);
        again.KeptCount.ShouldBe(3);
        again.ReadKept(1).Single().Payload.ShouldBe([2]);
    }

    [Fact]
    public void in_memory_the_oldest_of_too_many_samples_go()
    {
        using var log = new MemoryEventLog();
        for (var i = 0; i < 300; i++)
            log.Keep([(byte)(i / 2)]);
        log.KeptCount.ShouldBe(256);
        var oldest = log.ReadKept(3);
        oldest[0].Payload.ShouldBe([22]);
        log.ForgetThrough(oldest[^1]);
        log.KeptCount.ShouldBe(253);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static T ReadBack<T>(T happened)
        where T : VenEvent
    {
        var (kind, json) = VenEventJson.Write(happened);
        return VenEventJson.Read(kind, json).ShouldBeOfType<T>();
    }
}
