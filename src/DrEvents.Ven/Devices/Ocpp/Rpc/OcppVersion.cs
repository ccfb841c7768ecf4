namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>A version of OCPP that the VEN speaks.</summary>
internal enum OcppVersion
{
    /// <summary>OCPP 1.6 with JSON.</summary>
    V16,

    /// <summary>OCPP 2.0.1.</summary>
    V201,
}

/// <summary>The names of the versions on the wire.</summary>
internal static class OcppVersions
{
    /// <summary>The versions, the newest first.</summary>
    private static readonly (OcppVersion Version, string Subprotocol)[] Known =
    [
        (OcppVersion.V201, "ocpp2.0.1"),
        (OcppVersion.V16, "ocpp1.6"),
    ];

    /// <summary>The name of a version in the header <c>Sec-WebSocket-Protocol</c>.</summary>
    public static string Subprotocol(this OcppVersion version) => Known.First(k => k.Version == version).Subprotocol;

    /// <summary>The first version of a charger's list that the VEN speaks, as the charger prefers; null where it speaks none.</summary>
    public static OcppVersion? FirstOf(IEnumerable<string> wanted)
    {
        foreach (var name in wanted)
        {
            foreach (var (version, subprotocol) in Known)
            {
                if (string.Equals(name, subprotocol, StringComparison.OrdinalIgnoreCase))
                    return version;
            }
        }
        return null;
    }
}
