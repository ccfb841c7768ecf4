namespace DrEvents.Cli.Mqtt;

/// <summary>Where the broker is and how it is spoken to.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Tls">Whether the connection is encrypted.</param>
/// <param name="CaFile">PEM of the authorities that are trusted instead of the system's.</param>
/// <param name="CertFile">PEM of our own certificate.</param>
/// <param name="KeyFile">PEM of its key.</param>
/// <param name="ClientId">MQTT client id.</param>
sealed record BrokerAddress(string Host, int Port, bool Tls, string? CaFile, string? CertFile, string? KeyFile, string ClientId)
{
    public override string ToString() => $"{Host}:{Port}{(Tls ? " (TLS)" : "")}";
}
