using System.Text.Json;
using DrEvents.Cli.Tests.Surroundings;
using DrEvents.Contracts.Mqtt;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Protocol;

namespace DrEvents.Cli.Tests.Mqtt;

public class MonitorTests
{
    private const int AllFilters = 7;
    private readonly TestShell _shell = new();

    [Fact]
    public async Task the_monitor_shows_what_goes_over_a_real_broker_until_it_has_enough()
    {
        await using var broker = await TestBroker.Start();
        var run = Monitor(broker, "--count", "7");
        await broker.Subscriptions(AllFilters);

        await broker.Publish(Topics.Command("ven-1"), """{"op":"ping","correlationId":"c-1","venId":"ven-1"}""");
        await broker.Publish(Topics.Ack("ven-1"), """{"op":"ping","correlationId":"c-1","ok":true}""");
        await broker.Publish(Topics.Telemetry("ven-1"), """{"timestamp":1784023200,"usedPowerKw":3.2}""");
        await broker.Publish(Topics.Meter("ven-2"), """{"timestamp":1784023200,"usedPowerKw":4.2}""");
        await broker.Publish(Topics.SharedMetering, """{"venId":"ven-3","timestamp":1784023200,"usedPowerKw":5.2}""");
        await broker.Publish(Topics.Loads("ven-1"), """{"timestamp":1784023200,"loads":[]}""");
        await broker.Publish(Topics.Status("ven-1"), "rubbish");

        (await run).ShouldBe(ExitCode.Done);
        _shell
            .Out.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..3])
            .ShouldBe(
                [
                    ["commands", "ven-1"],
                    ["acks", "ven-1"],
                    ["telemetry", "ven-1"],
                    ["telemetry", "ven-2"],
                    ["telemetry", "ven-3"],
                    ["loads", "ven-1"],
                    ["unreadable", "ven-1"],
                ],
                ignoreOrder: true
            );
        _shell.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task json_lines_are_all_that_is_on_stdout()
    {
        await using var broker = await TestBroker.Start();
        await broker.Publish(Topics.Status("ven-1"), """{"status":"online"}""", retain: true);

        (await Monitor(broker, "--count", "1", "--json", "--kind", "status")).ShouldBe(ExitCode.Done);

        var line = JsonDocument.Parse(_shell.Out.Lines.ShouldHaveSingleItem()).RootElement;
        line.GetProperty("kind").GetString().ShouldBe("status");
        line.GetProperty("venId").GetString().ShouldBe("ven-1");
        line.GetProperty("payload").GetProperty("status").GetString().ShouldBe("online");
        broker.Subscribed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task only_the_vens_and_kinds_that_were_asked_for_are_subscribed_to_eight_at_a_time()
    {
        await using var broker = await TestBroker.Start();
        using var stop = new CancellationTokenSource();
        var run = Monitor(
            broker,
            stop.Token,
            "--ven",
            "a",
            "--ven",
            "b",
            "--ven",
            "c",
            "--ven",
            "d",
            "--kind",
            "acks",
            "--kind",
            "telemetry"
        );

        await broker.Subscriptions(13);
        await stop.CancelAsync();

        (await run).ShouldBe(ExitCode.Done);
        broker.Subscribed.ShouldContain(Topics.Meter("d"));
        broker.LargestSubscribe.ShouldBe(WireLimits.FiltersPerSubscribeMax);
    }

    [Fact]
    public async Task a_broker_that_goes_away_is_connected_to_again()
    {
        await using var broker = await TestBroker.Start();
        var run = Monitor(broker, "--count", "2");
        await broker.Subscriptions(AllFilters);
        await broker.Publish(Topics.Ack("ven-1"), """{"op":"ping","correlationId":"before","ok":true}""");
        await _shell.Out.LineWith("before");

        await broker.Stop();
        (await _shell.Error.LineWith("lost the broker")).ShouldNotContain("NormalDisconnection");
        await broker.StartAgain();
        await _shell.Error.LineWith("again");
        await broker.Subscriptions(AllFilters);
        await broker.Publish(Topics.Ack("ven-1"), """{"op":"ping","correlationId":"after","ok":true}""");

        (await run).ShouldBe(ExitCode.Done);
        _shell.Out.Lines[1].ShouldContain("after");
        _shell.Error.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task no_broker_is_one_clear_message_with_the_address()
    {
        var broker = await TestBroker.Start();
        await broker.DisposeAsync();

        (await Monitor(broker)).ShouldBe(ExitCode.Unreachable);

        _shell
            .Error.Lines[0]
            .ShouldBe(
                $"drevents: no broker at 127.0.0.1:{broker.Port}: connection refused, nobody listens there: is the broker running, and the port right?"
            );
    }

    [Fact]
    public async Task a_broker_that_refuses_the_connection_is_exit_code_1()
    {
        await using var broker = await TestBroker.Start();
        broker.Answer = MqttConnectReasonCode.NotAuthorized;

        (await Monitor(broker)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain("refuses the connection (NotAuthorized)");
    }

    [Fact]
    public async Task a_broker_that_refuses_a_topic_is_exit_code_1_and_the_topic_is_named()
    {
        await using var broker = await TestBroker.Start();
        broker.Refuses = filter => filter == Topics.AllCommands;

        (await Monitor(broker)).ShouldBe(ExitCode.NotHeld);

        _shell.Error.ToString().ShouldContain($"refuses to show {Topics.AllCommands}: NotAuthorized");
    }

    [Fact]
    public async Task another_client_with_the_same_id_ends_the_monitor_instead_of_a_tug_of_war()
    {
        await using var broker = await TestBroker.Start();
        var run = Monitor(broker, "--mqtt-client-id", "ops-1");
        await broker.Subscriptions(AllFilters);

        await broker.TakeOver("ops-1");

        (await run).ShouldBe(ExitCode.NotHeld);
        _shell.Error.ToString().ShouldContain("another client took over the client id ops-1");
    }

    [Theory]
    [InlineData("", ExitCode.Done)]
    [InlineData("--count 1", ExitCode.NotHeld)]
    public async Task the_time_that_was_asked_for_ends_the_monitor(string count, int exit)
    {
        await using var broker = await TestBroker.Start();
        var clock = new FakeTimeProvider(TestShell.Now);
        var shell = new TestShell { Clock = clock };
        var run = shell.Run(["monitor", "--mqtt-host", "127.0.0.1", "--mqtt-port", $"{broker.Port}", "--for", "30s", .. Split(count)]);
        await broker.Subscriptions(AllFilters);

        clock.Advance(TimeSpan.FromSeconds(29.9));
        run.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.1));

        (await run).ShouldBe(exit);
    }

    [Fact]
    public async Task ctrl_c_is_the_normal_end()
    {
        await using var broker = await TestBroker.Start();
        using var stop = new CancellationTokenSource();
        var run = Monitor(broker, stop.Token);
        await broker.Subscriptions(AllFilters);

        await stop.CancelAsync();

        (await run).ShouldBe(ExitCode.Done);
        _shell.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task the_address_comes_from_the_environment_too_but_never_the_client_id()
    {
        await using var broker = await TestBroker.Start();
        await broker.Publish(Topics.Status("ven-1"), """{"status":"online"}""", retain: true);
        _shell.With("Mqtt__Host", "127.0.0.1").With("Mqtt__Port", $"{broker.Port}").With("Mqtt__ClientId", "the-backend");

        (await _shell.Run("monitor", "--count", "1")).ShouldBe(ExitCode.Done);

        broker.ClientIds.ShouldHaveSingleItem().ShouldStartWith("drevents-monitor-");
    }

    private Task<int> Monitor(TestBroker broker, params string[] more) => Monitor(broker, CancellationToken.None, more);

    private Task<int> Monitor(TestBroker broker, CancellationToken stop, params string[] more) =>
        _shell.Run(stop, ["monitor", "--mqtt-host", "127.0.0.1", "--mqtt-port", $"{broker.Port}", .. more]);

    private static string[] Split(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
