using System.Net;
using System.Net.Sockets;
using DrEvents.Ven.Benchmarks.Mqtt;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>Four devices of the four kinds that need most, and a main meter, with the home's file that names them.</summary>
internal sealed class DeviceHome : IDisposable
{
    private const double KitchenKw = 0.8;

    private readonly string _file = Path.GetTempFileName();
    private readonly P1Meter _meter;

    private DeviceHome(Moves moves, MqttSwitch boiler, int brokerPort)
    {
        Moves = moves;
        Boiler = boiler;
        Sauna = new HttpSwitch(moves);
        Box = new RegisterBox(moves);
        Charger = new OcppCharger(moves, OcppPort);
        _meter = new P1Meter(() => KitchenKw + Boiler.PowerKw + Sauna.PowerKw + Box.PowerKw + Charger.PowerKw);
        File.WriteAllText(_file, Text(brokerPort));
    }

    public Moves Moves { get; }
    public MqttSwitch Boiler { get; }
    public HttpSwitch Sauna { get; }
    public RegisterBox Box { get; }
    public OcppCharger Charger { get; }

    /// <summary>The home's file.</summary>
    public string FilePath => _file;

    private int OcppPort { get; } = FreePort();

    public static async Task<DeviceHome> StartAsync(int brokerPort)
    {
        var moves = new Moves();
        return new DeviceHome(moves, await MqttSwitch.ConnectAsync(moves, brokerPort), brokerPort);
    }

    public void Dispose()
    {
        Boiler.Dispose();
        Sauna.Dispose();
        Box.Dispose();
        Charger.Dispose();
        _meter.Dispose();
        File.Delete(_file);
    }

    private string Text(int brokerPort) =>
        $$"""
            {
              "name": "Measured",
              "meter": { "kind": "dsmr", "address": "tcp://127.0.0.1:{{_meter.Port}}" },
              "loads": [
                { "id": "{{MqttSwitch.Name}}", "name": "Boiler", "type": "water_heater", "ratedKw": 2, "priority": 1,
                  "driver": { "kind": "mqtt", "profile": "tasmota", "topic": "{{MqttSwitch.Topic}}", "broker": { "host": "127.0.0.1", "port": {{brokerPort}} } } },
                { "id": "{{HttpSwitch.Name}}", "name": "Sauna", "type": "circuit", "ratedKw": 2, "priority": 1,
                  "driver": { "kind": "http", "profile": "shelly2", "url": "http://127.0.0.1:{{Sauna.Port}}" } },
                { "id": "{{OcppCharger.Name}}", "name": "Charger", "type": "ev", "ratedKw": 11.04, "priority": 2,
                  "driver": { "kind": "ocpp", "charger": "CP-1", "open": true, "host": "127.0.0.1", "port": {{OcppPort}}, "phases": 3 } },
                { "id": "{{RegisterBox.Name}}", "name": "Wall box", "type": "ev", "ratedKw": 11, "priority": 3,
                  "driver": { "kind": "modbus", "address": "tcp://127.0.0.1:{{Box.Port}}", "map": "heidelberg-energy-control" } }
              ]
            }
            """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
