using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace DrEvents.Ven.Devices.Commissioning.Finding;

/// <summary>The places that somebody names for a search, all of the home's own network.</summary>
internal static class ScanRange
{
    /// <summary>Most places of one search.</summary>
    public const int PlacesMax = 1024;

    /// <summary>What a range may look like.</summary>
    public const string Forms = "192.168.1.20, 192.168.1.20-192.168.1.40 or 192.168.1.0/28, each with :502 or :502-510 behind it";

    private const int UsualPort = 502;

    private static readonly IPNetwork[] Networks =
    [
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("169.254.0.0/16"),
    ];

    /// <summary>Whether an address is of a private network (RFC 1918), of this link or, where that counts, of this machine.</summary>
    public static bool IsOfHome(IPAddress address, bool isLoopbackTaken = true) =>
        address.AddressFamily == AddressFamily.InterNetwork
        && Networks.Any(n => n.Contains(address))
        && (isLoopbackTaken || !IPAddress.IsLoopback(address));

    /// <summary>The places of a text, in their order.</summary>
    /// <exception cref="InvalidDataException">It is no range, has too many places, or leads out of the home.</exception>
    public static IReadOnlyList<IPEndPoint> Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || Addresses(parts[0]) is not var (first, last) || Ports(parts.ElementAtOrDefault(1)) is not var (from, to))
            throw new InvalidDataException($"'{text}' is no range as {Forms}");
        var count = ((long)last - first + 1) * (to - from + 1);
        if (count > PlacesMax)
            throw new InvalidDataException($"{text} is {count} places; name {PlacesMax} at most");
        // Networks are whole: between two addresses of one there is none of another.
        if (!Networks.Any(n => n.Contains(AddressOf(first)) && n.Contains(AddressOf(last))))
            throw new InvalidDataException(
                $"{text} is not the home's own network: only 10.x, 172.16.x to 172.31.x, 192.168.x, 169.254.x and 127.x are searched"
            );
        return
        [
            .. Enumerable
                .Range(0, (int)(last - first) + 1)
                .SelectMany(i => Enumerable.Range(from, to - from + 1), (i, port) => new IPEndPoint(AddressOf(first + (uint)i), port)),
        ];
    }

    private static (uint First, uint Last)? Addresses(string text)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            if (!IPNetwork.TryParse(text, out var network) || network.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
                return null;
            var begin = NumberOf(network.BaseAddress);
            return (begin, (uint)(begin + ((1L << (32 - network.PrefixLength)) - 1)));
        }
        var parts = text.Split('-');
        return parts.Length <= 2 && AddressIn(parts[0]) is { } first && AddressIn(parts[^1]) is { } last && first <= last
            ? (first, last)
            : null;
    }

    // Not what else is taken for an address elsewhere: 1 or 0x7f000001.
    private static uint? AddressIn(string text) =>
        text.Count(c => c == '.') == 3 && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork
            ? NumberOf(address)
            : null;

    private static (int From, int To)? Ports(string? text)
    {
        if (text is null)
            return (UsualPort, UsualPort);
        var parts = text.Split('-');
        return parts.Length <= 2 && PortIn(parts[0]) is { } from && PortIn(parts[^1]) is { } to && from <= to ? (from, to) : null;
    }

    private static int? PortIn(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535 ? port : null;

    private static uint NumberOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]);
    }

    private static IPAddress AddressOf(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
