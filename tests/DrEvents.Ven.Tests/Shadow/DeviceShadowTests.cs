using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Ven.Log;
using DrEvents.Ven.Shadow;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Tests.Shedding;
using DrEvents.Ven.Timekeeping;
using DrEvents.Ven.Trust;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Shadow;

/// <summary>Speaks as the shadow service would.</summary>
public sealed class DeviceShadowTests : IDisposable
{
    private const string VenId = "ven-1";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryEventLog _log = new();
    private readonly List<(string Topic, JsonObject Body)> _sent = [];
    private readonly Controller _controller;
    private readonly DeviceShadow _shadow;
    private string? _refusal;

    public DeviceShadowTests()
    {
        _controller = new Controller(VenId, TestHome.Steady(), _log, TimeSpan.FromSeconds(5), NullLogger.Instance);
        _controller.Resume(Now);
        var clocks = new ClockWatch(_clock, _controller, NullLogger.Instance);
        var keys = CommandKeyFile.Open(new VenOptions(VenId, new BrokerAddress("localhost", 1)));
        var guard = new CommandGuard(VenId, keys, _controller, NullLogger.Instance);
        _shadow = new DeviceShadow(VenId, PublishAsync, ObeyAsync, _controller, guard, clocks, _clock, NullLogger.Instance);
        _shadow.Connected();
    }

    private DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public async Task the_document_is_asked_for_first_and_then_reported()
    {
        See();
        _sent.Single().Topic.ShouldBe(ShadowTopics.Request(VenId, "get"));
        await AnswerAsync("get", "\"version\":3,\"state\":{}");
        See();
        var reported = Last("update")["state"]!["reported"]!;
        ((string?)reported["ven"]!["venId"]).ShouldBe(VenId);
        ((double)reported["metrics"]!["currentPowerKw"]!).ShouldBe(6.9);
        ((int)reported["report_interval_seconds"]!).ShouldBe(5);
        reported["loads"]!.AsArray().Count.ShouldBe(4);
        reported["metrics"]!.AsObject().ContainsKey("activeEventId").ShouldBeTrue("null is how a shadow forgets the last event");
    }

    [Fact]
    public void a_broker_without_shadow_is_asked_less_and_less_often()
    {
        for (var minute = 0; minute < 240; minute++)
        {
            See();
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        _sent.Count.ShouldBeLessThan(12);
        _sent.ShouldAllBe(s => s.Topic == ShadowTopics.Request(VenId, "get"));
    }

    [Fact]
    public async Task a_ven_without_a_shadow_reports_its_first_one()
    {
        See();
        await AnswerAsync("get", "\"code\":404,\"message\":\"No shadow exists\"", isAccepted: false);
        See();
        Last("update")["state"]!["reported"].ShouldNotBeNull();
    }

    [Fact]
    public async Task what_does_not_change_is_not_reported_again()
    {
        await ReportedAsync();
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            See();
        }
        Updates.ShouldBe(1);
    }

    [Fact]
    public async Task a_change_is_reported_at_once()
    {
        await ReportedAsync();
        Command("set", "\"report_interval_seconds\":9");
        See();
        ((int)Last("update")["state"]!["reported"]!["report_interval_seconds"]!).ShouldBe(9);
    }

    [Fact]
    public async Task what_is_desired_is_obeyed_and_stands_in_the_log_as_the_shadows()
    {
        await ReportedAsync();
        await DeltaAsync(11, """{"report_interval_seconds":7,"loads":[{"id":"ev","priority":6},{"id":"pump","enabled":false}]}""");
        _controller.ReportIntervalS.ShouldBe(7);
        var loads = _controller.Look(Now).Loads.ToDictionary(l => l.Id, l => l.Description);
        (loads["ev"].Priority, loads["pump"].IsEnabled).ShouldBe((6, false));
        _log.Read().Count(e => e.Kind == "commandReceived" && e.Json.Contains("shadow", StringComparison.Ordinal)).ShouldBe(3);
        var cleared = Last("update");
        cleared["state"]!.ToJsonString().ShouldBe("""{"desired":{"loads":null}}""", "the report mirrors the interval, but not the loads");
        ((long)cleared["version"]!).ShouldBe(11);
    }

    [Fact]
    public async Task loads_may_be_desired_by_their_ids()
    {
        await ReportedAsync();
        await DeltaAsync(11, """{"loads":{"heater":{"capacityKw":2.5}}}""");
        _controller.Look(Now).Loads.Single(l => l.Id == "heater").Description.RatedKw.ShouldBe(2.5);
    }

    [Fact]
    public async Task a_difference_that_was_overtaken_is_ignored()
    {
        await ReportedAsync();
        await DeltaAsync(12, """{"report_interval_seconds":7}""");
        await DeltaAsync(11, """{"report_interval_seconds":60}""");
        _controller.ReportIntervalS.ShouldBe(7);
    }

    [Theory]
    [InlineData("""{"report_interval_seconds":0}""")]
    [InlineData("""{"loads":[{"id":"sauna","enabled":false}]}""")]
    [InlineData("""{"loads":[{"enabled":false}]}""")]
    [InlineData("""{"loads":[7]}""")]
    [InlineData("""{"loads":[{"id":"sauna","enabled":false},{"id":"ev","enabled":false}]}""")]
    public async Task what_cannot_be_obeyed_stays_desired_and_is_refused_once(string desired)
    {
        await ReportedAsync();
        await DeltaAsync(11, desired);
        await DeltaAsync(13, desired, setAt: 11);
        await DeltaAsync(14, desired, setAt: 11);
        Updates.ShouldBe(1, "nothing was carried out whole, so nothing is cleared");
        _controller.ReportIntervalS.ShouldBe(5);
        _log.Read().Count(e => e.Kind == "commandAnswered" && e.Json.Contains("\\\"ok\\\":false", StringComparison.Ordinal)).ShouldBe(1);
        await DeltaAsync(15, desired);
        _log.Read().Count(e => e.Kind == "commandAnswered" && e.Json.Contains("\\\"ok\\\":false", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task what_cannot_be_written_down_now_is_carried_out_later()
    {
        await ReportedAsync();
        _refusal = RefusalReasons.LogUnavailable;
        await DeltaAsync(11, """{"report_interval_seconds":7}""");
        _refusal = null;
        See();
        Last("get").ShouldNotBeNull();
        _sent.Count.ShouldBe(2, "there is a pause");
        _clock.Advance(TimeSpan.FromSeconds(31));
        See();
        await AnswerAsync(
            "get",
            """
            "version":11,"state":{"desired":{"report_interval_seconds":7}},"metadata":{"desired":{"report_interval_seconds":{"timestamp":11}}}
            """
        );
        _controller.ReportIntervalS.ShouldBe(7);
    }

    [Fact]
    public async Task what_others_have_below_ven_is_not_cleared()
    {
        await ReportedAsync();
        await DeltaAsync(11, """{"ven":{"enabled":false}}""");
        Command("set", "\"enabled\":true");
        await DeltaAsync(13, """{"ven":{"enabled":false}}""", setAt: 11);
        Last("update")["state"]!.ToJsonString().ShouldBe("""{"desired":{"ven":{"enabled":null}}}""");
    }

    [Fact]
    public async Task a_lower_version_makes_the_ven_ask_for_the_document()
    {
        await ReportedAsync();
        await DeltaAsync(12, """{"report_interval_seconds":7}""");
        await DeltaAsync(2, """{"report_interval_seconds":8}""");
        See();
        _sent[^1].Topic.ShouldBe(ShadowTopics.Request(VenId, "get"));
    }

    [Fact]
    public async Task a_ven_whose_shadow_was_deleted_reports_anew()
    {
        await ReportedAsync();
        await TakeAsync(ShadowTopics.Accepted(VenId, "delete"), """{"version":12,"timestamp":1}""");
        See();
        await AnswerAsync("get", "\"code\":404,\"message\":\"No shadow exists\"", isAccepted: false);
        See();
        Updates.ShouldBe(2);
    }

    [Fact]
    public async Task a_newer_command_overrules_a_wish_that_was_obeyed()
    {
        await ReportedAsync();
        await DeltaAsync(11, """{"report_interval_seconds":7}""");
        Command("set", "\"report_interval_seconds\":9");
        // The report of 9 makes the service tell the difference again.
        await DeltaAsync(13, """{"report_interval_seconds":7}""", setAt: 11);
        _controller.ReportIntervalS.ShouldBe(9);
        Last("update")["state"]!.ToJsonString().ShouldBe("""{"desired":{"report_interval_seconds":null}}""");
    }

    [Fact]
    public async Task what_was_desired_while_the_ven_was_away_is_obeyed_on_return()
    {
        See();
        await AnswerAsync(
            "get",
            """
            "version":9,"state":{"desired":{"ven":{"enabled":false}},"reported":{"ven":{"enabled":true}},"delta":{"ven":{"enabled":false}}}
            """
        );
        _controller.Look(Now).State.IsEnabled.ShouldBeFalse();
    }

    [Fact]
    public async Task after_a_rejection_there_is_a_pause()
    {
        await ReportedAsync();
        Command("set", "\"report_interval_seconds\":9");
        See();
        await AnswerAsync("update", "\"code\":429,\"message\":\"Too many requests\"", isAccepted: false);
        See();
        Updates.ShouldBe(2);
        _clock.Advance(TimeSpan.FromSeconds(31));
        See();
        Updates.ShouldBe(3);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("""{"version":12,"state":{"loads":[{"id":"\ud800"}]}}""")]
    [InlineData("""{"version":12,"clientToken":"\ud800","state":{}}""")]
    [InlineData("""{"version":"x","state":[]}""")]
    public async Task what_cannot_be_read_is_passed_over(string payload)
    {
        await ReportedAsync();
        await Should.NotThrowAsync(TakeAsync(ShadowTopics.Delta(VenId), payload));
        _sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task an_answer_to_somebody_elses_request_is_not_ours()
    {
        See();
        await _shadow.TakeAsync(
            ShadowTopics.Accepted(VenId, "get"),
            """{"version":3,"state":{},"clientToken":"another"}"""u8.ToArray(),
            default
        );
        See();
        Updates.ShouldBe(0);
    }

    [Fact]
    public async Task an_event_that_is_over_is_summed_up()
    {
        await ReportedAsync();
        Command("shedPanel", "\"requestedReductionKw\":2,\"durationS\":3600,\"eventId\":\"evt-0000000a\"");
        See();
        await AnswerLastAsync();
        for (var i = 0; i < 60; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            _controller.Advance(Now);
            _controller.Sample(Now);
        }
        See();
        var metrics = Last("update")["state"]!["reported"]!["metrics"]!;
        metrics["activeEventId"].ShouldBeNull();
        var summary = metrics["lastEventSummary"]!;
        ((string?)summary["eventId"]).ShouldBe("evt-0000000a");
        ((double)summary["actualReductionKw"]!).ShouldBe(2, 0.05);
        ((double)summary["deliveredKwh"]!).ShouldBe(2, 0.05);

        var restarted = new Controller(VenId, TestHome.Steady(), _log, TimeSpan.FromSeconds(5), NullLogger.Instance);
        restarted.Resume(Now);
        ReportedState
            .Of(restarted.Look(Now))
            .Metrics.LastEventSummary.ShouldBe(ReportedState.Of(_controller.Look(Now)).Metrics.LastEventSummary, "the log tells it");
    }

    [Fact]
    public void a_house_of_a_hundred_loads_fits_into_a_shadow()
    {
        var loads = Enumerable.Range(0, 100).Select(n => new SteadyLoad($"circuit-{n:000}", 1)).ToArray();
        using var log = new MemoryEventLog();
        var controller = new Controller(VenId, loads, log, TimeSpan.FromSeconds(5), NullLogger.Instance);
        controller.Resume(Now);
        var report = ReportedState.Of(controller.Look(Now));
        System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(report, ShadowJson.Default.ReportedState).Length.ShouldBeLessThan(8 * 1024);
        report.Loads.ShouldNotBeEmpty();
    }

    public void Dispose()
    {
        _log.Dispose();
    }

    private int Updates => _sent.Count(s => s.Topic == ShadowTopics.Request(VenId, "update"));

    private JsonObject Last(string verb) => _sent.Last(s => s.Topic == ShadowTopics.Request(VenId, verb)).Body;

    private async Task ReportedAsync()
    {
        See();
        await AnswerAsync("get", "\"version\":3,\"state\":{}");
        See();
        await AnswerAsync("update", "\"version\":4,\"state\":{}");
    }

    private Task AnswerLastAsync() => AnswerAsync("update", "\"version\":5,\"state\":{}");

    private void See() => _shadow.See(_controller.Look(Now), CancellationToken.None);

    private Task AnswerAsync(string verb, string fields, bool isAccepted = true)
    {
        var token = Last(verb)["clientToken"]!;
        var topic = isAccepted ? ShadowTopics.Accepted(VenId, verb) : ShadowTopics.Rejected(VenId, verb);
        return TakeAsync(topic, $$"""{ {{fields}},"timestamp":{{Now.ToUnixTimeSeconds()}},"clientToken":"{{token}}"}""");
    }

    private Task DeltaAsync(long version, string state, long? setAt = null)
    {
        var stamps = Stamps(JsonNode.Parse(state)!, setAt ?? version).ToJsonString();
        return TakeAsync(
            ShadowTopics.Delta(VenId),
            $$"""{"version":{{version}},"timestamp":{{Now.ToUnixTimeSeconds()}},"state":{{state}},"metadata":{{stamps}}}"""
        );
    }

    private static JsonNode Stamps(JsonNode value, long setAt) =>
        value switch
        {
            JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Stamps(f.Value!, setAt)))),
            JsonArray items => new JsonArray([.. items.Select(i => Stamps(i!, setAt))]),
            _ => new JsonObject { ["timestamp"] = setAt },
        };

    private Task TakeAsync(string topic, string payload) => _shadow.TakeAsync(topic, System.Text.Encoding.UTF8.GetBytes(payload), default);

    private void Command(string op, string data) =>
        _controller.Handle(
            System.Text.Encoding.UTF8.GetBytes(
                $$"""{"op":"{{op}}","correlationId":"{{Guid.NewGuid()}}","venId":"{{VenId}}","data":{ {{data}} } }"""
            ),
            Now
        );

    private Task<VenAck?> ObeyAsync(byte[] command, CancellationToken cancellation) =>
        Task.FromResult(
            _refusal is { } refusal
                ? new VenAck
                {
                    Op = "set",
                    Ok = false,
                    Error = refusal,
                }
                : VenAck.Read(_controller.Handle(command, Now).Ack).Value
        );

    private Task<bool> PublishAsync(string topic, byte[] payload, CancellationToken cancellation)
    {
        _sent.Add((topic, JsonNode.Parse(payload)!.AsObject()));
        return Task.FromResult(true);
    }
}
