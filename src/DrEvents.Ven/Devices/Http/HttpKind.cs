using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Http;

/// <summary>Devices and meters that are read and told over HTTP: where their values are, and what to ask of them, is data.</summary>
internal sealed class HttpKind : IDeviceKind
{
    private const int ChannelMax = 64;

    public string Name => "http";

    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load)
    {
        var profiled = Fields(fields);
        var (address, read) = (HttpAddress.Read(fields, profiled.Text("authorization")), Request(profiled, "read"));
        var isPowerAsked = fields.Has("powerEntity") || fields.Has("readPower") || !profiled.Mentions("powerEntity");
        var readPower = isPowerAsked ? Request(profiled, "readPower", isNeeded: false) : null;
        var map = DeviceMap.Read(profiled);
        // Of an entity without a sensor the profile's path would find the state of its switch.
        if (!isPowerAsked && !fields.Has("power"))
            map = map with { Power = null };
        var commands = SwitchCommands.Read(profiled, load);
        foreach (var name in (string[])["on", "off", "setLimit", "clearLimit"])
            Request(profiled, name, isNeeded: false);
        if (address is null || read is null)
            return null;
        var reads = new HttpReads(read, readPower);
        return _ => new HttpDevice(new HttpTalk(address, commands.Traits.CallTimeout), reads, map, commands, load.RatedKw);
    }

    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields)
    {
        var profiled = Fields(fields);
        var (address, read) = (HttpAddress.Read(fields, profiled.Text("authorization")), Request(profiled, "read"));
        var map = MeterMap.Read(profiled);
        var interval = TimeSpan.FromSeconds(fields.Number("readIntervalS", 1, 0.5, 60));
        var timeout = TimeSpan.FromSeconds(fields.Number("timeoutS", 3, 0.5, 30));
        if (address is null || read is null)
            return null;
        return _ => new HttpMeter(new HttpTalk(address, timeout), read, map, interval);
    }

    private static ProfiledFields Fields(StrictFields fields)
    {
        var profiled = new ProfiledFields(fields, "http");
        profiled.Fix("channel", fields.Whole("channel", 0, 0, ChannelMax).ToString(System.Globalization.CultureInfo.InvariantCulture));
        FixEntity(profiled, "entity", isNeeded: profiled.Mentions("entity"));
        FixEntity(profiled, "powerEntity", isNeeded: false);
        return profiled;
    }

    /// <summary>An entity of Home Assistant, as <c>switch.boiler</c>: nothing that ends the text in which it stands.</summary>
    private static void FixEntity(ProfiledFields profiled, string name, bool isNeeded)
    {
        var text = profiled.File.TextOrNone(name);
        if (text is null && isNeeded)
            profiled.File.Fail(name, "missing: what it is called in Home Assistant, as switch.boiler");
        else if (text is not null && !IsEntity(text))
            profiled.File.Fail(name, $"'{text}' is no entity as switch.boiler");
        profiled.Fix(name, text ?? "");
    }

    private static bool IsEntity(string text) =>
        text.Split('.') is [{ Length: > 0 } domain, { Length: > 0 } name]
        && (domain + name).All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static HttpTemplate? Request(ProfiledFields fields, string name, bool isNeeded = true)
    {
        if (fields.Text(name) is not { } text)
        {
            if (isNeeded)
                fields.File.Fail(name, "missing");
            return null;
        }
        if (HttpTemplate.Parse(text) is { } template)
            return template;
        fields.File.Fail(name, $"'{text}' is no request as GET /path, or POST /path body");
        return null;
    }
}

/// <summary>A request as <c>POST /path body</c>.</summary>
internal sealed record HttpTemplate(HttpMethod Method, string Path, string? Body)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH"];

    /// <summary>The request; null where it is none.</summary>
    public static HttpTemplate? Parse(string text)
    {
        var parts = text.Split(' ', 3);
        return parts.Length >= 2 && Methods.Contains(parts[0]) && parts[1].StartsWith('/')
            ? new HttpTemplate(new HttpMethod(parts[0]), parts[1], parts.Length == 3 ? parts[2] : null)
            : null;
    }
}
