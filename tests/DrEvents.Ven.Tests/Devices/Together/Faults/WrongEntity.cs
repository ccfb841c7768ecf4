using System.Globalization;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A switch and the sensor of its power behind a Home Assistant, which forgets no switch by itself.</summary>
internal sealed class WrongEntity : WrongHttp
{
    private readonly string _token = Path.Combine(Path.GetTempPath(), $"token-{Guid.NewGuid():N}");

    public WrongEntity(FakeTimeProvider clock)
        : base("boiler", hasTimer: false, clock)
    {
        File.WriteAllText(_token, "a-long-lived-token");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public override string Load =>
        $$"""
            { "id": "boiler", "name": "Boiler", "type": "water_heater", "ratedKw": 2, "priority": 1,
              "driver": { "kind": "http", "profile": "homeassistant", "url": "http://127.0.0.1:{{Port}}", "secretFile": "{{_token}}",
                "entity": "switch.boiler", "powerEntity": "sensor.boiler_power" } }
            """;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        File.Delete(_token);
    }

    protected override bool IsWrite(string path) => path.StartsWith("/api/services/", StringComparison.Ordinal);

    protected override string Answer(string path, Wrong wrong)
    {
        switch (path)
        {
            case "/api/services/homeassistant/turn_on":
                Switch(isOn: true, null);
                return "[]";
            case "/api/services/homeassistant/turn_off":
                Switch(isOn: false, null);
                return "[]";
            // An integration that has lost its device says so by the states of its entities.
            case "/api/states/switch.boiler":
                return State(
                    wrong == Wrong.Sentinel ? "unavailable"
                    : IsOn ? "on"
                    : "off"
                );
            default:
                return State(wrong == Wrong.Sentinel ? "unavailable" : (1000 * PowerKw).ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string State(string state) => $$"""{"entity_id":"x.y","state":"{{state}}","attributes":{"friendly_name":"Boiler"} }""";
}
