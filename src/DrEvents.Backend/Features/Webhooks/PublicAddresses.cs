using System.Net;
using System.Net.Sockets;

namespace DrEvents.Backend.Features.Webhooks;

/// <summary>The addresses that are reachable from everywhere: all but those that IANA keeps for special purposes.</summary>
public static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>What is assigned for the internet is in this one, but for what it keeps apart.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Special6 = [.. new[] { "2001::/23", "2001:db8::/32", "3fff::/20" }.Select(IPNetwork.Parse)];

    /// <summary>IPv4 addresses are written within these: by translation at its end, by 6to4 after the first two bytes.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public static bool Contain(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Special.Any(n => n.Contains(address));
        if (address.IsIPv4MappedToIPv6)
            return Contain(address.MapToIPv4());
        var bytes = address.GetAddressBytes();
        return Translated.Contains(address) ? Contain(new IPAddress(bytes[12..]))
            : SixToFour.Contains(address) ? Contain(new IPAddress(bytes[2..6]))
            : Global6.Contains(address) && !Special6.Any(n => n.Contains(address));
    }
}
