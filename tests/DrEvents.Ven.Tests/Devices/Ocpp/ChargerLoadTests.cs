using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Ocpp;

/// <summary>A charger as a load of a home's file, from the file to the vehicle.</summary>
public sealed class ChargerLoadTests : IDeviceListener
{
    private readonly List<string> _byHand = [];

    [Fact]
    public async Task A_charger_of_the_file_is_shed_read_back_and_given_back()
    {
        var port = FreePort.Take();
        await using var load = Load(port);
        load.Start(this);
        await Eventually.HoldsAsync(
            () => Readout(load).Device!.Reason?.Contains("has not connected yet") == true,
            "it says what it waits for"
        );
        await using var vehicle = await Vehicle.ConnectAsync(port);
        await Eventually.HoldsAsync(() => Readout(load) is { PowerKw: 11, WantedKw: 11, Device.State: DeviceState.Ok }, "it charges");
        Readout(load).LowestKw.ShouldBe(4.14, 0.001);
        Readout(load).Device!.Forgetting.ShouldBe(LimitForgetting.ByDevice);

        load.LimitTo(6, TimeProvider.System.GetUtcNow());
        await Eventually.HoldsAsync(
            () => Readout(load) is { PowerKw: < 6.01, Device.IsActuated: true },
            "it is limited, and that is read back"
        );
        Readout(load).WantedKw.ShouldBe(11);
        // The vehicle turns out to charge on one phase: nobody's hand.
        vehicle.Phases = 1;
        await Eventually.HoldsAsync(() => vehicle.ToldPhases == 1, "it is told the current of one phase");
        await Eventually.HoldsAsync(() => Readout(load).Device!.IsActuated, "and that is read back");

        load.Release(TimeProvider.System.GetUtcNow());
        await Eventually.HoldsAsync(() => vehicle.Limit is null, "the limit is taken off");
        _byHand.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hand_at_the_charger_is_noticed()
    {
        var port = FreePort.Take();
        await using var load = Load(port);
        load.Start(this);
        await Eventually.HoldsAsync(() => Readout(load).Device!.Reason?.Contains("has not connected yet") == true, "it listens");
        await using var vehicle = await Vehicle.ConnectAsync(port);
        await Eventually.HoldsAsync(() => Readout(load).PowerKw == 11, "it charges");
        load.LimitTo(6, TimeProvider.System.GetUtcNow());
        await Eventually.HoldsAsync(() => Readout(load).Device!.IsActuated, "it is limited");

        vehicle.OwnersA = 7;

        await Eventually.HoldsAsync(() => _byHand.Count > 0, "what the owner limits is the owner's");
        _byHand[0].ShouldContain("4.83 kW");
    }

    void IDeviceListener.StateChanged(string loadId, DeviceState state, string? reason) { }

    void IDeviceListener.Held(string loadId, bool isHeld) { }

    void IDeviceListener.SetByHand(string loadId, string what) => _byHand.Add(what);

    private static LoadReadout Readout(DeviceLoad load) => load.MeasureAt(TimeProvider.System.GetUtcNow());

    private static DeviceLoad Load(int port)
    {
        var file = $$"""
            {"name":"Garage","loads":[{"id":"ev","name":"Wall box","type":"ev","ratedKw":11,"driver":
            {"kind":"ocpp","charger":"CP-1","open":true,"host":"127.0.0.1","port":{{port}},"phases":3} }]}
            """;
        var (home, errors) = HomeReader.Read(Encoding.UTF8.GetBytes(file));
        errors.ShouldBeEmpty();
        var context = new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance);
        return home!.Build(1, context).OfType<DeviceLoad>().Single();
    }

    /// <summary>A vehicle at a charger that tells its meter when it is asked.</summary>
    private sealed class Vehicle(RawCharger charger) : IAsyncDisposable
    {
        private int _transaction;

        public int Phases { get; set; } = 3;

        public double? OwnersA { get; set; }

        public double? Limit { get; private set; }

        public int ToldPhases { get; private set; }

        private static string Now => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");

        private double Amperes => Math.Min(OwnersA ?? 16, Math.Min(Limit ?? 16, 11_000.0 / 690));

        public static async Task<Vehicle> ConnectAsync(int port)
        {
            var vehicle = new Vehicle((await RawCharger.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/CP-1"))).Obeying());
            await vehicle.BeginAsync();
            return vehicle;
        }

        public ValueTask DisposeAsync() => charger.DisposeAsync();

        private async Task BeginAsync()
        {
            charger.Answers["SetChargingProfile"] = payload =>
                Take(payload["csChargingProfiles"]!["chargingSchedule"]!["chargingSchedulePeriod"]![0]!);
            charger.Answers["ClearChargingProfile"] = _ =>
            {
                Limit = null;
                return """{"status":"Accepted"}""";
            };
            charger.Answers["GetCompositeSchedule"] = _ =>
                $$"""{"status":"Accepted","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":{{Math.Min(OwnersA ?? 16, Limit ?? 16)}} }]} }""";
            charger.Answers["TriggerMessage"] = payload =>
            {
                if ((string)payload["requestedMessage"]! == "MeterValues")
                    _ = MeasureAsync();
                return """{"status":"Accepted"}""";
            };
            var start = $$"""{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"{{Now}}"}""";
            _transaction = (int)(await charger.AskAsync("StartTransaction", start))["transactionId"]!;
            await charger.AskAsync("StatusNotification", """{"connectorId":1,"errorCode":"NoError","status":"Charging"}""");
        }

        private string Take(JsonNode period)
        {
            (Limit, ToldPhases) = ((double)period["limit"]!, (int)period["numberPhases"]!);
            return """{"status":"Accepted"}""";
        }

        private Task<JsonObject> MeasureAsync()
        {
            var values = Enumerable
                .Range(1, 3)
                .Select(phase => $$"""{"measurand":"Current.Import","phase":"L{{phase}}","value":"{{(phase <= Phases ? Amperes : 0)}}"}""")
                .Append($$"""{"measurand":"Power.Active.Import","unit":"W","value":"{{Math.Round(Amperes * Phases * 230, 3)}}"}""");
            return charger.AskAsync(
                "MeterValues",
                $$"""{"connectorId":1,"transactionId":{{_transaction}},"meterValue":[{"timestamp":"{{Now}}","sampledValue":[{{string.Join(',', values)}}]}]}"""
            );
        }
    }
}
