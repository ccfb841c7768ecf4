using DrEvents.Mqtt;

namespace DrEvents.Backend.Mqtt;

/// <summary>Who answers the device shadow's topics: configuration section <c>Shadow</c>.</summary>
public sealed class ShadowOptions
{
    /// <summary><c>standIn</c>: the backend answers, for brokers without shadows; <c>aws</c>: AWS IoT does, and the backend only listens.</summary>
    public string Provider { get; set; } = StandIn;
    public const string StandIn = "standIn";
    public const string Aws = "aws";
    public bool Answers => Provider == StandIn;
    public IReadOnlyList<string> Filters => Answers ? ShadowTopics.BackendFilters : [ShadowTopics.AllDocuments, ShadowTopics.AllDeletions];
}

/// <summary>How to reach the broker: configuration section <c>Mqtt</c>.</summary>
public sealed class MqttOptions : ICheckedOptions
{
    /// <summary>AWS IoT Core takes 128 characters, of which the node of a cluster needs some for itself.</summary>
    private const int ClientIdLengthMax = 90;

    public string Host { get; set; } = "localhost";

    /// <summary>Port; 1883, or 8883 with TLS, when not set.</summary>
    public int? Port { get; set; }
    public bool Tls { get; set; }

    /// <summary>PEM file of the certificate authority that signed the broker's certificate; without it the system's are trusted.</summary>
    public string? CaFile { get; set; }
    public string? CertFile { get; set; }
    public string? KeyFile { get; set; }

    /// <summary>User name and password for the broker, where a certificate is not what it goes by.</summary>
    public string? UserName { get; set; }
    public string? Password { get; set; }

    /// <summary>Protocol that the TLS handshake asks for (ALPN); port 443 implies AWS IoT Core's.</summary>
    public string? Alpn { get; set; }

    /// <summary>Backends that share one broker need different ones; nodes of one cluster add to it themselves.</summary>
    public string ClientId { get; set; } = "drevents-backend";

    /// <summary>How commands go out: <c>mqtt</c>, or <c>dataPlane</c>, the HTTPS interface of AWS IoT Core. What VENs send comes in over MQTT.</summary>
    public string Commands { get; set; } = OverMqtt;
    public const string OverMqtt = "mqtt";
    public const string OverDataPlane = "dataPlane";
    public bool UsesDataPlane => Commands == OverDataPlane;

    /// <summary>Whether the broker is AWS IoT Core, whose limits are kept then; not set, its host's name says it.</summary>
    public bool? IsAwsIot { get; set; }
    public bool IsAwsIotInForce => IsAwsIot ?? AwsHosts.Any(domain => Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));
    private static readonly string[] AwsHosts = [".amazonaws.com", ".amazonaws.com.cn"];

    /// <summary>Most messages that the broker may have under way to us without our acknowledgement. AWS IoT Core allows 100.</summary>
    public int ReceiveMaximum { get; set; } = 2000;
    public int ReceiveMaximumInForce => IsAwsIotInForce ? Math.Min(ReceiveMaximum, WireLimits.InFlightMax) : ReceiveMaximum;

    /// <summary>Most commands under way to the broker without its acknowledgement. AWS IoT Core allows 100.</summary>
    public int PublishInFlight { get; set; } = 100;

    /// <summary>How long the broker keeps what arrives for us while we are away, seconds.</summary>
    public uint SessionExpirySeconds { get; set; } = 3600;
    public int PortInForce => Port ?? (Tls ? BrokerPorts.Tls : BrokerPorts.Plain);

    public BrokerAddress AddressInForce() =>
        new(Host, PortInForce)
        {
            IsTls = Tls,
            CaFile = CaFile,
            CertFile = CertFile,
            KeyFile = KeyFile,
            UserName = UserName,
            Password = Password,
            Alpn = Alpn,
        };

    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Host))
            yield return "Mqtt:Host is empty";
        if (PortInForce is < 1 or > 65535)
            yield return $"Mqtt:Port is {PortInForce}, not 1 to 65535";
        if (string.IsNullOrWhiteSpace(ClientId) || ClientId.Length > ClientIdLengthMax)
            yield return $"Mqtt:ClientId is not 1 to {ClientIdLengthMax} characters";
        if (ReceiveMaximum is < 1 or > 65535)
            yield return $"Mqtt:ReceiveMaximum is {ReceiveMaximum}, not 1 to 65535";
        if (IsAwsIotInForce && PublishInFlight > WireLimits.InFlightMax)
            yield return $"Mqtt:PublishInFlight is {PublishInFlight}; AWS IoT Core takes at most {WireLimits.InFlightMax}";
        if (Commands is not (OverMqtt or OverDataPlane))
            yield return $"Mqtt:Commands is '{Commands}', not {OverMqtt} or {OverDataPlane}";
        if (PublishInFlight is < 1 or > 65535)
            yield return $"Mqtt:PublishInFlight is {PublishInFlight}, not 1 to 65535";
        if ((CertFile is null) != (KeyFile is null))
            yield return "Mqtt:CertFile and Mqtt:KeyFile go together; one of them is missing";
        if (CertFile is not null && !Tls)
            yield return "Mqtt:CertFile is set but Mqtt:Tls is not true";
        if (Password is not null && UserName is null)
            yield return "Mqtt:Password is set but Mqtt:UserName is not";
        foreach (var (key, file) in new[] { ("CaFile", CaFile), ("CertFile", CertFile), ("KeyFile", KeyFile) })
        {
            if (file is not null && !File.Exists(file))
                yield return $"Mqtt:{key}: there is no file {file}";
        }
        if (KeyFile is not null && PrivateKeyFile.Problem(KeyFile, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY")) is { } open)
            yield return $"Mqtt:KeyFile: {open}";
    }
}
