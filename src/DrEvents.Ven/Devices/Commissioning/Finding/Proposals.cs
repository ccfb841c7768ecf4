using System.Text.Json.Nodes;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Commissioning.Finding.Mdns;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.SunSpec;
using DrEvents.Ven.Loads;

namespace DrEvents.Ven.Devices.Commissioning.Finding;

/// <summary>How something that was found is taken into a home, as far as what it says of itself is enough for that.</summary>
internal static class Proposals
{
    private const int TextLengthMax = 64;
    private const double SwitchKw = 2;
    private const double ChargerKw = 11;
    private const double InverterKw = 10;
    private const int ChargerPhases = 3;

    private const string LookAtRated = "ratedKw is a guess: change it to what its plate says";

    /// <summary>A SunSpec device: an inverter, a battery, both, or the meter.</summary>
    public static FoundDevice Of(SunSpecFound found)
    {
        var name = Clean($"{found.Manufacturer} {found.Model}") is { Length: > 0 } said ? said : "SunSpec";
        JsonObject Driver() =>
            new()
            {
                ["kind"] = "sunspec",
                ["address"] = found.Address,
                ["unit"] = found.Unit,
            };
        NewDevice Take(string type, string suffix) =>
            Load(NewDevice.IdOf($"{type} {found.Serial}"), name + suffix, type, found.RatedKw ?? InverterKw, Driver());
        var takes = new List<NewDevice>();
        if (found.IsMeter)
            takes.Add(new NewDevice(IsMeter: true, Driver(), []));
        if (found.IsInverter)
            takes.Add(Take(LoadTypes.Pv, ""));
        if (found.IsBattery)
            takes.Add(Take(LoadTypes.Battery, found.IsInverter ? " battery" : ""));
        return new FoundDevice("sunspec", $"{found.Address} unit {found.Unit}", $"{found.Address} unit {found.Unit}")
        {
            Maker = Clean(found.Manufacturer),
            Model = Clean(found.Model),
            Serial = Clean(found.Serial),
            Takes = takes,
            Hint =
                takes.Count == 0 ? "it has no model that the VEN reads"
                : found.RatedKw is null && !found.IsMeter ? LookAtRated
                : null,
        };
    }

    /// <summary>A charger that connected and that nobody knows.</summary>
    public static FoundDevice Of(Stranger stranger)
    {
        var driver = new JsonObject
        {
            ["kind"] = "ocpp",
            ["charger"] = stranger.Identity,
            ["phases"] = ChargerPhases,
        };
        return new FoundDevice("ocpp", $"charger {stranger.Identity}", stranger.Address)
        {
            Name = Clean(stranger.Identity),
            Model = Clean(stranger.Versions),
            Takes =
            [
                Load(
                    NewDevice.IdOf(stranger.Identity) is { Length: > 0 } id ? id : "charger",
                    $"Charger {Clean(stranger.Identity)}",
                    LoadTypes.Ev,
                    ChargerKw,
                    driver,
                    SecretFile.Field
                ),
            ],
            Hint = "ratedKw and phases are guesses; a charger that shows no password has open=true instead of a secret",
        };
    }

    /// <summary>What announces itself in the home's network.</summary>
    public static FoundDevice Of(MdnsService service)
    {
        var address = service.Port == 80 ? $"{service.Address}" : $"{service.Address}:{service.Port}";
        var found = new FoundDevice("mdns", $"{service.Address}:{service.Port} channel 0", $"http://{address}")
        {
            Name = Clean(service.Instance),
            Model = Clean(service.Text("app") ?? service.Text("model") ?? ""),
        };
        var (model, name) = (found.Model ?? "", found.Name ?? "");
        if (int.TryParse(service.Text("gen"), out var generation) && generation >= 2)
            return model.Contains("3EM", StringComparison.OrdinalIgnoreCase)
                ? Meter(found with { Maker = "Shelly" }, "shellypro3em")
                : Switch(
                    found with
                    {
                        Maker = "Shelly",
                    },
                    "shelly2",
                    "if it has no switch it is none of these; ratedKw is what it switches"
                );
        if (name.StartsWith("shellyem3-", StringComparison.OrdinalIgnoreCase))
            return Meter(found with { Maker = "Shelly" }, "shelly3em");
        if (name.StartsWith("shelly", StringComparison.OrdinalIgnoreCase))
            return found with
            {
                Maker = "Shelly",
                Hint = "a Shelly of the first generation: write its fields by hand (http without a profile)",
            };
        if ((service.Text("devicetype") ?? "").Equals("tasmota", StringComparison.OrdinalIgnoreCase))
            return Switch(found with { Maker = "Tasmota" }, "tasmota", "ratedKw is what it switches");
        return service.Type.StartsWith("_home-assistant.", StringComparison.OrdinalIgnoreCase)
            ? found with
            {
                Maker = "Home Assistant",
                Hint = "no device: name the broker that it uses as homeAssistant.broker in the home's file",
            }
            : found with
            {
                Hint = "nothing that the VEN knows: write its fields by hand, if it is a device",
            };
    }

    /// <summary>What others say of themselves, for people: short, on one line, and nothing that a terminal obeys.</summary>
    public static string Clean(string text, int lengthMax = TextLengthMax) =>
        string.Concat(text.Trim().Take(lengthMax).Select(c => IsPlain(c) ? c : '?')).TrimStart('-');

    /// <summary>Whether a terminal shows it and does nothing else.</summary>
    public static bool IsPlain(char c) => !char.IsControl(c) && !char.IsSurrogate(c) && !IsHidden(c);

    private static bool IsHidden(char c) =>
        char.GetUnicodeCategory(c)
            is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;

    private static FoundDevice Meter(FoundDevice found, string profile) =>
        found with
        {
            Takes = [new NewDevice(IsMeter: true, Http(found, profile), [])],
        };

    private static FoundDevice Switch(FoundDevice found, string profile, string hint) =>
        found with
        {
            Takes = [Load(NewDevice.IdOf(found.Name!), found.Name!, LoadTypes.Circuit, SwitchKw, Http(found, profile))],
            Hint = hint,
        };

    private static JsonObject Http(FoundDevice found, string profile) =>
        new()
        {
            ["kind"] = "http",
            ["profile"] = profile,
            ["url"] = found.Address,
        };

    private static NewDevice Load(string id, string name, string type, double ratedKw, JsonObject driver, params string[] secrets) =>
        new(
            IsMeter: false,
            new JsonObject
            {
                ["id"] = id,
                ["name"] = name,
                ["type"] = type,
                ["ratedKw"] = ratedKw,
                [NewDevice.DriverField] = driver,
            },
            secrets
        );
}
