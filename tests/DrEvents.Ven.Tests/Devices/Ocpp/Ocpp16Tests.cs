using System.Text.Json.Nodes;
using DrEvents.Ven.Devices;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>What the VEN does with a charger of OCPP 1.6, message by message.</summary>
public sealed class Ocpp16Tests
{
    private const string Open = "\"charger\": \"CP-1\", \"open\": true";
    private const string ThreePhases = Open + ", \"phases\": 3";
    private static readonly TimeSpan Minutes3 = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_charger_that_starts_is_accepted_and_told_the_time()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open);
        await using var charger = await home.ConnectAsync("CP-1");

        charger.Subprotocol.ShouldBe("ocpp1.6");
        var answer = await charger.AskAsync("BootNotification", """{"chargePointVendor":"V","chargePointModel":"M"}""");

        ((string)answer["status"]!).ShouldBe("Accepted");
        DateTimeOffset.Parse((string)answer["currentTime"]!).ShouldBe(TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(30));
        ((int)answer["interval"]!).ShouldBe(60);
        (await charger.AskAsync("Heartbeat", "{}"))["currentTime"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_vehicle_charges_is_limited_and_released()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();

        (await driver.ReadAsync(default)).WantedKw.ShouldBe(0);
        var transaction = await StartAsync(charger);
        await MeasureAsync(charger, transaction, 11_000, 1000);
        var before = await driver.ReadAsync(default);
        before.PowerKw.ShouldBe(11);
        before.WantedKw.ShouldBe(11);
        before.LimitKw.ShouldBeNull();
        before.IsLimitRead.ShouldBeTrue();

        await driver.LimitAsync(6.9, Minutes3, default);

        var set = charger.Newest("SetChargingProfile")!;
        ((int)set["connectorId"]!).ShouldBe(1);
        var profile = set["csChargingProfiles"]!;
        ((string)profile["chargingProfilePurpose"]!).ShouldBe("TxProfile");
        ((int)profile["transactionId"]!).ShouldBe(transaction);
        ((int)profile["stackLevel"]!).ShouldBe(8);
        var schedule = profile["chargingSchedule"]!;
        ((double)schedule["chargingSchedulePeriod"]![0]!["limit"]!).ShouldBe(10);
        ((int)schedule["chargingSchedulePeriod"]![0]!["numberPhases"]!).ShouldBe(3);
        // It counts from now on, whatever the charger's clock says within half a minute, and ends with its time.
        var (from, to) = (DateTimeOffset.Parse((string)schedule["startSchedule"]!), DateTimeOffset.Parse((string)profile["validTo"]!));
        from.AddSeconds((int)schedule["duration"]!).ShouldBe(to, TimeSpan.FromSeconds(2));
        (to - TimeProvider.System.GetUtcNow()).ShouldBe(Minutes3, TimeSpan.FromSeconds(20));

        await MeasureAsync(charger, transaction, 6900, 1200);
        var under = await driver.ReadAsync(default);
        under.PowerKw.ShouldBe(6.9);
        under.WantedKw.ShouldBe(11);
        under.LimitKw!.Value.ShouldBe(6.9, 0.01);
        under.IsLimitRead.ShouldBeTrue();

        await driver.LimitAsync(null, default, default);
        (await driver.ReadAsync(default)).LimitKw.ShouldBeNull();
    }

    [Fact]
    public async Task Without_a_transaction_the_default_is_limited_and_the_transaction_that_begins_is_too()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();

        await driver.LimitAsync(5, Minutes3, default);
        PurposeOf(charger).ShouldBe("TxDefaultProfile");
        var transaction = await StartAsync(charger);
        await driver.ReadAsync(default);
        PurposeOf(charger).ShouldBe("TxProfile");

        await charger.AskAsync("StopTransaction", $$"""{"transactionId":{{transaction}},"meterStop":1500,"timestamp":"{{Now}}"}""");
        await driver.ReadAsync(default);
        PurposeOf(charger).ShouldBe("TxDefaultProfile");
    }

    [Fact]
    public async Task A_start_that_is_repeated_has_the_same_id_even_after_the_ven_was_restarted()
    {
        var start = $$"""{"connectorId":1,"idTag":"T","meterStart":1000,"timestamp":"{{Now}}"}""";
        var ids = new List<int>();
        for (var run = 0; run < 2; run++)
        {
            await using var home = new ChargingHome();
            await home.AddAsync(Open);
            await using var charger = await home.ConnectAsync("CP-1");
            for (var repeated = 0; repeated < 2; repeated++)
                ids.Add((int)(await charger.AskAsync("StartTransaction", start))["transactionId"]!);
        }

        ids.Distinct().Count().ShouldBe(1);
        ids[0].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_stop_that_is_repeated_is_answered_alike_and_a_late_start_does_not_begin_again()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var start = $$"""{"connectorId":1,"idTag":"T","meterStart":1000,"timestamp":"{{Now}}"}""";
        var id = (int)(await charger.AskAsync("StartTransaction", start))["transactionId"]!;
        var stop = $$"""{"transactionId":{{id}},"meterStop":2000,"timestamp":"{{Now}}","idTag":"T"}""";

        var first = await charger.AskAsync("StopTransaction", stop);
        (await charger.AskAsync("StopTransaction", stop)).ToJsonString().ShouldBe(first.ToJsonString());
        await charger.AskAsync("StartTransaction", start);

        (await driver.ReadAsync(default)).WantedKw.ShouldBe(0);
    }

    [Fact]
    public async Task What_a_vehicle_has_taken_is_known_after_a_restart_of_the_ven()
    {
        var folder = Directory.CreateTempSubdirectory("ocpp").FullName;
        const string needs = Open + ", \"phases\": 3, \"departs\": \"07:00\", \"neededKwh\": 20";
        var transaction = 0;
        await using (var home = new ChargingHome(folder))
        {
            var driver = await home.AddAsync(needs);
            await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
            (await driver.ReadAsync(default)).NeededKwh.ShouldBe(0);
            transaction = await StartAsync(charger);
            await MeasureAsync(charger, transaction, 11_000, 4000);
            (await driver.ReadAsync(default)).NeededKwh.ShouldBe(17);
        }
        await using (var home = new ChargingHome(folder))
        {
            var driver = await home.AddAsync(needs);
            await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
            await MeasureAsync(charger, transaction, 11_000, 9000);
            (await driver.ReadAsync(default)).NeededKwh.ShouldBe(12);
            await charger.AskAsync("StopTransaction", $$"""{"transactionId":{{transaction}},"meterStop":9100,"timestamp":"{{Now}}"}""");
            File.ReadAllText(Path.Combine(folder, "ocpp-transactions.0.json")).ShouldBe("{}");
        }
    }

    [Fact]
    public async Task A_charger_that_the_ven_finds_charging_takes_part_before_its_transaction_is_known()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();

        await charger.AskAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        await driver.ReadAsync(default);
        charger.Called.ShouldContain(c => c.Action == "TriggerMessage" && (string)c.Payload["requestedMessage"]! == "MeterValues");
        await charger.AskAsync(
            "MeterValues",
            $$"""{"connectorId":1,"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{"measurand":"Power.Active.Import","unit":"W","value":"7200"}]}]}"""
        );

        var reading = await driver.ReadAsync(default);
        reading.PowerKw.ShouldBe(7.2);
        reading.WantedKw.ShouldBe(7.2);
        await driver.LimitAsync(5, Minutes3, default);
        PurposeOf(charger).ShouldBe("TxDefaultProfile");
    }

    [Fact]
    public async Task Only_tags_of_the_list_may_charge()
    {
        await using var home = new ChargingHome();
        await home.AddAsync(Open + ", \"tags\": [\"GOOD\"]");
        await using var charger = await home.ConnectAsync("CP-1");

        StatusOf(await charger.AskAsync("Authorize", """{"idTag":"good"}""")).ShouldBe("Accepted");
        StatusOf(await charger.AskAsync("Authorize", """{"idTag":"BAD"}""")).ShouldBe("Invalid");
        StatusOf(await charger.AskAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"BAD","meterStart":0,"timestamp":"{{Now}}"}"""))
            .ShouldBe("Invalid");

        static string StatusOf(JsonObject answer) => (string)answer["idTagInfo"]!["status"]!;
    }

    [Theory]
    [InlineData("""[{"measurand":"Power.Active.Import","unit":"kW","value":"7.2"}]""", 7.2)]
    [InlineData("""[{"measurand":"Power.Active.Import","unit":"W","value":"7200"}]""", 7.2)]
    [InlineData("""[{"measurand":"Power.Active.Import","value":7200}]""", 7.2)]
    [InlineData(
        """[{"measurand":"Power.Active.Import","phase":"L1","unit":"W","value":"2000"},{"measurand":"Power.Active.Import","phase":"L2","unit":"W","value":"1500"}]""",
        3.5
    )]
    [InlineData(
        """[{"measurand":"Current.Import","phase":"L1","unit":"A","value":"10"},{"measurand":"Current.Import","phase":"L2","unit":"A","value":"10"},{"measurand":"Current.Import","phase":"L3","unit":"A","value":"0"},{"measurand":"Current.Import","phase":"N","unit":"A","value":"9"}]""",
        4.6
    )]
    [InlineData(
        """[{"measurand":"Current.Import","phase":"L1","unit":"A","value":"10"},{"measurand":"Voltage","phase":"L1","unit":"V","value":"240"}]""",
        2.4
    )]
    [InlineData("""[{"measurand":"Current.Import","unit":"A","value":"10"}]""", 6.9)]
    [InlineData("""[{"measurand":"Power.Active.Import","unit":"W","value":"-5000"},{"value":"12"}]""", null)]
    [InlineData("""[{"measurand":"Power.Active.Import","unit":"W","value":"NaN"}]""", null)]
    [InlineData("""[{"measurand":"Temperature","unit":"Celsius","value":"40"}]""", null)]
    public async Task Power_is_read_as_the_charger_tells_it(string sampled, double? kw)
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        await charger.AskAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        var id = (int)
            (await charger.AskAsync("StartTransaction", $$"""{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"{{Now}}"}"""))[
                "transactionId"
            ]!;

        await charger.AskAsync(
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":{{id}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":{{sampled}} }]}"""
        );

        var reading = await driver.ReadAsync(default);
        if (kw is { } expected)
            reading.PowerKw!.Value.ShouldBe(expected, 1e-9);
        else
            (reading.PowerKw ?? 0).ShouldBe(0);
    }

    [Fact]
    public async Task A_vehicle_that_charges_on_one_phase_is_told_the_current_of_one_phase()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var transaction = await StartAsync(charger);
        await charger.AskAsync(
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":{{transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{"measurand":"Current.Import","phase":"L1","value":"16"},{"measurand":"Current.Import","phase":"L2","value":"0.1"}]}]}"""
        );
        driver.Traits.LeastKw.ShouldBe(1.38, 0.001);

        await driver.LimitAsync(2.3, Minutes3, default);

        (await driver.ReadAsync(default)).LimitKw.ShouldBe(2.3);
        var period = charger.Newest("SetChargingProfile")!["csChargingProfiles"]!["chargingSchedule"]!["chargingSchedulePeriod"]![0]!;
        ((double)period["limit"]!).ShouldBe(10);
        ((int)period["numberPhases"]!).ShouldBe(1);
    }

    [Fact]
    public async Task A_limit_that_was_set_before_the_phases_were_known_is_set_anew_and_is_still_the_same_limit()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var transaction = await StartAsync(charger);
        await driver.LimitAsync(5.6, Minutes3, default);
        (await driver.ReadAsync(default)).LimitKw.ShouldBe(5.6);

        await charger.AskAsync(
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":{{transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{"measurand":"Current.Import","phase":"L1","value":"8"}]}]}"""
        );
        (await driver.ReadAsync(default)).LimitKw.ShouldBe(5.6);

        var period = charger.Newest("SetChargingProfile")!["csChargingProfiles"]!["chargingSchedule"]!["chargingSchedulePeriod"]![0]!;
        ((int)period["numberPhases"]!).ShouldBe(1);
        // 11 kW on three phases are 15.9 A on each: a vehicle on one cannot have more of it.
        ((double)period["limit"]!).ShouldBe(15.9);
    }

    [Fact]
    public async Task Somebody_elses_limit_shows_as_it_is()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        await driver.LimitAsync(9, Minutes3, default);
        charger.Answers["GetCompositeSchedule"] = _ =>
            """{"status":"Accepted","connectorId":1,"chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":7}]}}""";

        var reading = await driver.ReadAsync(default);

        reading.LimitKw!.Value.ShouldBe(4.83, 0.001);
        reading.IsLimitRead.ShouldBeTrue();
    }

    [Fact]
    public async Task A_charger_that_takes_watts_is_told_watts()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying("Power");

        await driver.LimitAsync(7.5, Minutes3, default);

        var schedule = charger.Newest("SetChargingProfile")!["csChargingProfiles"]!["chargingSchedule"]!;
        ((string)schedule["chargingRateUnit"]!).ShouldBe("W");
        ((double)schedule["chargingSchedulePeriod"]![0]!["limit"]!).ShouldBe(7500);
    }

    [Fact]
    public async Task A_limit_below_the_least_is_the_least_and_a_pause_only_where_the_file_allows_it()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        var pausing = await home.AddAsync("\"charger\": \"CP-2\", \"open\": true, \"canPause\": true");
        await using var one = (await home.ConnectAsync("CP-1")).Obeying();
        await using var two = (await home.ConnectAsync("CP-2")).Obeying();

        await driver.LimitAsync(0, Minutes3, default);
        await pausing.LimitAsync(1, Minutes3, default);

        LimitOf(one).ShouldBe(6);
        LimitOf(two).ShouldBe(0);
        driver.Traits.CanBeOff.ShouldBeFalse();
        pausing.Traits.CanBeOff.ShouldBeTrue();

        static double LimitOf(RawCharger charger) =>
            (double)
                charger.Newest("SetChargingProfile")!["csChargingProfiles"]!["chargingSchedule"]!["chargingSchedulePeriod"]![0]!["limit"]!;
    }

    [Fact]
    public async Task A_limit_that_the_owner_has_set_is_not_lifted()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        charger.Answers["GetCompositeSchedule"] = _ =>
            """{"status":"Accepted","connectorId":1,"chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]}}""";

        (await driver.ReadAsync(default)).LimitKw!.Value.ShouldBe(5.52, 0.001);
        await driver.LimitAsync(6, Minutes3, default);
        charger.Newest("SetChargingProfile").ShouldBeNull();

        await driver.LimitAsync(4.2, Minutes3, default);
        charger.Newest("SetChargingProfile").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_limit_of_the_owners_is_not_lifted_by_raising_the_VENs_that_stands_before_it()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var ofVen = charger.Answers["GetCompositeSchedule"];
        // The VEN's profile has the highest level: the owner's counts where there is none of the VEN's.
        charger.Answers["GetCompositeSchedule"] = payload =>
            ofVen(payload)!.Replace("\"limit\":16", "\"limit\":8", StringComparison.Ordinal);
        await driver.LimitAsync(4.2, Minutes3, default);
        (await driver.ReadAsync(default)).LimitKw.ShouldBe(4.2);

        await driver.LimitAsync(5, Minutes3, default);
        (await driver.ReadAsync(default)).LimitKw.ShouldBe(5, "below the owner's 5.52 kW");
        await driver.LimitAsync(9, Minutes3, default);

        (await driver.ReadAsync(default)).LimitKw!.Value.ShouldBe(5.52, 0.001);
        charger.Called.Count(c => c.Action == "SetChargingProfile").ShouldBe(2);
    }

    [Fact]
    public async Task A_clock_that_is_set_makes_nothing_older_nor_younger()
    {
        var clock = new ClockThatIsSet();
        await using var home = new ChargingHome(time: clock);
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var transaction = await StartAsync(charger);
        await MeasureAsync(charger, transaction, 4000, 1000);
        await driver.LimitAsync(4.2, Minutes3, default);
        await driver.ReadAsync(default);
        var told = charger.Called.Count(c => c.Action != "GetCompositeSchedule");

        foreach (var hours in new[] { 5, -5 })
        {
            clock.Ahead = TimeSpan.FromHours(hours);
            var reading = await driver.ReadAsync(default);
            (reading.PowerKw, reading.LimitKw).ShouldBe((4, 4.2), $"{hours} h");
        }
        charger.Called.Count(c => c.Action != "GetCompositeSchedule").ShouldBe(told, "nothing is asked for or set anew");
    }

    [Fact]
    public async Task What_a_charger_refuses_once_it_is_asked_for_again()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var home = new ChargingHome(time: clock);
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        var (schedule, trigger) = (charger.Answers["GetCompositeSchedule"], charger.Answers["TriggerMessage"]);
        await StartAsync(charger);
        charger.Answers["GetCompositeSchedule"] = _ => """{"status":"Rejected"}""";
        charger.Answers["TriggerMessage"] = _ => """[4,"ID","InternalError","busy",{}]""";
        (await driver.ReadAsync(default)).IsLimitRead.ShouldBeFalse();
        (charger.Answers["GetCompositeSchedule"], charger.Answers["TriggerMessage"]) = (schedule, trigger);
        var asked = charger.Called.Count(c => c.Action == "TriggerMessage");

        clock.Advance(TimeSpan.FromSeconds(31));
        (await driver.ReadAsync(default)).IsLimitRead.ShouldBeTrue();

        charger.Called.Count(c => c.Action == "TriggerMessage").ShouldBe(asked + 1);
    }

    [Fact]
    public async Task A_charger_that_does_not_say_what_counts_is_believed_to_do_what_it_accepted()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        charger.Answers.TryRemove("GetCompositeSchedule", out _);

        await driver.LimitAsync(6.9, Minutes3, default);

        var reading = await driver.ReadAsync(default);
        reading.LimitKw!.Value.ShouldBe(6.9, 0.01);
        reading.IsLimitRead.ShouldBeFalse();
    }

    [Fact]
    public async Task A_charger_that_rejects_limits_is_refused_and_says_what_it_answered()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        charger.Answers["SetChargingProfile"] = _ => """{"status":"NotSupported"}""";

        var failure = await Should.ThrowAsync<DeviceException>(() => driver.LimitAsync(6.9, Minutes3, default));

        failure.State.ShouldBe(DeviceState.Refused);
        failure.Message.ShouldContain("CP-1");
        failure.Message.ShouldContain("NotSupported");
    }

    [Fact]
    public async Task A_charger_that_knows_no_profiles_of_transactions_is_told_the_default()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        charger.Answers["SetChargingProfile"] = payload =>
            (string)payload["csChargingProfiles"]!["chargingProfilePurpose"]! == "TxProfile"
                ? """{"status":"Rejected"}"""
                : """{"status":"Accepted"}""";
        await StartAsync(charger);

        await driver.LimitAsync(6.9, Minutes3, default);
        await driver.LimitAsync(6.9, Minutes3, default);

        charger
            .Called.Where(c => c.Action == "SetChargingProfile")
            .Select(c => (string)c.Payload["csChargingProfiles"]!["chargingProfilePurpose"]!)
            .ShouldBe(["TxProfile", "TxDefaultProfile", "TxDefaultProfile"]);
    }

    [Fact]
    public async Task Nothing_is_ever_asked_of_a_charger_but_what_a_limit_needs()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(ThreePhases);
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        await StartAsync(charger);
        await driver.ReadAsync(default);
        await driver.LimitAsync(5, Minutes3, default);
        await driver.ReadAsync(default);
        await driver.LimitAsync(null, default, default);

        charger
            .Called.Select(c => c.Action)
            .Distinct()
            .ShouldBe(
                ["GetConfiguration", "TriggerMessage", "GetCompositeSchedule", "SetChargingProfile", "ClearChargingProfile"],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task The_meters_interval_is_set_only_where_the_file_allows_it()
    {
        await using var home = new ChargingHome();
        var driver = await home.AddAsync(Open + ", \"maySetMeter\": true");
        await using var charger = (await home.ConnectAsync("CP-1")).Obeying();
        charger.Answers["ChangeConfiguration"] = _ => """{"status":"Accepted"}""";

        await driver.ReadAsync(default);

        charger
            .Called.Where(c => c.Action == "ChangeConfiguration")
            .Select(c => (string)c.Payload["key"]!)
            .ShouldBe(["MeterValueSampleInterval", "MeterValuesSampledData"]);
    }

    private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

    private static string PurposeOf(RawCharger charger) =>
        (string)charger.Newest("SetChargingProfile")!["csChargingProfiles"]!["chargingProfilePurpose"]!;

    private static async Task<int> StartAsync(RawCharger charger)
    {
        await charger.AskAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Preparing"}""");
        var answer = await charger.AskAsync(
            "StartTransaction",
            $$"""{"connectorId":1,"idTag":"T","meterStart":1000,"timestamp":"{{Now}}"}"""
        );
        await charger.AskAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        return (int)answer["transactionId"]!;
    }

    private static Task<JsonObject> MeasureAsync(RawCharger charger, int transaction, int watts, int registerWh) =>
        charger.AskAsync(
            "MeterValues",
            $$"""{"connectorId":1,"transactionId":{{transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{"measurand":"Power.Active.Import","unit":"W","value":"{{watts}}"},{"value":"{{registerWh}}"}]}]}"""
        );

    /// <summary>A clock on the wall that somebody sets; time goes on as it does.</summary>
    private sealed class ClockThatIsSet : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
