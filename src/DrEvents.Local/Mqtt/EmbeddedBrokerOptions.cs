using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Local.Mqtt;

/// <summary>How an <see cref="EmbeddedBroker"/> is to run.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>The port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Where retained messages are kept for the next process; null keeps them in memory only.</summary>
    public string? RetainedFile { get; init; }

    /// <summary>Who may connect, and do what; null lets everybody on this machine do everything.</summary>
    public ClientRules? Rules { get; init; }

    /// <summary>So many clients are remembered, with what they may; where it has <see cref="Rules"/>. Many times what one machine serves.</summary>
    public int ClientsMax { get; init; } = 100_000;

    /// <summary>So many messages wait for one client, sent or not, that it has not acknowledged.</summary>
    public int WaitingPerClientMax { get; init; } = 20_000;

    /// <summary>Is told of each that is not let in, or not allowed something; null where nobody wants to know.</summary>
    public Action<RefusedClient>? Refused { get; init; }

    /// <summary>The door for clients with a certificate; null has none. It needs <see cref="Rules"/>.</summary>
    public TlsDoor? Tls { get; init; }

    /// <summary>By which the messages of a second are counted; null counts none, as for measurements.</summary>
    public TimeProvider? Clock { get; init; }
}

/// <summary>A client was not let in, or not allowed something.</summary>
/// <param name="ClientId">The id that it came with.</param>
/// <param name="From">The other end of its connection; null where that is not known.</param>
/// <param name="What">What it wanted: a kind of packet.</param>
/// <param name="Why">Why it was refused.</param>
public sealed record RefusedClient(string ClientId, string? From, string What, string Why);

/// <summary>Where clients with a certificate connect.</summary>
/// <param name="Address">The address that it listens on.</param>
/// <param name="Port">Its port; 0 takes a free one.</param>
/// <param name="Certificate">The broker's own certificate, with its key.</param>
public sealed record TlsDoor(IPAddress Address, int Port, X509Certificate2 Certificate)
{
    /// <summary>So many connections may one address hold.</summary>
    public int ConnectionsPerAddress { get; init; } = LocalOptions.MqttTlsPerAddressDefault;

    /// <summary>So long may it take until a client has shown its certificate.</summary>
    public TimeSpan HandshakeWithin { get; init; } = TimeSpan.FromSeconds(10);
}
