using System.Net;

namespace DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

/// <summary>A record of a response. Of each kind only what browsing needs is read.</summary>
/// <param name="Name">Whose it is; labels with dots between, in lower case.</param>
internal abstract record MdnsRecord(string Name);

/// <summary>An instance of a service type.</summary>
/// <param name="Instance">The instance's name, in lower case.</param>
/// <param name="Label">Its first label as it was written: what the device calls itself.</param>
internal sealed record PointerRecord(string Name, string Instance, string Label) : MdnsRecord(Name);

/// <summary>Where an instance is.</summary>
internal sealed record ServiceRecord(string Name, string Host, int Port) : MdnsRecord(Name);

/// <summary>What else an instance says.</summary>
internal sealed record TextRecord(string Name, IReadOnlyDictionary<string, string> Texts) : MdnsRecord(Name);

/// <summary>The address of a host.</summary>
internal sealed record AddressRecord(string Name, IPAddress Address) : MdnsRecord(Name);
