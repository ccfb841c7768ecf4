using System.Text.Json;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Tests.Shedding;
using FsCheck;
using FsCheck.Fluent;

namespace DrEvents.Ven.Tests.Log;

public sealed class LogRetentionTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LogBounds Small = new()
    {
        BytesMax = 400_000,
        EntriesPerCheckpoint = 300,
        EntriesPerCheckpointMin = 20,
    };

    private readonly LogFolder _folder = new();

    [Fact]
    public void a_log_stays_within_its_size_and_verifies()
    {
        using (var home = new TestHome(new SqliteEventLog(_folder.LogPath, Small)))
        {
            for (var i = 0; i < 3_000; i++)
            {
                home.Send(c => c with { Op = CommandOps.Ping });
                home.Pass(TimeSpan.FromSeconds(1));
                home.Log.Keep(new byte[500]);
            }
        }
        _folder.Bytes().ShouldBeLessThan(Small.BytesMax);
        var verdict = _folder.Verify();
        verdict.Finding.ShouldBeNull();
        verdict.Last.Sequence.ShouldBeGreaterThan(6_000);
        verdict.Entries.ShouldBeGreaterThan(50, "what is recent stays");
    }

    [Fact]
    public void what_is_too_old_goes_and_the_ven_knows_all_the_same()
    {
        var bounds = Small with { DaysMax = 10, EntriesPerCheckpointMin = 2 };
        using var home = new TestHome(new SqliteEventLog(_folder.LogPath, bounds));
        home.Send(c => c with { Op = CommandOps.Set, ReportIntervalSeconds = 30 });
        for (var hours = 0; hours < 24 * 14; hours += 6)
        {
            home.Clock.Advance(TimeSpan.FromHours(6));
            home.Send(c => c with { Op = CommandOps.Ping });
            home.Advance();
        }
        (home.Now - home.Log.Read().First().At).ShouldBeLessThanOrEqualTo(TimeSpan.FromDays(10));
        home.Dispose();
        using var again = new TestHome(new SqliteEventLog(_folder.LogPath, bounds), home.Clock);
        again.State.ReportIntervalS.ShouldBe(30);
        _folder.Verify().Finding.ShouldBeNull();
    }

    [Fact]
    public void a_clock_that_jumps_ahead_for_a_while_does_not_empty_the_log()
    {
        using var home = new TestHome(new SqliteEventLog(_folder.LogPath, Small with { EntriesPerCheckpointMin = 100 }));
        for (var i = 0; i < 20; i++)
            home.Send(c => c with { Op = CommandOps.Ping });
        home.Clock.Advance(TimeSpan.FromDays(3650));
        for (var i = 0; i < 10; i++)
            home.Send(c => c with { Op = CommandOps.Ping });
        home.Advance();
        home.Log.Read().First().Sequence.ShouldBe(1);
    }

    [Fact]
    public void a_start_reads_no_more_than_what_came_after_the_newest_checkpoint()
    {
        using var home = new TestHome(new SqliteEventLog(_folder.LogPath, Small));
        for (var i = 0; i < 400; i++)
        {
            home.Send(c => c with { Op = CommandOps.Ping });
            home.Advance();
        }
        var read = home.Log.ReadSinceCheckpoint().ToList();
        read[0].Kind.ShouldBe("checkpoint");
        read.Count.ShouldBeLessThan(Small.EntriesPerCheckpoint + 5);
        home.Log.Read().Count().ShouldBeGreaterThan(800, "and nothing was removed for that");
    }

    [Fact]
    public void with_and_without_checkpoints_the_replay_is_the_same()
    {
        const int Lives = 40;
        var shortened = 0;
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Lives),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    using var one = new LogFolder();
                    using var other = new LogFolder();
                    var tight = Small with { BytesMax = 350_000, EntriesPerCheckpoint = 25, EntriesPerCheckpointMin = 10 };
                    var withCheckpoints = StateAfter(seed, () => new SqliteEventLog(one.LogPath, tight));
                    var without = StateAfter(seed, () => new SqliteEventLog(other.LogPath));
                    withCheckpoints.Replayed.ShouldBe(withCheckpoints.Lived);
                    withCheckpoints.Replayed.ShouldBe(without.Replayed);
                    var verdict = one.Verify();
                    verdict.Finding.ShouldBeNull();
                    shortened += verdict.Entries < verdict.Last.Sequence ? 1 : 0;
                }
            )
        );
        // In a quiet life the log may stay below its bound.
        shortened.ShouldBeGreaterThan(Lives / 2, "most logs had entries removed");
    }

    [Fact]
    public void the_stored_form_of_a_state_stays_readable()
    {
        const string stored = """
            {"removedThrough":7,"removedHash":"00","state":{"isEnabled":false,"reportIntervalS":9,
            "shed":{"what":{"eventId":"evt-0000000a","revision":2,"requestedReductionKw":2,"baselineKw":5,"until":"2026-07-01T13:00:00+00:00"},"startedAt":"2026-07-01T12:00:00+00:00"},
            "panelLimits":{"ev":1.4},"loadSheds":{"heater":{"eventId":"evt-0000000b","limitKw":0,"until":"2026-07-01T13:00:00+00:00"}},
            "announced":{"evt-0000000c":{"eventId":"evt-0000000c","revision":1,"endAt":"2026-07-02T13:00:00+00:00","requestedReductionKw":1}},
            "loadSettings":{"ev":{"loadId":"ev","priority":8}},"answers":[{"correlationId":"c-1","ack":"{}"}],
            "revisions":[{"eventId":"evt-0000000a","revision":2}]}}
            """;
        // The oldest checkpoints have no more than this.
        var state = VenEventJson.Read("checkpoint", stored).ShouldBeOfType<Checkpoint>().State;
        (state.IsEnabled, state.ReportIntervalS).ShouldBe((false, 9));
        state.Shed.ShouldNotBeNull().What.ShouldBe(new ShedStarted("evt-0000000a", 2, 2, 5, Noon.AddHours(1)));
        state.LimitsAt(Noon).OrderBy(l => l.Key).ShouldBe([new("ev", 1.4), new("heater", 0)]);
        state.Announced["evt-0000000c"].RequestedReductionKw.ShouldBe(1);
        state.LoadSettings["ev"].Priority.ShouldBe(8);
        state.AnswerTo("c-1").ShouldBe("{}");
        state.RevisionOf("evt-0000000a").ShouldBe(2);
        (
            state.ClockOffsetS,
            state.Session,
            state.Returning.Count,
            state.OptOuts.Count,
            state.Notices.Count,
            state.Past.Count + state.Wishes.Count
        ).ShouldBe((null, null, 0, 0, 0, 0));
    }

    [Fact]
    public void what_came_later_to_the_stored_form_of_a_state_stays_readable()
    {
        const string shed = """
            {"what":{"eventId":"evt-0000000a","revision":2,"requestedReductionKw":2,"baselineKw":5,"until":"2026-07-01T13:00:00+00:00"},
            "startedAt":"2026-07-01T12:00:00+00:00","isTest":true,"measured":{"measuredS":1800,"deliveredKwh":0.9,"requestedKwh":1}}
            """;
        const string stored = $$$$"""
            {"removedThrough":7,"removedHash":"00","state":{"isEnabled":true,"clockOffsetS":-30,"session":1782907200123,"shed":{{{{shed}}}},
            "returning":{"ev":{"loadId":"ev","fromKw":1.4,"toKw":3,"at":"2026-07-01T12:00:00+00:00","until":"2026-07-01T12:02:00+00:00"}},
            "optOuts":[{"eventId":"evt-0000000b","reason":"mustRun","at":"2026-07-01T12:00:00+00:00","until":"2026-07-01T13:00:00+00:00",
            "shed":{"eventId":"evt-0000000b","requestedReductionKw":2,"baselineKw":5,"until":"2026-07-01T13:00:00+00:00"},
            "announced":{"eventId":"evt-0000000b","revision":1,"endAt":"2026-07-02T13:00:00+00:00","requestedReductionKw":1},"hadBegun":true}],
            "gentle":{"eventId":"evt-0000000a","until":"2026-07-01T14:00:00+00:00"},
            "notices":[{"eventId":"evt-0000000b","ack":"{}"}],
            "wishes":[{"key":"ev","says":"{}","setAtS":1782907200,"version":3}],
            "receipts":[{"eventId":"evt-0000000a","result":2,"issuedAt":"2026-07-01T12:00:00+00:00","document":"{}"}],"receiptsTaken":5,"receiptsRefusedCount":1,
            "commandsRefusedCount":7,"commandKeysIssuedAt":"2026-07-01T12:00:00+00:00","signedWishMs":1782907200123,
            "leftAlone":["ev"],"heldDevices":["boiler"],
            "past":[{"shed":{{{{shed}}}},"endedAt":"2026-07-01T12:30:00+00:00","reason":"time over"}]}}
            """;
        var state = VenEventJson.Read("checkpoint", stored).ShouldBeOfType<Checkpoint>().State;
        (state.ClockOffsetS, state.Session).ShouldBe((-30, 1_782_907_200_123));
        state
            .Apply(Noon, VenEventJson.Read("connectionChanged", """{"isConnected":true}"""))
            .Session.ShouldBe(state.Session, "older entries say none");
        state.Shed.ShouldNotBeNull().IsTest.ShouldBeTrue();
        state.Gentle.ShouldBe(new GentleReturn("evt-0000000a", Noon.AddHours(2)));
        state.Shed.Measured.ShouldBe(new ShedMeasured(1800, 0.9, 1));
        state.Returning["ev"].ShouldBe(new LoadReturn("ev", 1.4, 3, Noon, Noon.AddMinutes(2)));
        var optOut = state.OptOuts.ShouldHaveSingleItem();
        (optOut.EventId, optOut.Reason, optOut.Until, optOut.HadBegun).ShouldBe(("evt-0000000b", "mustRun", Noon.AddHours(1), true));
        optOut.Shed.ShouldBe(new ShedStarted("evt-0000000b", null, 2, 5, Noon.AddHours(1)));
        optOut.Announced.ShouldBe(new EventAnnounced("evt-0000000b", 1, null, Noon.AddHours(25), 1));
        state.Notices.ShouldHaveSingleItem().ShouldBe(new OwnerNotice("evt-0000000b", "{}"));
        state.Wishes.ShouldHaveSingleItem().ShouldBe(new WishCarriedOut("ev", "{}", 1_782_907_200, 3));
        state.Receipts.ShouldHaveSingleItem().ShouldBe(new ReceiptKept("evt-0000000a", 2, Noon, "{}"));
        (state.ReceiptsTaken, state.ReceiptsRefusedCount).ShouldBe((5, 1));
        (state.CommandsRefusedCount, state.CommandKeysIssuedAt, state.SignedWishMs).ShouldBe((7, Noon, 1_782_907_200_123));
        var past = state.Past.ShouldHaveSingleItem();
        (past.EndedAt, past.Reason, past.MeanReductionKw).ShouldBe((Noon.AddMinutes(30), "time over", 1.8));
        (state.LeftAlone.ShouldHaveSingleItem(), state.HeldDevices.ShouldHaveSingleItem()).ShouldBe(("ev", "boiler"));
        // A property that is added to the state has to be added here, so that its stored form is held too.
        typeof(VenState).GetProperties().Count(p => p.SetMethod is not null).ShouldBe(25);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The state after some random hours, as it was lived and as it is replayed.</summary>
    private static (string Lived, string Replayed) StateAfter(int seed, Func<SqliteEventLog> open)
    {
        var random = new Random(seed);
        using var home = new TestHome(open());
        for (var i = 0; i < 120; i++)
        {
            DoSomething(home, random);
            home.Clock.Advance(TimeSpan.FromSeconds(random.Next(60)));
            home.Advance();
        }
        home.Dispose();
        using var again = open();
        return (
            Text(home.State),
            Text(new Journal(again, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Replay((_, _) => { }).State)
        );
    }

    private static void DoSomething(TestHome home, Random random)
    {
        var eventId = $"evt-0000000{random.Next(1, 5)}";
        var revision = random.Next(1, 4);
        switch (random.Next(7))
        {
            case 0:
                home.Shed(random.Next(1, 5), random.Next(10, 600), eventId, revision);
                break;
            case 1:
                home.Send(c => c with { Op = CommandOps.Restore, EventId = eventId, Revision = revision });
                break;
            case 2:
                home.Send(c => c with { Op = CommandOps.ShedLoad, LoadId = "heater", ReduceKw = 1, DurationS = random.Next(10, 600) });
                break;
            case 3:
                home.Send(c => c with { Op = CommandOps.SetLoad, LoadId = "pump", Priority = random.Next(1, 9) });
                break;
            case 4:
                var start = home.Now.AddSeconds(random.Next(1, 300));
                home.Send(c =>
                    c with
                    {
                        Op = CommandOps.Event,
                        EventId = eventId,
                        Revision = revision,
                        StartAt = start,
                        EndAt = start.AddMinutes(5),
                        RequestedReductionKw = 1,
                    }
                );
                break;
            case 5:
                home.Send(c => c with { Op = CommandOps.Set, ReportIntervalSeconds = random.Next(1, 60), Enabled = random.Next(4) > 0 });
                break;
            default:
                home.Send(c => c with { Op = CommandOps.Get, What = "loads" });
                break;
        }
    }

    private static string Text(VenState state)
    {
        var (_, json) = VenEventJson.Write(new Checkpoint(0, "", state));
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetRawText();
    }
}
