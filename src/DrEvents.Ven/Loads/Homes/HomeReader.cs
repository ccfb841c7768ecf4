using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads.Simulation;

namespace DrEvents.Ven.Loads.Homes;

/// <summary>Reads the description of a home; the fields are those of ops/docs/homes.md.</summary>
internal static class HomeReader
{
    private const int LoadsMax = 64;
    private const double KwMax = 1000;

    private static readonly string[] RealTypes =
    [
        LoadTypes.Ev,
        LoadTypes.WaterHeater,
        LoadTypes.Hvac,
        LoadTypes.Circuit,
        LoadTypes.Battery,
        LoadTypes.Pv,
    ];

    /// <summary>How the file is read: with comments, and no field twice.</summary>
    public static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>The home, or all that is wrong with its description, each naming its field.</summary>
    public static (Home? Home, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> utf8) => Read(utf8, new DeviceKinds());

    /// <inheritdoc cref="Read(ReadOnlyMemory{byte})"/>
    /// <param name="utf8">The description.</param>
    /// <param name="kinds">The kinds of device that it may name.</param>
    public static (Home? Home, IReadOnlyList<string> Errors) Read(ReadOnlyMemory<byte> utf8, DeviceKinds kinds)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return (null, ["no JSON object"]);
            var errors = new List<string>();
            var home = ReadHome(new StrictFields(document.RootElement, "", errors), kinds);
            return errors.Count == 0 ? (home, []) : (null, errors);
        }
        catch (JsonException e)
        {
            return (null, ["no JSON: " + e.Message]);
        }
    }

    private static Home ReadHome(StrictFields top, DeviceKinds kinds)
    {
        var name = top.Text("name");
        var site = ReadSite(top.Object("site"));
        var loads = top.Objects("loads");
        if (loads.Count > LoadsMax)
            top.Fail("loads", $"more than {LoadsMax}");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var builders = new List<LoadBuilder>();
        var meter = top.Has("meter") ? kinds.ReadMeter(top.Object("meter")) : null;
        foreach (var load in loads)
        {
            var id = load.Text("id");
            if (!ids.Add(id))
                load.Fail("id", $"'{id}' is there twice");
            if (meter is not null && id == RestLoad.Id)
                load.Fail("id", $"'{id}' is what the meter shows and no load measures");
            builders.Add(load.Has("driver") ? new(null, ReadDevice(load, id, kinds)) : new(ReadLoad(load, id, site), null));
            load.EndOfFields();
        }
        var homeAssistant = top.Has("homeAssistant") ? kinds.ReadHomeAssistant(top.Object("homeAssistant")) : null;
        top.EndOfFields();
        return new Home(name, builders, meter, homeAssistant, kinds);
    }

    private static Site ReadSite(StrictFields site)
    {
        var berlin = new Site();
        var read = new Site(
            site.Number("utcOffsetHours", berlin.UtcOffsetHours, -12, 14),
            site.Number("latitudeDeg", berlin.LatitudeDeg, -90, 90),
            site.Number("meanC", berlin.MeanC, -20, 40),
            site.Number("seasonSwingC", berlin.SeasonSwingC, -30, 30),
            site.Number("daySwingC", berlin.DaySwingC, 0, 20)
        );
        site.EndOfFields();
        return read;
    }

    private static Func<DeviceContext, ILoad> ReadDevice(StrictFields load, string id, DeviceKinds kinds)
    {
        var type = load.Text("type");
        if (type.Length > 0 && !RealTypes.Contains(type))
            load.Fail("type", $"'{type}' is none of {string.Join(", ", RealTypes)}");
        var isCritical = load.Flag("critical") || type == LoadTypes.Pv;
        var priority = type switch
        {
            LoadTypes.Ev => 1,
            LoadTypes.WaterHeater => 2,
            LoadTypes.Hvac => 3,
            LoadTypes.Battery => 5,
            _ => isCritical ? 9 : 4,
        };
        var description = new LoadDescription(
            id,
            load.Text("name"),
            type,
            load.Number("ratedKw", 0.01, KwMax),
            load.Whole("priority", priority, 1, 99),
            isCritical
        );
        return kinds.ReadDevice(load, description);
    }

    private static Func<int, ILoad> ReadLoad(StrictFields load, string id, Site site)
    {
        var type = load.Text("type");
        var ratedKw = load.Number("ratedKw", 0.01, KwMax);
        LoadDescription Describe(int priority, bool isModulating = false, bool isCritical = false) =>
            new(id, load.Text("name"), type, ratedKw, load.Whole("priority", priority, 1, 99), isCritical, isModulating);
        switch (type)
        {
            case LoadTypes.Ev:
                var charger = Describe(1, isModulating: true);
                var ev = ReadEv(load, ratedKw);
                return seed => new EvCharger(charger, ev, site, seed);
            case LoadTypes.WaterHeater:
                var heater = Describe(2);
                var tank = ReadTank(load);
                return seed => new WaterHeater(heater, tank, site, seed);
            case LoadTypes.Hvac:
                var pump = Describe(3);
                var house = ReadHouse(load);
                return seed => new HeatPump(pump, house, site, seed);
            case LoadTypes.Circuit:
                var isCritical = load.Flag("critical");
                var breaker = Describe(isCritical ? 9 : 4, isCritical: isCritical);
                var circuit = ReadCircuit(load, ratedKw);
                return seed => new Circuit(breaker, circuit, site, seed);
            case LoadTypes.Battery:
                var inverter = Describe(5, isModulating: true);
                var battery = ReadBattery(load);
                return seed => new Battery(inverter, battery, site, seed);
            case LoadTypes.Pv:
                var roof = Describe(9, isCritical: true);
                return _ => new PvRoof(roof, site);
            default:
                if (type.Length > 0)
                    load.Fail("type", $"'{type}' is none of ev, water_heater, hvac, circuit, battery, pv");
                return _ => throw new InvalidOperationException("A home with errors is not built.");
        }
    }

    private static EvSettings ReadEv(StrictFields load, double ratedKw)
    {
        var phases = load.Whole("phases", 1, 1, 3);
        var leastKw = EvCharger.LeastKwPerPhase * phases;
        if (ratedKw < leastKw)
            load.Fail("ratedKw", FormattableString.Invariant($"below {leastKw} kW, the least of {phases} phases (6 A)"));
        var chosenKw = load.Number("chosenKw", ratedKw, Math.Min(leastKw, ratedKw), ratedKw);
        var lateMinutes = load.Number("lateMinutes", 20, 0, 120);
        var readyBeforeMinutes = load.Number("readyBeforeMinutes", 15, 0, 240);
        var sessions = new List<EvSession>();
        foreach (var session in load.Objects("sessions"))
        {
            sessions.Add(new EvSession(session.Hour("arrives"), session.Hour("departs"), session.Number("kwh", 0.1, 200)));
            session.EndOfFields();
        }
        return new EvSettings(chosenKw, phases, lateMinutes, readyBeforeMinutes, sessions);
    }

    private static WaterHeaterSettings ReadTank(StrictFields load)
    {
        var usual = new WaterHeaterSettings(200);
        var setpointC = load.Number("setpointC", usual.SetpointC, 30, 90);
        return new WaterHeaterSettings(
            load.Number("litres", 10, 5000),
            setpointC,
            load.Number("comfortC", Math.Min(usual.ComfortC, setpointC), 10, setpointC),
            load.Number("drawKwhPerDay", usual.DrawKwhPerDay, 0, 200),
            load.Number("lossWPerK", usual.LossWPerK, 0, 50),
            load.Number("coldC", usual.ColdC, 0, 25)
        );
    }

    private static HeatPumpSettings ReadHouse(StrictFields load)
    {
        var usual = new HeatPumpSettings();
        var heatC = load.NumberOrNone("heatC", 5, 30);
        var coolC = load.NumberOrNone("coolC", 10, 40);
        if (heatC is null && coolC is null)
            load.Fail("heatC", "missing, and coolC too: at least one setpoint has to be there");
        if (heatC >= coolC - 2)
            load.Fail("coolC", "has to be more than 2 °C above heatC");
        return new HeatPumpSettings(
            heatC,
            coolC,
            load.Number("comfortK", usual.ComfortK, 0.5, 5),
            load.Number("cop", usual.Cop, 1, 8),
            load.Number("lossKwPerK", usual.LossKwPerK, 0.01, 20),
            load.Number("heatKwhPerK", usual.HeatKwhPerK, 0.1, 200),
            load.Number("gainsKw", usual.GainsKw, 0, 20),
            60 * load.Number("leastOnMinutes", usual.LeastOnS / 60, 0, 30),
            60 * load.Number("leastOffMinutes", usual.LeastOffS / 60, 0, 30)
        );
    }

    private static CircuitSettings ReadCircuit(StrictFields load, double ratedKw) =>
        new(
            load.Number("meanKw", 0, ratedKw),
            load.Number("spread", 0.2, 0, 1),
            load.Hour("from", 0),
            load.Hour("to", 24),
            load.Number("standbyShare", 0.1, 0, 1)
        );

    private static BatterySettings ReadBattery(StrictFields load)
    {
        var usual = new BatterySettings(0);
        return new BatterySettings(
            load.Number("capacityKwh", 0.1, 10_000),
            load.Number("reservePercent", usual.ReservePercent, 0, 95),
            load.NumberOrNone("startPercent", 0, 100),
            load.Number("chargeShare", usual.ChargeShare, 0, 1),
            load.Number("efficiency", usual.Efficiency, 0.5, 1)
        );
    }
}
