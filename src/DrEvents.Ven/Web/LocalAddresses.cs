using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace DrEvents.Ven.Web;

/// <summary>Under which address other devices of the home find this machine.</summary>
internal static class LocalAddresses
{
    /// <summary>The host of a link for people: the address that is served on, or one of this machine's where it is served on all.</summary>
    public static string ForPeople(string webHost)
    {
        if (!IPAddress.TryParse(webHost, out var served))
            return webHost;
        var address = served.Equals(IPAddress.Any) || served.Equals(IPAddress.IPv6Any) ? Own() ?? served : served;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    private static IPAddress? Own()
    {
        try
        {
            return NetworkInterface
                .GetAllNetworkInterfaces()
                .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(i => i.GetIPProperties().UnicastAddresses)
                .Select(a => a.Address)
                .FirstOrDefault(a => a.AddressFamily == AddressFamily.InterNetwork);
        }
        catch (NetworkInformationException)
        {
            // A service that may not ask the kernel: the page is there all the same.
            return null;
        }
    }
}
