using DrEvents.Ven.Provisioning;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>
/// A charger whose operator has a central system of its own, both over npm's <c>ocpp-rpc</c>: the operator sees all, the lower of two limits
/// counts, and while the operator is away the VEN answers.
/// </summary>
public sealed class OperatorTests : IAsyncDisposable
{
    private readonly string _secret = Path.Combine(Directory.CreateTempSubdirectory("ocpp").FullName, "operator");
    private readonly ChargingHome _home = new();
    private NpmProgram? _central;
    private NpmProgram? _charger;

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    public async ValueTask DisposeAsync()
    {
        if (_charger is not null)
            await _charger.DisposeAsync();
        await _home.DisposeAsync();
        if (_central is not null)
            await _central.DisposeAsync();
    }

    [Fact]
    public async Task The_operator_answers_and_the_lower_limit_counts()
    {
        var (driver, central, charger) = await ConnectAsync();

        var boot = await charger.CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");
        ((int)boot["interval"]!).ShouldBe(77);
        await StartAsync(charger);
        (await driver.ReadAsync(default)).WantedKw!.Value.ShouldBe(11);
        central.Called.Select(c => (string)c["called"]!).ShouldContain("StartTransaction");

        await driver.LimitAsync(6.9, TimeSpan.FromMinutes(3), default);
        (await AmperesAsync(charger)).ShouldBe(10);

        // The operator limits further, then less: what the VEN asks for is never exceeded, nor lifted by it.
        await ProfileAsync(central, 8);
        (await AmperesAsync(charger)).ShouldBe(8);
        (await driver.ReadAsync(default)).LimitKw.ShouldBe(6.9);
        await ProfileAsync(central, 14);
        (await driver.ReadAsync(default)).LimitKw.ShouldBe(6.9);
        (await AmperesAsync(charger)).ShouldBe(10);

        await driver.LimitAsync(null, default, default);
        (await AmperesAsync(charger)).ShouldBe(14);
        central.Invalid.ShouldBeEmpty();
        charger.Invalid.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_operator_asks_of_the_charger_passes_unchanged()
    {
        var (_, central, charger) = await ConnectAsync();

        var answer = await central.TellAsync("""{"call":"Reset","params":{"type":"Soft"}}""");

        ((string)answer["result"]!["status"]!).ShouldBe("Accepted");
        charger.Called[^1]["params"]!.ToJsonString().ShouldBe("""{"type":"Soft"}""");
        var refused = await central.TellAsync("""{"call":"ClearCache","params":{}}""");
        ((string)refused["error"]!["code"]!).ShouldBe("NotImplemented");
        var refusing = await charger.TellAsync("""{"call":"DataTransfer","params":{"vendorId":"V"}}""");
        ((string)refusing["error"]!["message"]!).ShouldBe("the operator does not do this");
    }

    [Fact]
    public async Task While_the_operator_is_away_the_ven_answers()
    {
        var (driver, central, charger) = await ConnectAsync();
        await StartAsync(charger);

        (await central.TellAsync("""{"drop":true}"""))["left"].ShouldNotBeNull();
        await Eventually.HoldsAsync(
            async () =>
                (await charger.CallAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}"""))[
                    "interval"
                ]!.ToJsonString() == "60",
            "the VEN answers itself"
        );

        await driver.LimitAsync(6.9, TimeSpan.FromMinutes(3), default);
        (await AmperesAsync(charger)).ShouldBe(10);
        var stop = await charger.CallAsync("StopTransaction", $$"""{"transactionId":4711,"meterStop":2000,"timestamp":"{{Now}}"}""");
        stop.Count.ShouldBe(0);
        (await driver.ReadAsync(default)).WantedKw.ShouldBe(0);
        charger.Invalid.ShouldBeEmpty();
    }

    private async Task<(Ven.Devices.IDeviceDriver Driver, NpmProgram Central, NpmProgram Charger)> ConnectAsync()
    {
        OwnFiles.Write(_secret, "the-operators-password");
        _central = NpmProgram.Start("central.mjs", null, "ocpp1.6", "the-operators-password");
        var port = (int)(await _central.NextAsync())["port"]!;
        var driver = await _home.AddAsync(
            $$"""
            "charger": "CP-1", "open": true, "phases": 3, "operator": {"url": "ws://127.0.0.1:{{port}}", "secretFile": "{{_secret}}"}
            """
        );
        _charger = NpmProgram.Start("charger.mjs", null, _home.Address("").ToString().TrimEnd('/'), "CP-1", "ocpp1.6");
        await _charger.NextAsync();
        ((string)(await _central.NextAsync())["arrived"]!).ShouldBe("CP-1");
        await Eventually.HoldsAsync(() => _home.Log.Lines.Any(l => l.StartsWith("The operator")), "the operator is connected");
        return (driver, _central, _charger);
    }

    private static async Task StartAsync(NpmProgram charger)
    {
        await charger.TellAsync("""{"vehicle":{"amperes":16,"phases":3}}""");
        var start = await charger.CallAsync(
            "StartTransaction",
            $$"""{"connectorId":1,"idTag":"T","meterStart":1000,"timestamp":"{{Now}}"}"""
        );
        ((int)start["transactionId"]!).ShouldBe(4711);
        await charger.CallAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        await charger.CallAsync(
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":4711,"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{"measurand":"Power.Active.Import","unit":"W","value":"11000"}]}]}"""
        );
    }

    private static async Task ProfileAsync(NpmProgram central, double amperes)
    {
        var profile = await central.TellAsync(
            $$"""
            {"call":"SetChargingProfile","params":{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"transactionId":4711,"stackLevel":0,
            "chargingProfilePurpose":"TxProfile","chargingProfileKind":"Absolute","chargingSchedule":{"duration":600,"startSchedule":"{{Now}}",
            "chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{amperes}},"numberPhases":3}] } } } }
            """.ReplaceLineEndings(" ")
        );
        ((string)profile["result"]!["status"]!).ShouldBe("Accepted");
    }

    private static async Task<double> AmperesAsync(NpmProgram charger) =>
        (double)(await charger.TellAsync("""{"meter":true}"""))["amperes"]!;
}
