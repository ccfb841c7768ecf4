using System.Net;
using System.Net.Sockets;
using DrEvents.Local.Mqtt;

namespace DrEvents.Local;

/// <summary>What runs on this machine, and on which ports: configuration section <c>Local</c>.</summary>
public sealed class LocalOptions
{
    internal const int MqttTlsPerAddressDefault = 1000;

    /// <summary>Folder that holds the database, the broker's retained messages and the VENs' logs.</summary>
    public string DataDirectory { get; set; } = ".data";

    /// <summary>Port of the backend.</summary>
    public int HttpPort { get; set; } = 8000;

    /// <summary>Port of the embedded broker; 0 takes a free one.</summary>
    public int MqttPort { get; set; } = 1883;

    /// <summary>Port of the embedded broker for VENs with a certificate; 0 takes a free one. Not set: 8883, or a free one where the other port is.</summary>
    public int? MqttTlsPort { get; set; }

    public int MqttTlsPortInForce() => MqttTlsPort ?? (MqttPort == 0 ? 0 : DrEvents.Mqtt.BrokerPorts.Tls);

    /// <summary>Address that this port is on; by default VENs of this machine alone reach it.</summary>
    public string MqttTlsAddress { get; set; } = "127.0.0.1";

    /// <summary>Connections that one address may hold there: a thousand homes may stand behind one, and whoever takes more leaves none for others.</summary>
    public int MqttTlsPerAddress { get; set; } = MqttTlsPerAddressDefault;

    /// <summary>Whether clients without a certificate are let in from this machine: <c>Auto</c>, until the first VEN has one; <c>Always</c>; <c>Never</c>.</summary>
    public PlainMqtt PlainMqtt { get; set; }

    /// <summary>Port of the first VEN's page; null has no page.</summary>
    public int? VenPort { get; set; } = 8080;

    /// <summary>VENs beside the one with the page.</summary>
    public int FleetSize { get; set; } = 29;

    /// <summary>Whether the VENs are homes of mixed kinds with names, places and groups; else they are alike, and register themselves.</summary>
    public bool MixedHomes { get; set; } = true;

    /// <summary>Days before the very first start that mixed homes report, in the background; 0 for none.</summary>
    public int HistoryDays { get; set; } = 14;

    /// <summary>Seconds between two samples of a VEN.</summary>
    public int ReportIntervalSeconds { get; set; } = 5;

    /// <summary>Where PostgreSQL's programs come from: a folder, or <c>npm</c>; without it they are looked for.</summary>
    public string? PostgresBinaries { get; set; }

    /// <summary>What is wrong with these options, naming the key; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (HttpPort is < 1 or > 65535)
            yield return $"Local:HttpPort is {HttpPort}, not 1 to 65535";
        if (MqttPort is < 0 or > 65535)
            yield return $"Local:MqttPort is {MqttPort}, not 0 to 65535";
        if (MqttTlsPort is < 0 or > 65535)
            yield return $"Local:MqttTlsPort is {MqttTlsPort}, not 0 to 65535";
        if (!IPAddress.TryParse(MqttTlsAddress, out var address) || address.AddressFamily != AddressFamily.InterNetwork)
            yield return $"Local:MqttTlsAddress is '{MqttTlsAddress}', no IPv4 address";
        if (MqttTlsPerAddress < 1)
            yield return $"Local:MqttTlsPerAddress is {MqttTlsPerAddress}, less than 1";
        if (VenPort is < 1 or > 65535)
            yield return $"Local:VenPort is {VenPort}, not 1 to 65535";
        if (FleetSize is < 0 or > 1000)
            yield return $"Local:FleetSize is {FleetSize}, not 0 to 1000";
        if (HistoryDays is < 0 or > 60)
            yield return $"Local:HistoryDays is {HistoryDays}, not 0 to 60";
        if (ReportIntervalSeconds is < 1 or > 3600)
            yield return $"Local:ReportIntervalSeconds is {ReportIntervalSeconds}, not 1 to 3600";
        if (string.IsNullOrWhiteSpace(DataDirectory))
            yield return "Local:DataDirectory is empty";
    }
}
