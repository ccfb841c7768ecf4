using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.LocalMqtt;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Devices.Ocpp.Security;

namespace DrEvents.Ven.Loads.Homes;

/// <summary>A description of a home, from which any number of simulated homes can be built, or one with real devices.</summary>
public sealed class Home
{
    private readonly IReadOnlyList<LoadBuilder> _builders;
    private readonly Func<DeviceContext, IMeterDriver>? _meter;
    private readonly DeviceKinds _kinds;
    private DeviceContext? _context;

    internal Home(
        string name,
        IReadOnlyList<LoadBuilder> builders,
        Func<DeviceContext, IMeterDriver>? meter,
        HomeAssistantSettings? homeAssistant,
        DeviceKinds kinds
    )
    {
        (Name, _builders, _meter, HomeAssistant, _kinds) = (name, builders, meter, homeAssistant, kinds);
        HasDevices = meter is not null || homeAssistant is not null || builders.Any(b => b.Device is not null);
    }

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Whether a real device or meter is in it: such a home is there once.</summary>
    public bool HasDevices { get; }

    private const string ResourcePrefix = "homes/";

    /// <summary>The names of the homes that come with the agent.</summary>
    public static IReadOnlyList<string> Shipped { get; } =
    [
        .. typeof(Home)
            .Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Select(n => n[ResourcePrefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where the VEN shows itself to Home Assistant; null where it does not.</summary>
    internal HomeAssistantSettings? HomeAssistant { get; }

    /// <summary>Chargers that connected and that this home does not name; null while it has no port for chargers.</summary>
    internal IReadOnlyList<Stranger>? Strangers => _context is { } context ? _kinds.StrangersOf(context) : null;

    /// <summary>The loads of one simulated home; the same seed gives the same.</summary>
    /// <exception cref="InvalidOperationException">There are real devices in it.</exception>
    public IReadOnlyList<ILoad> Build(int seed) =>
        HasDevices
            ? throw new InvalidOperationException($"The home '{Name}' has real devices, and is built with them.")
            : [.. _builders.Select((b, place) => b.Simulated!(SeedOf(seed, place)))];

    /// <summary>The loads of the home with its real devices, which connect when they are started; the rest that its meter shows is the last.</summary>
    internal IReadOnlyList<ILoad> Build(int seed, DeviceContext context)
    {
        _context = context;
        var loads = _builders.Select((b, place) => b.Device?.Invoke(context) ?? b.Simulated!(SeedOf(seed, place)));
        return _meter is null ? [.. loads] : [.. loads, new RestLoad(_meter(context), context)];
    }

    /// <summary>The home of this name, or in this file; or all that is wrong, each naming its field.</summary>
    public static (Home? Home, IReadOnlyList<string> Errors) Find(string nameOrPath)
    {
        if (Shipped.Contains(nameOrPath))
            return HomeReader.Read(ReadResource(nameOrPath));
        try
        {
            if (File.Exists(nameOrPath))
                return HomeReader.Read(File.ReadAllBytes(nameOrPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, [e.Message]);
        }
        return (null, [$"'{nameOrPath}' is neither a file nor one of {string.Join(", ", Shipped)}"]);
    }

    /// <summary>Each load has a seed of its own, else all curves of a home would rise and fall together.</summary>
    internal static int SeedOf(int seed, int place) => unchecked((seed * 397) ^ place);

    private static byte[] ReadResource(string name)
    {
        using var resource = typeof(Home).Assembly.GetManifestResourceStream(ResourcePrefix + name)!;
        using var bytes = new MemoryStream();
        resource.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>Builds one load: a simulated one from a seed of its own, or a real one.</summary>
internal sealed record LoadBuilder(Func<int, ILoad>? Simulated, Func<DeviceContext, ILoad>? Device);
