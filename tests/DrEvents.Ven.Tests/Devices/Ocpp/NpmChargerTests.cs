using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>
/// Chargers that nobody here wrote (npm's <c>ocpp-rpc</c>), every message in both directions against the schemas that the Open Charge Alliance
/// published.
/// </summary>
public sealed class NpmChargerTests
{
    private const string Fields = "\"charger\": \"CP-1\", \"open\": true, \"phases\": 3, \"maySetMeter\": true";

    [Theory]
    [InlineData("ocpp1.6")]
    [InlineData("ocpp2.0.1")]
    public async Task A_stay_from_the_boot_to_the_end_with_a_limit_that_ends_by_itself(string version)
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Fields + ", \"departs\": \"07:00\", \"neededKwh\": 30");
        await using var charger = NpmProgram.Start("charger.mjs", null, Endpoint(home), "CP-1", version);
        ((string)(await charger.NextAsync())["connected"]!).ShouldBe(version);
        var stay = new Stay(charger, version);

        await stay.BootAsync();
        await stay.ArriveAsync();
        (await stay.MeterAsync(1000)).ShouldBe(16);
        var before = await driver.ReadAsync(default);
        before.PowerKw!.Value.ShouldBe(16 * 3 * 0.23, 0.01);
        before.LimitKw.ShouldBeNull();
        before.IsLimitRead.ShouldBeTrue();

        await driver.LimitAsync(5.6, TimeSpan.FromSeconds(3), default);
        (await stay.MeterAsync(1500)).ShouldBe(8.1);
        var under = await driver.ReadAsync(default);
        under.LimitKw.ShouldBe(5.6);
        under.PowerKw!.Value.ShouldBeLessThanOrEqualTo(5.6);
        under.WantedKw!.Value.ShouldBe(before.PowerKw.Value, 0.05);
        under.NeededKwh!.Value.ShouldBe(29, 0.01);

        // The VEN says nothing more: the charger forgets the limit by its own clock.
        await Eventually.HoldsAsync(async () => await stay.AmperesAsync() == 16, "the profile ends by itself");

        await driver.LimitAsync(0, TimeSpan.FromMinutes(3), default);
        (await stay.AmperesAsync()).ShouldBe(6);
        await driver.LimitAsync(null, default, default);
        (await stay.AmperesAsync()).ShouldBe(16);
        await stay.LeaveAsync();
        var after = await driver.ReadAsync(default);
        after.WantedKw.ShouldBe(0);
        after.PowerKw.ShouldBe(0);
        after.NeededKwh.ShouldBe(0);

        charger.Invalid.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ocpp1.6")]
    [InlineData("ocpp2.0.1")]
    public async Task A_connection_that_breaks_leaves_the_transaction_and_the_limit_as_they_were(string version)
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Fields);
        await using var charger = NpmProgram.Start("charger.mjs", null, Endpoint(home), "CP-1", version);
        await charger.NextAsync();
        var stay = new Stay(charger, version);
        await stay.BootAsync();
        await stay.ArriveAsync();
        await stay.MeterAsync(1000);
        await driver.LimitAsync(5.6, TimeSpan.FromMinutes(3), default);

        await charger.TellAsync("""{"drop":true}""");
        ((string)(await charger.NextAsync())["connected"]!).ShouldBe(version);
        var reading = await driver.ReadAsync(default);

        reading.LimitKw.ShouldBe(5.6);
        reading.PowerKw!.Value.ShouldBeGreaterThan(5);
        // It was told again, as it might have started anew.
        charger.Called.Count(c => (string)c["called"]! == "SetChargingProfile").ShouldBe(2);
        await driver.LimitAsync(null, default, default);
        (await stay.AmperesAsync()).ShouldBe(16);
        charger.Invalid.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_that_a_charger_of_1_6_may_say_is_answered_as_the_schemas_want()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Fields);
        await using var charger = NpmProgram.Start("charger.mjs", null, Endpoint(home), "CP-1", "ocpp1.6");
        await charger.NextAsync();

        await charger.CallAsync("Heartbeat", "{}");
        await charger.CallAsync("Authorize", """{"idTag":"T"}""");
        ((string)(await charger.CallAsync("DataTransfer", """{"vendorId":"V"}"""))["status"]!).ShouldBe("UnknownVendorId");
        await charger.CallAsync("DiagnosticsStatusNotification", """{"status":"Idle"}""");
        await charger.CallAsync("FirmwareStatusNotification", """{"status":"Idle"}""");
        await charger.CallAsync("LogStatusNotification", """{"status":"Idle"}""");
        await charger.CallAsync("SecurityEventNotification", $$"""{"type":"StartupOfTheDevice","timestamp":"{{Stay.Now}}"}""");
        await charger.CallAsync("StopTransaction", $$"""{"transactionId":7,"meterStop":1,"timestamp":"{{Stay.Now}}"}""");

        charger.Invalid.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_that_a_charger_of_2_0_1_may_say_is_answered_as_the_schemas_want()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Fields);
        await using var charger = NpmProgram.Start("charger.mjs", null, Endpoint(home), "CP-1", "ocpp2.0.1");
        await charger.NextAsync();
        const string variable = "\"component\":{\"name\":\"C\"},\"variable\":{\"name\":\"V\"}";

        await charger.CallAsync("Heartbeat", "{}");
        await charger.CallAsync("Authorize", """{"idToken":{"idToken":"T","type":"ISO14443"}}""");
        ((string)(await charger.CallAsync("DataTransfer", """{"vendorId":"V"}"""))["status"]!).ShouldBe("UnknownVendorId");
        await charger.CallAsync("FirmwareStatusNotification", """{"status":"Idle"}""");
        await charger.CallAsync("LogStatusNotification", """{"status":"Idle"}""");
        await charger.CallAsync("SecurityEventNotification", $$"""{"type":"StartupOfTheDevice","timestamp":"{{Stay.Now}}"}""");
        await charger.CallAsync(
            "NotifyReport",
            $$"""{"requestId":1,"generatedAt":"{{Stay.Now}}","seqNo":0,"reportData":[{ {{variable}},"variableAttribute":[{"value":"1"}]}]}"""
        );
        await charger.CallAsync(
            "NotifyEvent",
            $$"""{"generatedAt":"{{Stay.Now}}","seqNo":0,"eventData":[{"eventId":1,"timestamp":"{{Stay.Now}}","trigger":"Delta","actualValue":"1","eventNotificationType":"HardWiredNotification",{{variable}} }]}"""
        );
        await charger.CallAsync(
            "MeterValues",
            $$"""{"evseId":1,"meterValue":[{"timestamp":"{{Stay.Now}}","sampledValue":[{"value":1,"unitOfMeasure":{"unit":"Wh","multiplier":3} }]}]}"""
        );
        await charger.CallAsync("NotifyChargingLimit", """{"chargingLimit":{"chargingLimitSource":"EMS"}}""");
        await charger.CallAsync("ClearedChargingLimit", """{"chargingLimitSource":"EMS"}""");

        charger.Invalid.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_password_is_shown_and_a_wrong_one_is_refused()
    {
        var secret = Path.Combine(Directory.CreateTempSubdirectory("ocpp").FullName, "secret");
        Ven.Provisioning.OwnFiles.Write(secret, "a-long-password\n");
        await using var home = new ChargingHome();
        var driver = await home.AddAsync($"\"charger\": \"CP-1\", \"secretFile\": \"{secret}\"");
        await using var charger = NpmProgram.Start("charger.mjs", null, Endpoint(home), "CP-1", "ocpp1.6", "a-long-password");

        ((string)(await charger.NextAsync())["connected"]!).ShouldBe("ocpp1.6");
        (await driver.ReadAsync(default)).WantedKw.ShouldBe(0);
        charger.Invalid.ShouldBeEmpty();
    }

    private static string Endpoint(ChargingHome home) => home.Address("").ToString().TrimEnd('/');
}
