using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using DrEvents.Backend.Features.Identity;
using DrEvents.Local.Mqtt;
using DrEvents.Mqtt;
using Refusals = DrEvents.Backend.Features.Trail.Refusals;

namespace DrEvents.Local;

/// <summary>
/// The broker of this machine, unless another is configured: VENs with a certificate of this installation are held to their own topics; this process is known
/// by a password that it makes at each start and tells nobody.
/// </summary>
internal sealed class LocalBroker(
    LocalOptions options,
    IConfiguration configuration,
    string data,
    TimeProvider clock,
    ILoggerFactory loggers
) : IAsyncDisposable
{
    private const string Host = "localhost";
    private const int PasswordBytes = 32;
    private static readonly TimeSpan CertificateHolds = TimeSpan.FromDays(5 * 365);

    private EmbeddedBroker? _broker;
    private CertificateAuthority? _authority;
    private Refusals? _refusals;

    /// <summary>Which certificates hold; the backend fills it.</summary>
    public KnownIdentities Known { get; } = new(clock);

    /// <summary>Where it is, and as whom this process connects.</summary>
    public BrokerAddress Address { get; private set; } = new(Host, options.MqttPort);

    /// <summary>A broker that somebody else runs; null for the embedded one.</summary>
    public string? Other => configuration["Mqtt:Host"] is { Length: > 0 } host ? host : null;

    /// <summary>Starts it, and says in the backend's settings where it is.</summary>
    public async Task StartAsync(Dictionary<string, string?> settings, CancellationToken cancellation)
    {
        var caFile = configuration[IdentityOptions.CaKey] is { Length: > 0 } given
            ? given
            : Path.Combine(data, "identity", "authority.pem");
        settings[IdentityOptions.CaKey] = caFile;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(caFile))!);
        if (Other is { } other)
        {
            Address = OfOther(other);
            return;
        }
        _authority = OwnAuthority.ReadOrMake(caFile, clock.GetUtcNow(), loggers.CreateLogger<OwnAuthority>());
        var password = RandomNumberGenerator.GetHexString(2 * PasswordBytes);
        _broker = new EmbeddedBroker(
            new EmbeddedBrokerOptions
            {
                Port = options.MqttPort,
                RetainedFile = Path.Combine(data, "retained.json"),
                // Until the backend is there, refusals are lines of the log alone.
                Refused = client => _refusals?.CountClient(client.ClientId, client.From, client.What, client.Why),
                Rules = new ClientRules(_authority, Known, options.PlainMqtt, password),
                Tls = new TlsDoor(IPAddress.Parse(options.MqttTlsAddress), options.MqttTlsPortInForce(), CertificateOf(_authority))
                {
                    ConnectionsPerAddress = options.MqttTlsPerAddress,
                },
                Clock = clock,
            },
            loggers.CreateLogger<EmbeddedBroker>()
        );
        await _broker.StartAsync(cancellation);
        Address = new BrokerAddress(Host, _broker.Port)
        {
            UserName = Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            Password = password,
        };
        settings["Mqtt:Host"] = Address.Host;
        settings["Mqtt:Port"] = Address.Port.ToString(CultureInfo.InvariantCulture);
        settings["Mqtt:UserName"] = Address.UserName;
        settings["Mqtt:Password"] = Address.Password;
        settings["Identity:BrokerPort"] = _broker.TlsPort.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Has clients that are refused told beside the requests that are.</summary>
    public void TellTo(Refusals refusals) => _refusals = refusals;

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        _authority?.Dispose();
    }

    private System.Security.Cryptography.X509Certificates.X509Certificate2 CertificateOf(CertificateAuthority authority)
    {
        string?[] names = [Host, IPAddress.Loopback.ToString(), Dns.GetHostName(), configuration["Identity:BrokerHost"]];
        return authority.IssueToServer([.. names.OfType<string>().Distinct()], clock.GetUtcNow(), CertificateHolds);
    }

    private BrokerAddress OfOther(string host)
    {
        var isTls = configuration.GetValue<bool>("Mqtt:Tls");
        return new BrokerAddress(host, configuration.GetValue("Mqtt:Port", isTls ? BrokerPorts.Tls : BrokerPorts.Plain))
        {
            IsTls = isTls,
            CaFile = configuration["Mqtt:CaFile"],
            CertFile = configuration["Mqtt:CertFile"],
            KeyFile = configuration["Mqtt:KeyFile"],
            UserName = configuration["Mqtt:UserName"],
            Password = configuration["Mqtt:Password"],
        };
    }
}
