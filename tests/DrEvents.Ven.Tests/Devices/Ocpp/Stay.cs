using System.Text.Json.Nodes;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>A vehicle's stay at a charger, in the words of its version.</summary>
internal sealed class Stay(NpmProgram charger, string version)
{
    private readonly string _id = Guid.NewGuid().ToString("N")[..20];
    private readonly bool _isOld = version == "ocpp1.6";
    private int _transaction;
    private int _seqNo;

    public static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");

    public async Task BootAsync()
    {
        var answer = await charger.CallAsync(
            "BootNotification",
            _isOld
                ? """{"chargePointVendor":"V","chargePointModel":"M"}"""
                : """{"reason":"PowerUp","chargingStation":{"vendorName":"V","model":"M"}}"""
        );
        ((string)answer["status"]!).ShouldBe("Accepted");
        await StatusAsync("Available");
    }

    public async Task ArriveAsync()
    {
        await charger.TellAsync("""{"vehicle":{"amperes":16,"phases":3}}""");
        if (_isOld)
        {
            await StatusAsync("Preparing");
            var start = $$"""{"connectorId":1,"idTag":"TAG","meterStart":500,"timestamp":"{{Now}}"}""";
            _transaction = (int)(await charger.CallAsync("StartTransaction", start))["transactionId"]!;
            await StatusAsync("Charging");
            return;
        }
        await StatusAsync("Occupied");
        var answer = await EventAsync(
            "Started",
            "Authorized",
            """ "idToken":{"idToken":"TAG","type":"ISO14443"},"evse":{"id":1,"connectorId":1}, """,
            "Charging",
            """[{"measurand":"Energy.Active.Import.Register","context":"Transaction.Begin","value":500}]"""
        );
        ((string)answer["idTokenInfo"]!["status"]!).ShouldBe("Accepted");
    }

    /// <summary>What flows on each phase, told to the VEN too.</summary>
    public async Task<double> MeterAsync(int registerWh)
    {
        var amperes = await AmperesAsync();
        if (_isOld)
        {
            string[] values =
            [
                .. new[] { "L1", "L2", "L3" }.Select(phase =>
                    $$"""{"measurand":"Current.Import","phase":"{{phase}}","unit":"A","value":"{{amperes}}"}"""
                ),
                $$"""{"measurand":"Energy.Active.Import.Register","unit":"Wh","value":"{{registerWh}}"}""",
            ];
            await charger.CallAsync(
                "MeterValues",
                $$"""{"connectorId":1,"transactionId":{{_transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{{string.Join(',', values)}}]}]}"""
            );
            return amperes;
        }
        await EventAsync(
            "Updated",
            "MeterValuePeriodic",
            "",
            "Charging",
            $$"""
            [{"measurand":"Power.Active.Import","value":{{amperes * 0.69}},"unitOfMeasure":{"unit":"kW"} },
            {"measurand":"Energy.Active.Import.Register","value":{{registerWh}} }]
            """
        );
        return amperes;
    }

    public async Task<double> AmperesAsync() => (double)(await charger.TellAsync("""{"meter":true}"""))["amperes"]!;

    public async Task LeaveAsync()
    {
        if (_isOld)
            await charger.CallAsync("StopTransaction", $$"""{"transactionId":{{_transaction}},"meterStop":2000,"timestamp":"{{Now}}"}""");
        else
            await EventAsync("Ended", "EVDeparted", "", "Idle", """[{"value":2000}]""");
        await StatusAsync("Available");
    }

    private Task<JsonObject> StatusAsync(string status) =>
        charger.CallAsync(
            "StatusNotification",
            _isOld
                ? $$"""{"connectorId":1,"errorCode":"NoError","status":"{{status}}"}"""
                : $$"""{"timestamp":"{{Now}}","connectorStatus":"{{status}}","evseId":1,"connectorId":1}"""
        );

    private Task<JsonObject> EventAsync(string kind, string trigger, string more, string state, string sampled) =>
        charger.CallAsync(
            "TransactionEvent",
            $$"""
            {"eventType":"{{kind}}","timestamp":"{{Now}}","triggerReason":"{{trigger}}","seqNo":{{_seqNo++}},{{more.Trim()}}
            "transactionInfo":{"transactionId":"{{_id}}","chargingState":"{{state}}"},
            "meterValue":[{"timestamp":"{{Now}}","sampledValue":{{sampled}} }]}
            """.ReplaceLineEndings(" ")
        );
}
