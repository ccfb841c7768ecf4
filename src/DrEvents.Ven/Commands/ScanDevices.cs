using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Commissioning.Finding;
using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.SunSpec;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven device scan</c>: what devices there are that the home does not have yet.</summary>
internal static class ScanDevices
{
    private const double MdnsUsualS = 4;
    private const double ChargersUsualS = 60;
    private const double LongestS = 600;
    private const int UnitsMax = 16;

    /// <summary>Stands for the home's file where none is named.</summary>
    private const string SomeHome = "home.json";

    public static Command Verb(string? configured, TextWriter output, TimeProvider? machine)
    {
        var home = DeviceVerbs.HomeOption(configured);
        var modbus = new Option<string[]>("--modbus")
        {
            Description = $"Asks these addresses for SunSpec devices: {ScanRange.Forms}. May be repeated.",
            HelpName = "range",
            Arity = ArgumentArity.OneOrMore,
        };
        var units = new Option<string?>("--units")
        {
            Description = $"The units that are asked at each address. [{string.Join(',', SunSpecScan.UsualUnits)}]",
            HelpName = "numbers",
            Arity = ArgumentArity.ExactlyOne,
        };
        var mdns = Seconds("--mdns", MdnsUsualS, "Listens for so long to what announces itself (mDNS).");
        var chargers = Seconds("--ocpp", ChargersUsualS, "Lets chargers connect for so long, where no VEN runs here.");
        var port = new Option<int>("--ocpp-port")
        {
            Description = "The port that they connect to.",
            HelpName = "port",
            DefaultValueFactory = _ => ChargerListen.UsualPort,
        };
        var ven = new Option<string?>("--ven")
        {
            Description = "Asks the VEN that runs which chargers it has refused, by the address of its page.",
            HelpName = "url",
            Arity = ArgumentArity.ExactlyOne,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object instead of lines for people." };
        var verb = new Command("scan", "Looks for devices. Only what is named is searched, and no device is written to.")
        {
            home,
            modbus,
            units,
            mdns,
            chargers,
            port,
            ven,
            json,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var clock = machine ?? throw new InvalidOperationException("Verbs that are only described cannot run.");
                var wish = new SearchWish
                {
                    Modbus = PlacesIn(parse.GetValue(modbus) ?? []),
                    Units = parse.GetValue(units) is { } numbers ? UnitsIn(numbers) : SunSpecScan.UsualUnits,
                    Mdns = TimeOf(parse.GetValue(mdns)),
                    Chargers = TimeOf(parse.GetValue(chargers)),
                    ChargerPort = parse.GetValue(port),
                };
                var running = parse.GetValue(ven) is { } page ? AddressIn(page) : null;
                if (wish is { Modbus.Count: 0, Mdns: null, Chargers: null } && running is null)
                    throw new InvalidDataException("where? Give at least one of --modbus, --mdns, --ocpp, --ven");
                var path = parse.GetValue(home) ?? configured;
                var known = path is null ? [] : new HomeFile(path, clock).Devices();
                var search = new Search(new DeviceContext(clock, NullLoggerFactory.Instance))
                {
                    PortAdvice = "a VEN that runs has seen them itself: ask it with --ven",
                };
                var outcome = await search.RunAsync(wish, known, stop);
                var view = SearchView.Of(outcome, path ?? SomeHome);
                if (running is not null)
                    view = With(view, await RunningVen.StrangersAsync(running, path ?? SomeHome, stop));
                await WriteAsync(view, parse.GetValue(json), output, parse.InvocationConfiguration.Error);
                return view.Problems.Count == 0 ? ExitCode.Done : ExitCode.NotHeld;
            }
        );
        return verb;
    }

    private static SearchView With(SearchView one, SearchView other) =>
        new([.. one.Found, .. other.Found], [.. one.Problems, .. other.Problems]);

    private static async Task WriteAsync(SearchView view, bool isJson, TextWriter output, TextWriter error)
    {
        if (isJson)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(view, SearchViewJson.Default.SearchView));
            return;
        }
        foreach (var found in view.Found)
        {
            string?[] words = [found.Maker, found.Model, found.Serial, found.Name];
            await output.WriteLineAsync(
                $"{found.By, -8} {found.Address}  {string.Join(", ", words.OfType<string>().Distinct())}".TrimEnd()
            );
            if (found.KnownAs is { } id)
                await output.WriteLineAsync($"         is in the home already: {id}");
            if (found.Hint is { } hint)
                await output.WriteLineAsync($"         {hint}");
            foreach (var take in found.Takes)
                await output.WriteLineAsync($"         {take.Command}");
        }
        foreach (var problem in view.Problems)
            await error.WriteLineAsync(problem);
        if (view.Found.Count == 0)
            await error.WriteLineAsync("nothing was found");
    }

    private static List<System.Net.IPEndPoint> PlacesIn(IReadOnlyList<string> ranges)
    {
        var places = ranges.SelectMany(ScanRange.Parse).Distinct().ToList();
        return places.Count <= ScanRange.PlacesMax
            ? places
            : throw new InvalidDataException($"--modbus: {places.Count} places in all; name {ScanRange.PlacesMax} at most");
    }

    private static List<byte> UnitsIn(string text)
    {
        var parts = text.Split(',').Distinct().ToList();
        return parts.Count <= UnitsMax && parts.All(p => byte.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. parts.Select(p => byte.Parse(p, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"--units: '{text}' is no list as 1,2,200 of at most {UnitsMax}");
    }

    private static Uri AddressIn(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var page) && page.Scheme is "http" or "https"
            ? page
            : throw new InvalidDataException($"--ven: '{text}' is no address as http://localhost:8080");

    private static TimeSpan? TimeOf(double? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;

    private static Option<double?> Seconds(string name, double usual, string description) =>
        new(name)
        {
            Description = $"{description} [{usual} s]",
            HelpName = "seconds",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = result => Read(result, name, usual),
        };

    private static double? Read(ArgumentResult result, string name, double usual)
    {
        if (result.Tokens.Count == 0)
            return usual;
        var text = result.Tokens[0].Value;
        if (
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0.1 and <= LongestS
        )
            return seconds;
        result.AddError($"{name}: '{text}' is no number of seconds from 0.1 to {LongestS}");
        return null;
    }
}
