using Amazon;
using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt.DataPlane;

/// <summary>How to reach the data plane of AWS IoT Core: configuration section <c>DataPlane</c>, in force where <c>Mqtt:Commands</c> is <c>dataPlane</c>.</summary>
public sealed class DataPlaneOptions : ICheckedOptions
{
    private const int ConnectionsMax = 200;

    /// <summary>Region, for example <c>eu-central-1</c>; without it the environment's or the profile's.</summary>
    public string? Region { get; set; }

    /// <summary>Host or https address of the account's data endpoint; without it the control plane is asked for it.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Host or https address of the control plane; without it the region's.</summary>
    public string? ControlEndpoint { get; set; }

    /// <summary>PEM file of the authority that signed the endpoints' certificates; without it the system's are trusted.</summary>
    public string? CaFile { get; set; }

    /// <summary>Connections over which messages are spread.</summary>
    public int Connections { get; set; } = 10;

    /// <summary>Most messages of one connection in any second. AWS IoT Core allows 100.</summary>
    public int PublishesPerSecond { get; set; } = WireLimits.PublishesPerSecondMax;

    public IEnumerable<string> Problems()
    {
        if (Region is not null && RegionEndpoint.EnumerableAllRegions.All(r => r.SystemName != Region))
            yield return $"DataPlane:Region is '{Region}', which is no region of AWS";
        foreach (var (key, address) in new[] { ("Endpoint", Endpoint), ("ControlEndpoint", ControlEndpoint) })
        {
            if (address is not null && AddressOf(address) is null)
                yield return $"DataPlane:{key} is '{address}', not a host or an https address without a path";
        }
        if (CaFile is not null && !File.Exists(CaFile))
            yield return $"DataPlane:CaFile: there is no file {CaFile}";
        if (Connections is < 1 or > ConnectionsMax)
            yield return $"DataPlane:Connections is {Connections}, not 1 to {ConnectionsMax}";
        if (PublishesPerSecond is < PublishPace.Least or > WireLimits.PublishesPerSecondMax)
            yield return $"DataPlane:PublishesPerSecond is {PublishesPerSecond}, not {PublishPace.Least} to {WireLimits.PublishesPerSecondMax}";
    }

    /// <summary>The https address of a host or of an address; null for anything else.</summary>
    public static Uri? AddressOf(string hostOrAddress) =>
        Uri.TryCreate(
            hostOrAddress.Contains("://", StringComparison.Ordinal) ? hostOrAddress : $"https://{hostOrAddress}",
            UriKind.Absolute,
            out var uri
        ) && uri is { Scheme: "https", PathAndQuery: "/", UserInfo: "", Fragment: "" }
            ? uri
            : null;
}
