using DrEvents.Ven.Devices.Ocpp.Security;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>What the home's file says of a charger; every load that names the charger says the same.</summary>
/// <param name="Identity">The last segment of the path that it connects to.</param>
internal sealed record ChargerSettings(string Identity)
{
    /// <summary>Its password; null where the port is open, or certificates are asked for.</summary>
    public BasicSecret? Secret { get; init; }

    /// <summary>Who may charge; null is everybody.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Phases that it is connected to, 1 to 3.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>Voltage between phase and neutral where it tells none, V.</summary>
    public double Volts { get; init; } = 230;

    /// <summary>Whether its meter's interval and measurands may be set, and nothing else.</summary>
    public bool MaySetMeter { get; init; }

    /// <summary>The operator's own central system; null where the VEN is the only one.</summary>
    public OperatorSettings? Operator { get; init; }

    /// <summary>Whether a tag may charge.</summary>
    public bool Allows(string tag) => Tags is null || Tags.Contains(tag, StringComparer.OrdinalIgnoreCase);

    /// <summary>What differs from what another load says of the same charger; null where nothing does.</summary>
    public string? Contradicts(ChargerSettings other) =>
        !Equals(Secret, other.Secret) ? "secretFile"
        : !(Tags ?? []).SequenceEqual(other.Tags ?? []) || Tags is null != other.Tags is null ? "tags"
        : Phases != other.Phases ? "phases"
        : Volts != other.Volts ? "volts"
        : MaySetMeter != other.MaySetMeter ? "maySetMeter"
        : Operator != other.Operator ? "operator"
        : null;
}

/// <summary>The central system of whoever operates the charger, which goes on seeing it.</summary>
/// <param name="Url">Where it is; the charger's identity is added as the last segment of the path.</param>
/// <param name="Secret">The password that the VEN shows there in the charger's name; null for none.</param>
internal sealed record OperatorSettings(Uri Url, BasicSecret? Secret);

/// <summary>What the home's file says of the connector that a load is.</summary>
/// <param name="Number">The connector (OCPP 1.6) or EVSE (2.0.1), from 1.</param>
/// <param name="RatedKw">Most that it gives, kW.</param>
internal sealed record ConnectorSettings(int Number, double RatedKw)
{
    /// <summary>Whether a limit below the least current may pause the vehicle; not every vehicle wakes again.</summary>
    public bool CanPause { get; init; }

    /// <summary>Hour of the day by which a vehicle has to be ready; null where the owner did not say.</summary>
    public double? DepartsHour { get; init; }

    /// <summary>Energy that a vehicle needs in a stay, kWh; null where the owner did not say.</summary>
    public double? NeededKwh { get; init; }
}

/// <summary>Where chargers connect to.</summary>
/// <param name="Port">The port of the VEN.</param>
internal sealed record PortSettings(int Port)
{
    /// <summary>The address that is listened on; null is every one of the machine's.</summary>
    public System.Net.IPAddress? Host { get; init; }

    /// <summary>The certificate that the VEN shows, PEM; null is no TLS.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Whose certificates chargers have to show, PEM; null asks for none.</summary>
    public string? ClientCaFile { get; init; }

    /// <summary>Whether nothing is said but the port: the others of this port say the rest.</summary>
    public bool IsBare => this == new PortSettings(Port);
}
