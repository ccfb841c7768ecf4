using System.Net.WebSockets;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Ocpp.Rpc;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>Chargers that do what none should: the VEN goes on, its memory stays as it is, and other chargers notice nothing.</summary>
public sealed class BadChargerTests
{
    private const string Open = "\"charger\": \"CP-1\", \"open\": true";
    private static readonly TimeSpan Minutes3 = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("ocpp1.6", "[2,\"7\",\"Heartbeat\"]", "7", "FormationViolation")]
    [InlineData("ocpp2.0.1", "[2,\"7\",\"Heartbeat\"]", "7", "RpcFrameworkError")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Heartbeat\",[]]", "7", "FormationViolation")]
    [InlineData("ocpp2.0.1", "[2,\"7\",\"Heartbeat\",[]]", "7", "FormatViolation")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Juggle\",{}]", "7", "NotImplemented")]
    [InlineData("ocpp2.0.1", "[2,\"7\",\"Juggle\",{}]", "7", "NotImplemented")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Reset\",{}]", "7", "NotSupported")]
    [InlineData("ocpp2.0.1", "[2,\"7\",\"Get15118EVCertificate\",{}]", "7", "NotSupported")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Authorize\",{}]", "7", "OccurenceConstraintViolation")]
    [InlineData("ocpp2.0.1", "[2,\"7\",\"Authorize\",{}]", "7", "OccurrenceConstraintViolation")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Authorize\",{\"idTag\":7}]", "7", "TypeConstraintViolation")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Authorize\",{\"idTag\":\"\\ud800\"}]", "7", "TypeConstraintViolation")]
    [InlineData("ocpp1.6", "[2,\"7\",\"Authorize\",{\"idTag\":\"123456789012345678901\"}]", "7", "PropertyConstraintViolation")]
    [InlineData(
        "ocpp1.6",
        "[2,\"7\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Asleep\"}]",
        "7",
        "PropertyConstraintViolation"
    )]
    [InlineData("ocpp2.0.1", "no json", "-1", "RpcFrameworkError")]
    [InlineData("ocpp2.0.1", "[9,\"7\",\"Heartbeat\",{}]", "7", "MessageTypeNotSupported")]
    [InlineData("ocpp2.0.1", "{}", "-1", "RpcFrameworkError")]
    [InlineData("ocpp2.0.1", "[2,7,\"Heartbeat\",{}]", "-1", "RpcFrameworkError")]
    public async Task What_is_wrong_is_answered_with_the_code_of_its_version(string version, string message, string id, string code)
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1", version);

        await charger.SendAsync(message);

        await Eventually.HoldsAsync(() => !charger.Others.IsEmpty, "there is an answer");
        charger.Others.TryPeek(out var answer).ShouldBeTrue();
        ((int)answer![0]!).ShouldBe(4);
        ((string)answer[1]!).ShouldBe(id);
        ((string)answer[2]!).ShouldBe(code);
        (await charger.AskAsync("Heartbeat", "{}"))["currentTime"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_message_of_1_6_without_an_id_is_passed_over()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1");

        foreach (var nothing in new[] { "no json", "", "[]", "[2]", "7", "[3,\"nobody\",{}]", "[4,\"nobody\",\"GenericError\",\"\",{}]" })
            await charger.SendAsync(nothing);

        (await charger.AskAsync("Heartbeat", "{}"))["currentTime"].ShouldNotBeNull();
        charger.Others.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_may_come_in_pieces()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1");

        foreach (var piece in new[] { "[2,\"7\",", "\"Heart", "beat\",{}" })
            await charger.SendAsync(piece, isEnd: false);
        await charger.SendAsync("]");

        await Eventually.HoldsAsync(() => !charger.Others.IsEmpty, "there is an answer");
        charger.Others.TryPeek(out var answer);
        ((int)answer![0]!).ShouldBe(3);
    }

    [Fact]
    public async Task A_message_that_never_ends_ends_the_connection()
    {
        await using var home = new ChargingHome(limits: new RpcLimits { MessageTimeout = TimeSpan.FromMilliseconds(200) });
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1");

        await charger.SendAsync("[2,", isEnd: false);

        await Eventually.HoldsAsync(() => charger.IsClosed, "the connection ends");
    }

    [Fact]
    public async Task A_message_that_is_too_long_ends_the_connection()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1");

        await IgnoreAsync(charger.SendAsync($"[2,\"7\",\"Heartbeat\",{{\"a\":\"{new string('x', 200_000)}\"}}]"));

        await Eventually.HoldsAsync(() => charger.IsClosed, "the connection ends");
        await using var again = await home.ConnectAsync("CP-1");
        (await again.AskAsync("Heartbeat", "{}"))["currentTime"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Bytes_that_are_no_text_end_the_connection()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1");

        await charger.Socket.SendAsync("[2]"u8.ToArray(), WebSocketMessageType.Binary, true, default);

        await Eventually.HoldsAsync(() => charger.ClosedBecause == WebSocketCloseStatus.InvalidMessageType, "the connection ends");
    }

    [Fact]
    public async Task The_newer_of_two_connections_of_one_charger_counts()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        await using var first = (await home.ConnectAsync("CP-1")).Obeying();
        await driver.ReadAsync(default);
        await using var second = (await home.ConnectAsync("CP-1")).Obeying();

        await Eventually.HoldsAsync(() => first.IsClosed, "the first connection ends");
        await driver.LimitAsync(2, Minutes3, default);

        second.Newest("SetChargingProfile").ShouldNotBeNull();
        first.Newest("SetChargingProfile").ShouldBeNull();
    }

    [Fact]
    public async Task A_charger_that_is_gone_is_unreachable_and_says_since_when()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        await using (var charger = (await home.ConnectAsync("CP-1")).Obeying())
            await driver.ReadAsync(default);

        var failure = await FailureAsync(driver.ReadAsync);

        failure.State.ShouldBe(DeviceState.Unreachable);
        failure.Message.ShouldContain("CP-1 has not been connected since");
    }

    [Fact]
    public async Task A_charger_that_breaks_off_amid_a_write_is_unreachable_at_once_and_told_again_when_it_is_back()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        charger.Answers["SetChargingProfile"] = _ =>
        {
            charger.Socket.Abort();
            return null;
        };

        (await Should.ThrowAsync<DeviceException>(() => driver.LimitAsync(2, Minutes3, default))).State.ShouldBe(DeviceState.Unreachable);

        await using var again = (await home.ConnectAsync("CP-1")).Obeying();
        await driver.LimitAsync(2, Minutes3, default);
        again.Newest("SetChargingProfile").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_charger_that_does_not_answer_is_unreachable_and_its_late_answer_is_dropped()
    {
        await using var home = new ChargingHome(limits: new RpcLimits { AnswerTimeout = TimeSpan.FromMilliseconds(200) });
        var driver = await home.AddAsync(Open);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        await driver.ReadAsync(default);
        charger.Answers["SetChargingProfile"] = _ => null;

        var failure = await Should.ThrowAsync<DeviceException>(() => driver.LimitAsync(2, Minutes3, default));
        failure.State.ShouldBe(DeviceState.Unreachable);
        failure.Message.ShouldContain("no answer to SetChargingProfile");

        charger.Obeying();
        await charger.SendAsync("[3,\"of-before\",{\"status\":\"Rejected\"}]");
        await driver.LimitAsync(2, Minutes3, default);
        (await driver.ReadAsync(default)).LimitKw.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("[3,\"another\",{\"status\":\"Rejected\"}]")]
    [InlineData("[4,\"another\",\"GenericError\",\"\",{}]")]
    [InlineData("[3]")]
    [InlineData("[\"ID\"]")]
    public async Task An_answer_to_another_call_is_no_answer(string wrong)
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        await driver.ReadAsync(default);
        charger.Answers["SetChargingProfile"] = _ => wrong;

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Should.ThrowAsync<OperationCanceledException>(() => driver.LimitAsync(2, Minutes3, patience.Token));
    }

    [Theory]
    [InlineData("[3,\"ID\",{}]")]
    [InlineData("[3,\"ID\",[]]")]
    [InlineData("[3,\"ID\",7]")]
    [InlineData("[3,\"ID\",null]")]
    [InlineData("[3,\"ID\",{\"status\":7}]")]
    [InlineData("[3,\"ID\",{\"status\":\"\\ud800\"}]")]
    [InlineData("[3,\"ID\",{\"status\":\"Accepted\",\"chargingSchedule\":7}]")]
    [InlineData("[4,\"ID\",7]")]
    [InlineData("[4,\"ID\",\"Nonsense\",{},[]]")]
    public async Task An_answer_that_is_nonsense_is_a_failure_of_that_device_and_of_nothing_else(string nonsense)
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        var other = await home.AddAsync("\"charger\": \"CP-2\", \"open\": true");
        await using var charger = await home.ConnectAsync("CP-1");
        await using var second = (await home.ConnectAsync("CP-2")).Obeying();
        foreach (
            var action in new[]
            {
                "GetConfiguration",
                "TriggerMessage",
                "GetCompositeSchedule",
                "SetChargingProfile",
                "ClearChargingProfile",
            }
        )
            charger.Answers[action] = _ => nonsense;

        foreach (var call in new Func<CancellationToken, Task>[] { driver.ReadAsync, c => driver.LimitAsync(2, Minutes3, c) })
        {
            try
            {
                await call(default);
            }
            catch (DeviceException e)
            {
                e.State.ShouldBe(DeviceState.Refused);
            }
        }

        await other.LimitAsync(2, Minutes3, default);
        second.Newest("SetChargingProfile").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_hundred_thousand_malformed_messages_neither_end_the_connection_nor_fill_the_memory()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var malformed = new MalformedMessages(MalformedMessages.Of16, seed: 16);
        await SendAsync(10_000);
        var before = Used();

        await SendAsync(90_000);

        (Used() - before).ShouldBeLessThan(4 * 1024 * 1024);
        (await charger.AskAsync("Heartbeat", "{}"))["currentTime"].ShouldNotBeNull();
        await driver.LimitAsync(2, Minutes3, default);
        home.Log.Lines.ShouldNotContain(line => line.Contains("could not be answered"));

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await charger.SendAsync(malformed.Next());
                // The charger of the test must not be the one that grows.
                charger.Others.Clear();
            }
            await charger.AskAsync("Heartbeat", "{}");
        }

        static long Used() => GC.GetTotalMemory(forceFullCollection: true);
    }

    [Fact]
    public async Task Malformed_messages_of_2_0_1_do_not_end_the_connection()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1", "ocpp2.0.1");
        var malformed = new MalformedMessages(MalformedMessages.Of201, seed: 16);
        for (var i = 0; i < MalformedMessageTests.Messages; i++)
        {
            await charger.SendAsync(malformed.Next());
            // The charger of the test must not be the one that grows.
            charger.Others.Clear();
        }
        (await charger.AskAsync("Heartbeat", "{}"))["currentTime"].ShouldNotBeNull();
        home.Log.Lines.ShouldNotContain(line => line.Contains("could not be answered"));
    }

    private static async Task<DeviceException> FailureAsync(Func<CancellationToken, Task<DeviceReading>> read)
    {
        DeviceException? failure = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    await read(default);
                    return false;
                }
                catch (DeviceException e)
                {
                    failure = e;
                    return e.Message.Contains("connected since");
                }
            },
            "the charger is unreachable"
        );
        return failure!;
    }

    private static async Task IgnoreAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (WebSocketException)
        {
            // It was closed while it was being written to.
        }
    }
}
