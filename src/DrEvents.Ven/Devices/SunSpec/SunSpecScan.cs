using System.Net;
using DrEvents.Ven.Devices.Modbus;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.SunSpec;

/// <summary>A SunSpec device that a scan found.</summary>
/// <param name="Address">As a home's file names it.</param>
/// <param name="Unit">The device on the line.</param>
/// <param name="Manufacturer">By its own words, as the two next.</param>
/// <param name="Model">Its model.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Models">The SunSpec models that it has.</param>
internal sealed record SunSpecFound(string Address, int Unit, string Manufacturer, string Model, string Serial, IReadOnlyList<int> Models)
{
    /// <summary>Whether it can be the home's meter.</summary>
    public bool IsMeter => Models.Any(SunSpecModels.Meters.Contains);

    /// <summary>Whether it can be a load of type <c>pv</c>.</summary>
    public bool IsInverter => Models.Any(m => SunSpecModels.Inverters.Contains(m) || m == SunSpecModels.DerMeasure);

    /// <summary>Whether it can be a load of type <c>battery</c>.</summary>
    public bool IsBattery => Models.Any(m => m is SunSpecModels.Storage or SunSpecModels.DerStorage or SunSpecModels.Battery);
}

/// <summary>Looks for SunSpec devices in a range of addresses that somebody named. It only reads.</summary>
internal sealed class SunSpecScan(TimeProvider time)
{
    /// <summary>Most addresses of one scan.</summary>
    public const int AddressesMax = 1024;

    private const int AtOnce = 32;

    /// <summary>Longest wait for a connection and for an answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The addresses of a text: one (<c>192.168.1.20</c>), from one to another (<c>192.168.1.20-192.168.1.40</c>) or a network
    /// (<c>192.168.1.0/24</c>); null where it is none, or more than <see cref="AddressesMax"/>.
    /// </summary>
    public static IReadOnlyList<IPAddress>? Range(string text)
    {
        uint first;
        uint last;
        if (text.Contains('/', StringComparison.Ordinal))
        {
            if (!IPNetwork.TryParse(text, out var network) || network.BaseAddress.GetAddressBytes().Length != 4 || network.PrefixLength < 1)
                return null;
            first = NumberOf(network.BaseAddress);
            last = first + (uint)((1L << (32 - network.PrefixLength)) - 1);
        }
        else
        {
            var parts = text.Split('-');
            if (parts.Length > 2 || !IPAddress.TryParse(parts[0], out var from) || !IPAddress.TryParse(parts[^1], out var to))
                return null;
            if (from.GetAddressBytes().Length != 4 || to.GetAddressBytes().Length != 4)
                return null;
            (first, last) = (NumberOf(from), NumberOf(to));
        }
        if (last < first || last - first >= AddressesMax)
            return null;
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => AddressOf(first + (uint)i))];
    }

    /// <summary>Looks at each unit of each address. Who does not answer at all is not asked for further units.</summary>
    public async Task<IReadOnlyList<SunSpecFound>> RunAsync(
        IReadOnlyList<IPAddress> addresses,
        int port,
        IReadOnlyList<byte> units,
        CancellationToken cancellation
    )
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, AddressesMax);
        var found = new List<SunSpecFound>[addresses.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, addresses.Count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (i, token) => found[i] = await LookAsync($"tcp://{addresses[i]}:{port}", units, token)
        );
        return [.. found.SelectMany(f => f)];
    }

    private async Task<List<SunSpecFound>> LookAsync(string text, IReadOnlyList<byte> units, CancellationToken cancellation)
    {
        var found = new List<SunSpecFound>();
        var address = LineAddress.Parse(text)!;
        if (!await IsOpenAsync(address.Line, cancellation))
            return found;
        var connections = new ModbusConnections();
        foreach (var number in units)
        {
            await using var device = new SunSpecDevice(new ModbusUnit(connections, address, number, AnswerTimeout, time));
            try
            {
                var models = await device.ModelsAsync(cancellation);
                var common = await device.ReadAsync(SunSpecModels.Common, cancellation);
                found.Add(
                    new SunSpecFound(
                        text,
                        number,
                        common?.Text("Mn") ?? "",
                        common?.Text("Md") ?? "",
                        common?.Text("SN") ?? "",
                        [.. models.Select(m => m.Id)]
                    )
                );
            }
            catch (DeviceException)
            {
                // Nobody of this number is there, or it is another device.
            }
        }
        return found;
    }

    private async Task<bool> IsOpenAsync(ILine line, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(AnswerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await using var stream = await line.OpenAsync(either.Token);
            return true;
        }
        catch (Exception e) when (e is DeviceException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static uint NumberOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);
    }

    private static IPAddress AddressOf(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
