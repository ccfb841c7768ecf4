using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DrEvents.Contracts.Mqtt;
using DrEvents.Mqtt;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Http;
using DrEvents.Ven.Devices.LocalMqtt;
using DrEvents.Ven.Devices.Meters;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Relays;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Tests.Devices.Meters;
using DrEvents.Ven.Tests.Devices.Modbus;
using DrEvents.Ven.Tests.Devices.Relays;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Tests.Devices.Together;

/// <summary>
/// One home with a device of each kind and a main meter that sums what they truly draw; its VEN, and who commands it, at a mosquitto that the
/// devices share.
/// </summary>
internal sealed class WholeHome : IAsyncDisposable
{
    public const double SwitchKw = 1.85;
    public const double PumpKw = 1.1;
    public const double KitchenKw = 0.8;

    private const string VenId = "ven-whole";
    private const string EventId = "evt-0000000a";

    private readonly Stack<IAsyncDisposable> _parts = new();
    private readonly TestLine _relay = new();
    private MosquittoBroker _broker = null!;
    private TestClient _backend = null!;
    private MqttSwitch _tasmota = null!;
    private MqttSwitch _shelly = null!;
    private ShellyOverHttp _http = null!;
    private RegisterWorld _registers = null!;
    private NpmVehicle? _vehicle;

    private WholeHome() { }

    /// <summary>What the main meter shows at this moment; the vehicle charges before the VEN hears of it.</summary>
    public double MeterKw =>
        KitchenKw
        + (_vehicle?.Kw ?? NpmVehicle.FullA * 0.69)
        + _registers.BoxKw
        + _registers.BoughtKw
        - RegisterWorld.RoofKw
        + ((bool[])[_tasmota.IsOn, _shelly.IsOn, _http.IsOn]).Count(isOn => isOn) * SwitchKw
        + (_relay.IsHigh ? 0 : PumpKw);

    /// <summary>What all draw that nobody limits.</summary>
    public static double FullKw =>
        KitchenKw
        + (NpmVehicle.FullA * 0.69)
        + RegisterWorld.VehicleKw
        + RegisterWorld.BatteryKw
        - RegisterWorld.RoofKw
        + (3 * SwitchKw)
        + PumpKw;

    /// <summary>What is on each device, in words that are the same for all that nobody limits.</summary>
    public async Task<string> LimitsAsync()
    {
        var (boxTenths, isBatteryLimited) = await _registers.LimitsAsync();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"charger {_vehicle!.Amperes:0.#} A, wall box {boxTenths / 10.0:0.#} A, battery {(isBatteryLimited ? "limited" : "free")}, "
                + $"tasmota {OnOff(_tasmota.IsOn)}, shelly {OnOff(_shelly.IsOn)}, http {OnOff(_http.IsOn)}, pump {OnOff(!_relay.IsHigh)}"
        );
    }

    public static string NoLimits => "charger 16 A, wall box 16 A, battery free, tasmota on, shelly on, http on, pump on";

    /// <summary>Messages between VEN and charger that are not as the published schemas want them.</summary>
    public IReadOnlyList<string> Invalid => _vehicle!.Invalid;

    /// <summary>Starts all, and waits until the VEN has read all.</summary>
    public static async Task<WholeHome> StartAsync(string ocpp, string meter)
    {
        var home = new WholeHome();
        try
        {
            await home.BeginAsync(ocpp, meter);
            return home;
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the VEN for a reduction; its answer.</summary>
    public async Task<VenAck> ShedAsync(double kw, int durationS)
    {
        var now = TimeProvider.System.GetUtcNow();
        var command = new VenCommand
        {
            Op = CommandOps.ShedPanel,
            CorrelationId = "c-1",
            VenId = VenId,
            IssuedAt = now,
            ExpiresAt = now.AddMinutes(10),
            EventId = EventId,
            RequestedReductionKw = kw,
            DurationS = durationS,
        };
        await _backend.PublishAsync(Topics.Command(VenId), command.ToUtf8());
        VenAck? ack = null;
        await Eventually.HoldsAsync(() => (ack = Newest(Topics.Ack(VenId), p => VenAck.Read(p).Value)) is not null, "the VEN answers");
        return ack!;
    }

    /// <summary>Whether the VEN's newest sample says of each device that it does well, and is nobody's by hand.</summary>
    public bool IsWell =>
        Newest(Topics.Telemetry(VenId), p => JsonNode.Parse(p))
            ?["loads"]!.AsArray()
            .All(l => (string?)l!["deviceState"] == "ok" && l["isLeftAlone"] is null) == true;

    /// <summary>The newest sample of the VEN.</summary>
    public TelemetrySample? Sample() => Newest(Topics.Telemetry(VenId), p => TelemetrySample.Read(p, VenId).Value);

    /// <summary>The mean of what the main meter shows over a while.</summary>
    public async Task<double> MeanKwAsync(TimeSpan time)
    {
        var sumKw = 0.0;
        var count = (int)(time.TotalMilliseconds / 100);
        for (var n = 0; n < count; n++)
        {
            sumKw += MeterKw;
            await Task.Delay(100);
        }
        return sumKw / count;
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
        _relay.Dispose();
    }

    private async Task BeginAsync(string ocpp, string meter)
    {
        _broker = Keep(await MosquittoBroker.StartNewAsync());
        _backend = Keep(await TestClient.ConnectAsync(_broker.Port));
        await _backend.SubscribeAsync(Topics.Ack(VenId));
        await _backend.SubscribeAsync(Topics.Telemetry(VenId));
        _tasmota = Keep(await MqttSwitch.TasmotaAsync(_broker.Port, "tasmota_1A2B"));
        _shelly = Keep(await MqttSwitch.ShellyAsync(_broker.Port, "shellyplus1pm-a8032abe54dc"));
        _http = Keep(new ShellyOverHttp { PowerW = 1000 * SwitchKw });
        _registers = Keep(await RegisterWorld.StartAsync());
        var meterDevice = Keep(new FakeDevice((stream, end) => TellAsync(stream, meter, end)));
        var port = FreePort.Take();
        // The charger is let in as soon as the VEN listens, and only then the home is all there.
        var ven = Keep(Ven(File(meter, meterDevice.Port, port)));
        await ven.StartAsync();
        await Eventually.HoldsAsync(() => IsOpen(port), "the VEN listens for chargers");
        _vehicle = Keep(await NpmVehicle.ArriveAsync(port, ocpp));
        await Eventually.HoldsAsync(
            () => Sample() is { } sample && IsWell && Math.Abs(sample.UsedPowerKw - FullKw) < 0.1,
            "the VEN has read all devices, and the main meter"
        );
    }

    private VenAgent Ven(string file)
    {
        var connections = new ModbusConnections();
        var relay = new RelayKind(
            (_, _, isHigh) =>
            {
                _relay.Set(isHigh);
                return _relay;
            }
        );
        var kinds = new DeviceKinds([
            new HttpKind(),
            new MqttKind(),
            new OcppKind(),
            new ModbusKind(connections),
            new SunSpecKind(connections),
            relay,
            new DsmrKind(),
            new SmlKind(),
        ]);
        var (home, errors) = HomeReader.Read(Encoding.UTF8.GetBytes(file), kinds);
        errors.ShouldBeEmpty();
        return new VenAgent(
            new VenOptions(VenId, new BrokerAddress("127.0.0.1", _broker.Port)) { ReportInterval = TimeSpan.FromSeconds(1), Home = home },
            home!.Build(1, new DeviceContext(TimeProvider.System, NullLoggerFactory.Instance)),
            TimeProvider.System
        );
    }

    /// <summary>Those that are switched come first, and the wall box last: all are needed for the reduction that is asked for.</summary>
    private string File(string meter, int meterPort, int ocppPort)
    {
        var broker = $$"""{ "host": "127.0.0.1", "port": {{_broker.Port}} }""";
        return $$"""
            {
              "name": "Whole",
              "homeAssistant": { "broker": {{broker}} },
              "meter": { "kind": "{{meter}}", "address": "tcp://127.0.0.1:{{meterPort}}" },
              "loads": [
                { "id": "boiler", "name": "Boiler", "type": "water_heater", "ratedKw": 2, "priority": 1,
                  "driver": { "kind": "mqtt", "profile": "tasmota", "topic": "tasmota_1A2B", "broker": {{broker}} } },
                { "id": "heater", "name": "Heater", "type": "water_heater", "ratedKw": 2, "priority": 1,
                  "driver": { "kind": "mqtt", "profile": "shelly2", "topic": "shellyplus1pm-a8032abe54dc", "broker": {{broker}} } },
                { "id": "sauna", "name": "Sauna", "type": "circuit", "ratedKw": 2, "priority": 1,
                  "driver": { "kind": "http", "profile": "shelly2", "url": "{{_http.Url}}" } },
                { "id": "pump", "name": "Pool pump", "type": "circuit", "ratedKw": {{PumpKw.ToString(
                CultureInfo.InvariantCulture
            )}}, "priority": 1,
                  "driver": { "kind": "relay", "line": 17 } },
                { "id": "ev", "name": "Charger", "type": "ev", "ratedKw": 11.04, "priority": 2,
                  "driver": { "kind": "ocpp", "charger": "CP-1", "open": true, "host": "127.0.0.1", "port": {{ocppPort}}, "phases": 3 } },
                { "id": "battery", "name": "Battery", "type": "battery", "ratedKw": 3, "priority": 3,
                  "driver": { "kind": "sunspec", "address": "{{_registers.Address}}", "unit": 1, "timeoutS": 5 } },
                { "id": "box", "name": "Wall box", "type": "ev", "ratedKw": 11, "priority": 4,
                  "driver": { "kind": "modbus", "address": "{{_registers.Address}}", "unit": 2, "map": "heidelberg-energy-control", "timeoutS": 5 } },
                { "id": "roof", "name": "Roof", "type": "pv", "ratedKw": 10,
                  "driver": { "kind": "sunspec", "address": "{{_registers.Address}}", "unit": 3, "timeoutS": 5 } }
              ]
            }
            """;
    }

    private async Task TellAsync(NetworkStream stream, string meter, CancellationToken end)
    {
        const byte W = 27;
        using var every = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            var kw = MeterKw;
            var telegram =
                meter == "sml" ? Sml.Telegram(Sml.Entry(16, 7, Sml.None, W, 0, Sml.Signed((long)Math.Round(1000 * kw), 4))) : P1.OfKw(kw);
            await stream.WriteAsync(telegram, end);
        } while (await every.WaitForNextTickAsync(end));
    }

    private T? Newest<T>(string topic, Func<byte[], T?> read)
        where T : class
    {
        var messages = _backend.Messages;
        return messages.LastOrDefault(m => m.Topic == topic) is { } newest ? read(Encoding.UTF8.GetBytes(newest.Payload)) : null;
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string OnOff(bool isOn) => isOn ? "on" : "off";
}
