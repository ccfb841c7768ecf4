using System.Net;
using System.Runtime.CompilerServices;
using DrEvents.Mqtt;
using DrEvents.Ven.Devices.Ocpp.Rpc;
using DrEvents.Ven.Devices.Ocpp.Security;
using DrEvents.Ven.Devices.Ocpp.State;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;

namespace DrEvents.Ven.Devices.Ocpp;

/// <summary>Chargers of electric vehicles that speak OCPP 1.6 or 2.0.1; the VEN is their central system. The fields are those of ops/docs/ocpp.md.</summary>
/// <param name="limits">How much one charger may ask; null is the usual.</param>
internal sealed class OcppKind(RpcLimits? limits = null) : IDeviceKind
{
    /// <summary>The port of chargers unless the home's file says another.</summary>
    public const int UsualPort = 8887;
    private const int IdentityLengthMax = 48;
    private const int SecretLengthMin = 8;
    private const int TagsMax = 256;
    private const int TagLengthMax = 255;

    // A home's drivers share what they have in common: they are built with one context.
    private readonly ConditionalWeakTable<DeviceContext, Dictionary<int, OcppPort>> _ports = [];

    public string Name => "ocpp";

    /// <summary>Who connected that nobody knows, for commissioning.</summary>
    public IReadOnlyList<Stranger> StrangersOf(DeviceContext context) =>
        _ports.TryGetValue(context, out var ports) ? [.. ports.Values.SelectMany(p => p.Strangers.Seen)] : [];

    /// <summary>Whether chargers can connect at all: a load is one.</summary>
    public bool HasPort(DeviceContext context) => _ports.TryGetValue(context, out _);

    public Func<DeviceContext, IDeviceDriver>? ReadDevice(StrictFields fields, LoadDescription load)
    {
        var port = ReadPort(fields);
        var charger = ReadCharger(fields, port);
        var connector = ReadConnector(fields, load, charger);
        return context =>
        {
            var shared = PortOf(context, port);
            return new OcppDriver(shared, shared.Join(charger, connector.Number), connector, context);
        };
    }

    public Func<DeviceContext, IMeterDriver>? ReadMeter(StrictFields fields) => null;

    /// <summary>The port that drivers of a context share.</summary>
    internal OcppPort PortOf(DeviceContext context, PortSettings settings)
    {
        var ports = _ports.GetOrCreateValue(context);
        if (!ports.TryGetValue(settings.Port, out var port))
        {
            var logger = context.Loggers.CreateLogger("DrEvents.Ven.Devices.Ocpp");
            // One file for each port, so that each has one writer.
            var name = FormattableString.Invariant($"ocpp-transactions.{settings.Port}.json");
            var file = context.Folder is { } folder ? Path.Combine(folder, name) : null;
            ports[settings.Port] = port = new OcppPort(settings, limits ?? new(), context, new OpenTransactions(file, logger));
        }
        port.Refine(settings);
        return port;
    }

    private static PortSettings ReadPort(StrictFields fields)
    {
        var port = new PortSettings(fields.Whole("port", UsualPort, 0, 65535))
        {
            Host = ReadHost(fields),
            CertificateFile = fields.TextOrNone("certificateFile"),
            KeyFile = fields.TextOrNone("keyFile"),
            ClientCaFile = fields.TextOrNone("clientCaFile"),
        };
        if (port.CertificateFile is null != port.KeyFile is null)
            fields.Fail(port.KeyFile is null ? "keyFile" : "certificateFile", "missing: TLS needs certificateFile and keyFile");
        if (port is { ClientCaFile: not null, CertificateFile: null })
            fields.Fail("certificateFile", "missing: chargers show certificates to a VEN that shows one");
        foreach (var (name, file) in new[] { ("certificateFile", port.CertificateFile), ("clientCaFile", port.ClientCaFile) })
        {
            if (file is not null && !File.Exists(file))
                fields.Fail(name, $"there is no file {file}");
        }
        if (
            port.KeyFile is { } key
            && (
                File.Exists(key)
                    ? PrivateKeyFile.Problem(key, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY"))
                    : $"there is no file {key}"
            )
                is { } error
        )
            fields.Fail("keyFile", error);
        return port;
    }

    private static IPAddress? ReadHost(StrictFields fields)
    {
        if (fields.TextOrNone("host") is not { } host)
            return null;
        if (IPAddress.TryParse(host, out var address))
            return address;
        fields.Fail("host", $"'{host}' is no address of this machine");
        return null;
    }

    private static ChargerSettings ReadCharger(StrictFields fields, PortSettings port)
    {
        var identity = fields.Text("charger");
        if (
            identity.Length > IdentityLengthMax
            || identity.Any(c => !char.IsAscii(c) || char.IsControl(c) || c is '/' or ' ' or '?' or '#')
        )
            fields.Fail("charger", $"'{identity}' cannot be the last segment of a path, of at most {IdentityLengthMax} characters");
        var secret = ReadSecret(fields);
        var isOpen = fields.Flag("open");
        if (isOpen == (secret is not null || port.ClientCaFile is not null))
            fields.Fail("open", "either a secretFile or clientCaFile, or open: true for a charger that cannot show a password");
        var tags = fields.TextsOrNone("tags");
        if (tags?.Count > TagsMax || tags?.Any(t => t.Length is 0 or > TagLengthMax) == true)
            fields.Fail("tags", $"at most {TagsMax}, each of 1 to {TagLengthMax} characters");
        return new ChargerSettings(identity)
        {
            Secret = secret,
            Tags = tags,
            Phases = fields.Whole("phases", 1, 1, 3),
            Volts = fields.Number("volts", 230, 100, 260),
            MaySetMeter = fields.Flag("maySetMeter"),
            Operator = ReadOperator(fields),
        };
    }

    private static OperatorSettings? ReadOperator(StrictFields fields)
    {
        if (fields.ObjectOrNone("operator") is not { } named)
            return null;
        var url = named.Text("url");
        var isUrl = Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "ws" or "wss" && uri.UserInfo.Length == 0;
        if (url.Length > 0 && !isUrl)
            named.Fail("url", $"'{url}' is no address as wss://csms.example/ocpp, without a password in it");
        var secret = ReadSecret(named);
        named.EndOfFields();
        return isUrl ? new OperatorSettings(uri!, secret) : null;
    }

    private static ConnectorSettings ReadConnector(StrictFields fields, LoadDescription load, ChargerSettings charger)
    {
        var leastKw = ChargingRate.LeastKw(charger.Phases, charger.Volts);
        if (load.RatedKw < leastKw)
            fields.Fail(
                "phases",
                FormattableString.Invariant($"ratedKw is below {leastKw} kW, the least of {charger.Phases} phases (6 A)")
            );
        var (departs, needed) = (
            fields.TextOrNone("departs") is null ? (double?)null : fields.Hour("departs"),
            fields.NumberOrNone("neededKwh", 0, 300)
        );
        if (departs is null != needed is null)
            fields.Fail(departs is null ? "departs" : "neededKwh", "missing: energy by departure needs departs and neededKwh");
        return new ConnectorSettings(fields.Whole("connector", 1, 1, Charger.ConnectorsMax), load.RatedKw)
        {
            CanPause = fields.Flag("canPause"),
            DepartsHour = departs,
            NeededKwh = needed,
        };
    }

    private static BasicSecret? ReadSecret(StrictFields fields)
    {
        if (!fields.Has("secretFile"))
            return null;
        var before = fields.ErrorCount;
        var secret = SecretFile.Read(fields) ?? "";
        if (secret.Length < SecretLengthMin && fields.ErrorCount == before)
            fields.Fail("secretFile", $"its secret has fewer than {SecretLengthMin} characters");
        return new BasicSecret(secret);
    }
}
