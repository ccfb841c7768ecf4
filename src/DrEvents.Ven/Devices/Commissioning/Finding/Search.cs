using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using DrEvents.Ven.Devices.Commissioning.Adding;
using DrEvents.Ven.Devices.Commissioning.Finding.Mdns;
using DrEvents.Ven.Devices.Ocpp;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.SunSpec;

namespace DrEvents.Ven.Devices.Commissioning.Finding;

/// <summary>What is to be searched; what is not said is not touched.</summary>
internal sealed record SearchWish
{
    /// <summary>Places that are asked for SunSpec devices.</summary>
    public IReadOnlyList<IPEndPoint> Modbus { get; init; } = [];

    /// <summary>Units that are asked at each place.</summary>
    public IReadOnlyList<byte> Units { get; init; } = SunSpecScan.UsualUnits;

    /// <summary>For how long announcements of services are listened to; null for not at all.</summary>
    public TimeSpan? Mdns { get; init; }

    /// <summary>For how long chargers may connect; null for not at all.</summary>
    public TimeSpan? Chargers { get; init; }

    /// <summary>The port that they connect to.</summary>
    public int ChargerPort { get; init; } = ChargerListen.UsualPort;

    /// <summary>Longest that all places of Modbus take.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>What a search found.</summary>
/// <param name="Found">All that is there, what can be taken first.</param>
/// <param name="Problems">What could not be searched, and why.</param>
internal sealed record SearchOutcome(IReadOnlyList<FoundDevice> Found, IReadOnlyList<string> Problems);

/// <summary>Searches the home's network for devices. It reads and listens; no device is written to.</summary>
/// <param name="context">Clock and logs.</param>
/// <param name="isLoopbackSearched">
/// Whether devices of this machine itself are taken for what announces itself, and are asked for by the page: tests have theirs there.
/// </param>
internal sealed class Search(DeviceContext context, bool isLoopbackSearched = false)
{
    /// <summary>Whether whoever is at the page may search this machine itself.</summary>
    public bool IsLoopbackSearched => isLoopbackSearched;

    /// <summary>Who is asked for announcements; null is everybody on the link.</summary>
    public IPEndPoint? MdnsAsked { get; init; }

    /// <summary>The addresses that everybody is asked from; null is all of this machine's.</summary>
    public Func<IEnumerable<IPAddress>>? OwnAddresses { get; init; }

    /// <summary>The address at which chargers may connect; null is every one of the machine's.</summary>
    public IPAddress? ChargerHost { get; init; }

    /// <summary>What whoever searches can do where somebody else has the chargers' port; null where that is nothing.</summary>
    public string? PortAdvice { get; init; }

    /// <summary>Searches all that is wished at once.</summary>
    /// <param name="wish">What is searched.</param>
    /// <param name="known">Devices that the home has.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<SearchOutcome> RunAsync(SearchWish wish, IReadOnlyList<KnownDevice> known, CancellationToken cancellation)
    {
        var problems = new List<string>();
        var modbus = wish.Modbus.Count == 0 ? Task.FromResult<IReadOnlyList<FoundDevice>>([]) : ModbusAsync(wish, problems, cancellation);
        var mdns = wish.Mdns is { } listened
            ? MdnsAsync(listened, problems, cancellation)
            : Task.FromResult<IReadOnlyList<FoundDevice>>([]);
        var chargers = wish.Chargers is { } open
            ? ChargersAsync(wish.ChargerPort, open, problems, cancellation)
            : Task.FromResult<IReadOnlyList<FoundDevice>>([]);
        var found = await Task.WhenAll(modbus, mdns, chargers);
        return new SearchOutcome([.. Marked(found.SelectMany(f => f), known).OrderByDescending(f => f.Takes.Count > 0)], problems);
    }

    /// <summary>Says of each whether the home has it already; then it is not offered again.</summary>
    public static IEnumerable<FoundDevice> Marked(IEnumerable<FoundDevice> found, IReadOnlyList<KnownDevice> known) =>
        found.Select(f =>
            known.FirstOrDefault(k => k.Place == f.Place) is { } same ? f with { KnownAs = same.Id, Takes = [], Hint = null } : f
        );

    private async Task<IReadOnlyList<FoundDevice>> ModbusAsync(SearchWish wish, List<string> problems, CancellationToken cancellation)
    {
        var scan = new SunSpecScan(context.Time) { Longest = wish.Longest };
        var (found, isComplete) = await scan.RunAsync(wish.Modbus, wish.Units, cancellation);
        if (!isComplete)
            Add(problems, $"Modbus: not all places were looked at within {wish.Longest.TotalSeconds:0} s; name a smaller range");
        return [.. found.Select(Proposals.Of)];
    }

    private async Task<IReadOnlyList<FoundDevice>> MdnsAsync(TimeSpan within, List<string> problems, CancellationToken cancellation)
    {
        try
        {
            var browse = new MdnsBrowse(context.Time, isLoopbackSearched)
            {
                Asked = MdnsAsked ?? MdnsBrowse.Everybody,
                OwnAddresses = OwnAddresses ?? MdnsBrowse.AddressesOfThisMachine,
            };
            return [.. (await browse.RunAsync(within, cancellation)).Select(Proposals.Of)];
        }
        catch (Exception e) when (e is SocketException or NetworkInformationException)
        {
            Add(problems, $"mDNS: {e.Message}");
            return [];
        }
    }

    private async Task<IReadOnlyList<FoundDevice>> ChargersAsync(
        int port,
        TimeSpan within,
        List<string> problems,
        CancellationToken cancellation
    )
    {
        try
        {
            IReadOnlyList<Stranger> seen = await new ChargerListen(context).RunAsync(port, ChargerHost, within, cancellation);
            return [.. seen.Select(Proposals.Of)];
        }
        catch (DeviceException e)
        {
            Add(problems, PortAdvice is { } advice ? $"chargers: {e.Message}; {advice}" : $"chargers: {e.Message}");
            return [];
        }
    }

    private static void Add(List<string> problems, string problem)
    {
        lock (problems)
            problems.Add(problem);
    }
}
