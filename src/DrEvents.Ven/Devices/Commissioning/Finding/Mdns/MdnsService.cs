using System.Net;

namespace DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

/// <summary>A service that a device of the home announces (DNS-SD, RFC 6763).</summary>
/// <param name="Type">The type, as <c>_shelly._tcp.local</c>.</param>
/// <param name="Instance">What the device calls itself.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Port">At which port.</param>
/// <param name="Texts">What else it says, by key in lower case.</param>
internal sealed record MdnsService(string Type, string Instance, IPAddress Address, int Port, IReadOnlyDictionary<string, string> Texts)
{
    /// <summary>What it says under a key; null where it says nothing.</summary>
    public string? Text(string key) => Texts.GetValueOrDefault(key);
}
