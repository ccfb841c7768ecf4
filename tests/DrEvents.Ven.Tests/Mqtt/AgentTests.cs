using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Tests.Mqtt;

public sealed class AgentTests : IDisposable
{
    private const string VenId = "ven-test";
    private const string EventId = "evt-00000001";

    private readonly string _logFile = Path.Combine(Path.GetTempPath(), $"ven-{Guid.NewGuid():N}.db");

    [Fact]
    public async Task a_shed_is_acknowledged_lowers_the_power_and_ends_by_itself()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = await StartedAsync(broker);
        await broker.SampleAsync(VenId, _ => true);

        await broker.SendAsync(Shed("c-1", durationS: 2));
        var ack = await broker.NextAckAsync(VenId);
        ack.Ok.ShouldBeTrue(ack.Error);
        ack.ActualShedKw.ShouldNotBeNull().ShouldBe(1.0, 0.06);

        var during = await broker.SampleAsync(VenId, s => s.EventId is not null);
        during.EventId.ShouldBe(EventId);
        // Against the VEN's own baseline: the heat pump of the home goes on and off in between as it likes.
        during.ShedPowerKw.ShouldNotBeNull().ShouldBe(1.0, 0.2);
        during.UsedPowerKw.ShouldBeLessThan(during.BaselinePowerKw!.Value);
        var after = await broker.SampleAsync(VenId, s => s.EventId is null);
        after.ShedPowerKw.ShouldBe(0);
        (after.At - ack.At!.Value).TotalSeconds.ShouldBeGreaterThan(1.5, "not before its time");
    }

    [Fact]
    public async Task when_a_command_comes_twice_it_is_answered_twice_and_obeyed_once()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = await StartedAsync(broker);
        var command = Shed("c-1", durationS: 60);
        await broker.SendAsync(command);
        await broker.SendAsync(command);

        var first = await broker.NextAsync(Topics.Ack(VenId));
        (await broker.NextAsync(Topics.Ack(VenId))).ShouldBe(first);
        (await ven.Log.ReadAllAsync()).Count(e => e.Kind == "shedStarted").ShouldBe(1);
    }

    [Fact]
    public async Task when_the_ven_is_killed_in_an_event_it_comes_back_into_it_and_still_ends_it()
    {
        await using var broker = await TestBroker.StartedAsync();
        var killed = await StartedAsync(broker);
        await broker.SendAsync(Shed("c-1", durationS: 8));
        (await broker.NextAckAsync(VenId)).Ok.ShouldBeTrue();
        await killed.AbortAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeFalse("the broker publishes the will");
        broker.Forget(Topics.Telemetry(VenId));

        await using var ven = await StartedAsync(broker);
        (await broker.SampleAsync(VenId, _ => true)).EventId.ShouldBe(EventId);
        await broker.SampleAsync(VenId, s => s.EventId is null);
        await Eventually.HoldsAsync(() => ven.Log.ReadNewest(100).Any(e => e.Kind == "shedEnded"), "the end of the shed is in the log");
        var log = await ven.Log.ReadAllAsync();
        log.Count(e => e.Kind == "shedStarted").ShouldBe(1);
        log.Single(e => e.Kind == "shedEnded").Json.ShouldContain("time over");
    }

    [Fact]
    public async Task when_a_command_comes_while_the_ven_is_away_it_is_obeyed_on_return()
    {
        await using var broker = await TestBroker.StartedAsync();
        var killed = await StartedAsync(broker);
        await killed.AbortAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeFalse();
        await broker.SendAsync(Shed("c-1", durationS: 60));

        await using var ven = await StartedAsync(broker);
        (await broker.NextAckAsync(VenId)).CorrelationId.ShouldBe("c-1");
    }

    [Fact]
    public async Task when_the_broker_is_gone_for_a_while_the_kept_samples_arrive_in_their_order()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = await StartedAsync(broker);
        await broker.SampleAsync(VenId, _ => true);
        await broker.StopAsync();
        await Eventually.HoldsAsync(() => ven.Log.KeptCount >= 3, "three samples are kept");
        broker.Forget(Topics.Telemetry(VenId));
        await broker.StartAsync();

        await Eventually.HoldsAsync(() => ven.Log.KeptCount == 0, "the kept samples are sent");
        var returned = (await ven.Log.ReadAllAsync()).Last(e => e.Kind == "connectionChanged").At;
        var kept = broker.Samples(VenId).Where(s => s.At < returned).ToArray();
        kept.Length.ShouldBeGreaterThanOrEqualTo(3);
        kept.Select(s => s.At).ShouldBe(kept.Select(s => s.At).Order());
    }

    [Fact]
    public async Task an_announced_event_begins_and_ends_with_the_network_gone()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = await StartedAsync(broker);
        await broker.SampleAsync(VenId, _ => true);
        var startAt = TimeProvider.System.GetUtcNow().AddSeconds(2);
        await broker.SendAsync(Shed("c-1", durationS: 2) with { Op = CommandOps.Event, StartAt = startAt, EndAt = startAt.AddSeconds(2) });
        (await broker.NextAckAsync(VenId)).Ok.ShouldBeTrue();
        await broker.StopAsync();

        await Eventually.HoldsAsync(() => ven.Log.ReadNewest(100).Any(e => e.Kind == "shedEnded"), "the event has come and gone");
        ven.IsConnected.ShouldBeFalse();
        var log = await ven.Log.ReadAllAsync();
        log.Single(e => e.Kind == "shedStarted").At.ShouldBeGreaterThanOrEqualTo(startAt.AddMilliseconds(-1));
        log.Last(e => e.Kind == "connectionChanged").Json.ShouldContain("false");
    }

    [Fact]
    public async Task when_the_broker_refuses_the_connection_the_ven_tries_again()
    {
        await using var broker = await TestBroker.StartedAsync();
        broker.IsClosed = true;
        await using var ven = Ven(broker);
        await ven.StartAsync();
        await Eventually.HoldsAsync(() => broker.Refusals >= 2, "a second attempt");
        ven.IsConnected.ShouldBeFalse();
        broker.IsClosed = false;
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeTrue();
    }

    [Fact]
    public async Task when_another_client_takes_the_id_over_the_ven_does_not_fight_for_it()
    {
        await using var broker = await TestBroker.StartedAsync();
        using var log = new CapturedLog();
        await using var ven = Ven(broker, log, reportInterval: TimeSpan.FromMinutes(1));
        await ven.StartAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeTrue();
        await BirthIsOutAsync(broker);
        await broker.SampleAsync(VenId, _ => true);

        // A message on its way when the connection ends hides the broker's reason: then the VEN comes back, and is pushed off again.
        var stood = 0;
        OtherClient? other = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                if (other is null or { IsConnected: false } && stood++ < 4)
                    other = await broker.ConnectAsync(VenId);
                return log.Lines.Any(l => l.Contains("another client", StringComparison.Ordinal));
            },
            "it is told"
        );
        await using var last = other!;
        var line = log.Lines.Single(l => l.Contains("another client", StringComparison.Ordinal));
        var waitS = double.Parse(line.Split(' ')[^2], System.Globalization.CultureInfo.InvariantCulture);
        waitS.ShouldBeInRange(15, 30);
        last.IsConnected.ShouldBeTrue();
    }

    /// <summary>The broker shows a message before it hands it on; what the VEN says next shows that the one before is with everybody.</summary>
    private static async Task BirthIsOutAsync(TestBroker broker) => await broker.NextAsync(Topics.Loads(VenId));

    [Fact]
    public async Task a_ven_that_is_stopped_says_goodbye()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = await StartedAsync(broker);
        await ven.StopAsync();
        var status = await broker.NextStatusAsync(VenId);
        status.Online.ShouldBeFalse();
        status.At.ShouldNotBeNull();
        await Should.NotThrowAsync(ven.Completion);
    }

    [Fact]
    public async Task what_is_said_of_a_connection_bears_its_number_and_a_later_connection_has_a_higher_one()
    {
        await using var broker = await TestBroker.StartedAsync();
        var killed = Ven(broker);
        await killed.StartAsync();
        var birth = await broker.NextStatusAsync(VenId);
        await killed.AbortAsync();
        var will = await broker.NextStatusAsync(VenId);
        (birth.Online, will.Online, will.Session).ShouldBe((true, false, birth.Session));
        will.At.ShouldNotBeNull().ToUnixTimeMilliseconds().ShouldBe(birth.Session!.Value, "a will knows when its connection was made");

        await using var ven = Ven(broker, clock: new ClockBehind());
        await ven.StartAsync();

        var next = await broker.NextStatusAsync(VenId);
        next.Session.ShouldBe(birth.Session + 1, "the clock was set back, the number was not");
        await ven.StopAsync();
        (await broker.NextStatusAsync(VenId)).Session.ShouldBe(next.Session, "a goodbye is of its connection too");
    }

    [Fact]
    public async Task what_a_late_will_or_a_stranger_says_of_the_ven_is_corrected()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = Ven(broker);
        await ven.StartAsync();
        var birth = await broker.NextStatusAsync(VenId);
        await BirthIsOutAsync(broker);

        await broker.PublishAsync(Topics.Status(VenId), new VenStatusMessage(Online: false, Session: 1).ToUtf8(), retain: true);

        (await broker.NextStatusAsync(VenId)).Online.ShouldBeFalse();
        var corrected = await broker.NextStatusAsync(VenId);
        (corrected.Online, corrected.Session).ShouldBe((true, birth.Session));
        corrected.Capabilities.ShouldBe(birth.Capabilities);
    }

    [Fact]
    public async Task a_ven_of_which_a_later_connection_is_heard_takes_a_number_above_it_and_keeps_it()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using (var ven = await StartedAsync(broker))
        {
            var later = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
            await broker.PublishAsync(Topics.Status(VenId), new VenStatusMessage(Online: true, Session: later).ToUtf8(), retain: true);
            await broker.NextStatusAsync(VenId);
            (await broker.NextStatusAsync(VenId)).Session.ShouldBe(later + 1);
            await ven.StopAsync();
            await broker.NextStatusAsync(VenId);
            await using var again = Ven(broker);
            await again.StartAsync();
            (await broker.NextStatusAsync(VenId)).Session.ShouldBe(later + 2);
        }
    }

    [Fact]
    public async Task the_circuits_are_described_on_connection_and_when_they_change()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = await StartedAsync(broker);
        (await NextSnapshotAsync(broker)).Loads.Single(l => l.Id == "ev").Enabled.ShouldBe(true);
        await broker.SendAsync(Shed("c-1", durationS: 1) with { Op = CommandOps.SetLoad, LoadId = "ev", Enabled = false });
        (await NextSnapshotAsync(broker)).Loads.Single(l => l.Id == "ev").Enabled.ShouldBe(false);
    }

    [Fact]
    public async Task the_report_interval_is_told_and_can_be_set()
    {
        await using var broker = await TestBroker.StartedAsync();
        await using var ven = Ven(broker);
        await ven.StartAsync();
        (await broker.NextStatusAsync(VenId)).ReportIntervalSeconds.ShouldBe(1);
        await broker.SendAsync(Shed("c-1", durationS: 1) with { Op = CommandOps.Set, ReportIntervalSeconds = 7 });
        (await broker.NextStatusAsync(VenId)).ReportIntervalSeconds.ShouldBe(7);
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_logFile) + "*"))
            File.Delete(file);
    }

    private async Task<VenAgent> StartedAsync(TestBroker broker)
    {
        var ven = Ven(broker);
        await ven.StartAsync();
        (await broker.NextStatusAsync(VenId)).Online.ShouldBeTrue();
        return ven;
    }

    private VenAgent Ven(TestBroker broker, CapturedLog? log = null, TimeProvider? clock = null, TimeSpan? reportInterval = null) =>
        new(
            new VenOptions(VenId, new BrokerAddress("127.0.0.1", broker.Port))
            {
                ReportInterval = reportInterval ?? TimeSpan.FromSeconds(1),
                LogFile = _logFile,
            },
            HomeLoads.Typical(1),
            clock ?? TimeProvider.System,
            log
        );

    private static async Task<LoadsSnapshot> NextSnapshotAsync(TestBroker broker) =>
        LoadsSnapshot.Read(await broker.NextAsync(Topics.Loads(VenId)), VenId).Value.ShouldNotBeNull();

    private static VenCommand Shed(string correlationId, int durationS) =>
        new()
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = correlationId,
            VenId = VenId,
            IssuedAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(60),
            EventId = EventId,
            RequestedReductionKw = 1.0,
            DurationS = durationS,
        };

    private sealed class ClockBehind : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(-1);
    }
}
