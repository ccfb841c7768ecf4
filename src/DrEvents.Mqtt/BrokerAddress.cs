namespace DrEvents.Mqtt;

/// <summary>Where the broker is, and how both sides prove to each other who they are.</summary>
/// <param name="Host">Name or address; with TLS the broker's certificate has to be for it.</param>
/// <param name="Port">TCP port.</param>
public sealed record BrokerAddress(string Host, int Port)
{
    /// <summary>Encrypts the connection.</summary>
    public bool IsTls { get; init; }

    /// <summary>PEM file of the authorities that the broker's certificate may come from; null takes the machine's own.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of our own certificate; null connects without one.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of the key of that certificate.</summary>
    public string? KeyFile { get; init; }

    /// <summary>By which user name we are known, beside what a certificate says; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password of that user.</summary>
    public string? Password { get; init; }

    /// <summary>Protocol that the TLS handshake asks for (ALPN); null asks for what the port implies.</summary>
    public string? Alpn { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Host}:{Port}{(IsTls ? " (TLS)" : "")}";
}

/// <summary>The ports that brokers listen on, and what follows from them.</summary>
public static class BrokerPorts
{
    /// <summary>MQTT without encryption.</summary>
    public const int Plain = 1883;

    /// <summary>MQTT over TLS.</summary>
    public const int Tls = 8883;

    /// <summary>MQTT over TLS through firewalls that let only HTTPS out; AWS IoT Core tells it from HTTPS by <see cref="AwsAlpn"/>.</summary>
    public const int Https = 443;

    /// <summary>The protocol name with which AWS IoT Core takes MQTT with a client certificate on port 443.</summary>
    public const string AwsAlpn = "x-amzn-mqtt-ca";

    /// <summary>The protocol to ask for: the one that is configured, else what the port implies.</summary>
    public static string? AlpnOf(int port, string? configured) => configured ?? (port == Https ? AwsAlpn : null);
}
