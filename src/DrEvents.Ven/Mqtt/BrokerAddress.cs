namespace DrEvents.Ven.Mqtt;

/// <summary>Where the broker is and how to prove to each other who one is.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
public sealed record BrokerAddress(string Host, int Port)
{
    /// <summary>Encrypts the connection.</summary>
    public bool IsTls { get; init; }

    /// <summary>PEM file of the authorities that the broker's certificate may come from; null takes the machine's own.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the VEN's certificate; null connects without one.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of the key of that certificate.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Protocol that the TLS handshake asks for (ALPN); null asks for what the port implies.</summary>
    public string? Alpn { get; init; }
}
