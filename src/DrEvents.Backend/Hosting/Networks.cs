using System.Net;
using System.Net.Sockets;

namespace DrEvents.Backend.Hosting;

/// <summary>By what bounds know who comes from where.</summary>
public static class Networks
{
    private const int NetworkBytes = 8;

    /// <summary>Of IPv6 the network, of which whoever has one address has all; of IPv4 the address itself, also where it is written as one of IPv6.</summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
