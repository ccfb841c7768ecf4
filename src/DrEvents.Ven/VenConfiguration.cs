using System.Net;
using DrEvents.Contracts;
using DrEvents.Contracts.Settings;
using DrEvents.Mqtt;
using DrEvents.Ven.Loads.Homes;
using DrEvents.Ven.Log;
using DrEvents.Ven.Provisioning;
using DrEvents.Ven.Receipts;
using DrEvents.Ven.Shedding;
using DrEvents.Ven.Web;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace DrEvents.Ven;

/// <summary>
/// Reads <see cref="VenOptions"/> from appsettings, environment and command line. Every key has the name that all of DrEvents uses and,
/// where the field has one, the field's (<c>IOT_ENDPOINT</c>, …); the first wins.
/// </summary>
public static class VenConfiguration
{
    private const int WebPortDefault = 8080;

    /// <summary>The options, or all that is wrong with the configuration, each naming its key.</summary>
    public static (VenOptions? Options, IReadOnlyList<string> Errors) Read(IConfigurationRoot configuration)
    {
        var read = new KeyReader(configuration);
        var options = Read(read);
        read.Errors.AddRange(SettingNames.Problems(Given(configuration), Written(configuration), read.Asked));
        return read.Errors.Count == 0 ? (options, []) : (null, read.Errors);
    }

    /// <summary>What is wrong with arguments that are no settings.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<string> args)
    {
        // What is asked of a configuration is all that one can hold.
        var nothing = new KeyReader(new ConfigurationBuilder().Build());
        Read(nothing);
        return SettingArguments.Problems(args, nothing.Asked);
    }

    private static VenOptions Read(KeyReader read)
    {
        var caFile = read.File("Mqtt:CaFile", "CA_CERT");
        var certFile = read.File("Mqtt:CertFile", "CLIENT_CERT");
        var keyFile = read.PrivateKey("Mqtt:KeyFile", "PRIVATE_KEY");
        if (certFile is null != keyFile is null)
            read.Fail("Mqtt:CertFile and Mqtt:KeyFile: one is given without the other");
        var claim = ClaimOf(read, certFile is not null);
        var alpn = read.Text("Mqtt:Alpn");
        var port = read.Number(1, 65_535, "Mqtt:Port");
        var isTls = read.Flag("Mqtt:Tls") ?? ((caFile ?? certFile ?? claim?.CertFile ?? alpn) is not null || port is BrokerPorts.Https);
        if (!isTls && (caFile ?? certFile ?? claim?.CertFile ?? alpn) is not null)
            read.Fail(
                "Mqtt:Tls: false, but Mqtt:CaFile, Mqtt:CertFile, Mqtt:ClaimCertFile or Mqtt:Alpn is set: the connection would not be encrypted"
            );
        var venId = VenIdOf(read);
        if (venId is null)
            read.Fail("Ven:Id: missing (IOT_THING_NAME is read too)");
        else if (!VenIds.IsValid(venId))
            read.Fail($"Ven:Id: not {VenIds.Form}");
        if (read.Text("Mqtt:ClientId") is { } clientId && clientId != venId)
            read.Fail("Mqtt:ClientId: differs from Ven:Id, but a VEN connects under its own id");
        var broker = new BrokerAddress(
            read.Text("Mqtt:Host", "IOT_ENDPOINT") ?? "localhost",
            port ?? (isTls ? BrokerPorts.Tls : BrokerPorts.Plain)
        )
        {
            IsTls = isTls,
            CaFile = caFile,
            CertFile = certFile,
            KeyFile = keyFile,
            Alpn = alpn,
        };
        var webPort = read.Number(0, 65_535, "Web:Port", "WEB_PORT") ?? WebPortDefault;
        var webHost = read.Text("Web:Host") ?? "localhost";
        if (webHost != "localhost" && !IPAddress.TryParse(webHost, out _))
            read.Fail("Web:Host: neither an IP address nor localhost");
        var isPairingRequired = read.Flag("Web:PairingRequired");
        if (isPairingRequired == false && !PageAccess.IsLoopback(webHost))
            read.Fail($"Web:PairingRequired: has to be true where others can reach the page (Web:Host is {webHost})");
        var webToken = read.Text("Web:Token");
        if (webToken is { Length: < PairingToken.LengthMin } || webToken?.Any(c => c is <= ' ' or > '~') == true)
            read.Fail($"Web:Token: at least {PairingToken.LengthMin} characters of ASCII, without spaces");
        var logFile = LogFileOf(read, venId);
        var commandKeyFile = read.Text("Ven:CommandKeyFile");
        return new VenOptions(venId ?? "", broker)
        {
            ReportInterval = TimeSpan.FromSeconds(read.Number(1, 86_400, "Ven:ReportIntervalSeconds") ?? 5),
            Seed = read.Number(int.MinValue, int.MaxValue, "Ven:Seed") ?? 1,
            Home = read.Home("Ven:Home"),
            HomeFile = read.Text("Ven:Home") is { } home && !Home.Shipped.Contains(home) ? home : null,
            ReturnPace = new ReturnPace(
                read.Seconds("Ven:RestoreSpreadSeconds") ?? ReturnPace.Usual.Spread,
                read.Seconds("Ven:RestoreRampSeconds") ?? ReturnPace.Usual.Ramp
            ),
            LogFile = logFile,
            Claim = claim,
            IsBrokerGiven = read.Text("Mqtt:Host", "IOT_ENDPOINT") is not null,
            LogBounds = new LogBounds(
                read.Number(1, 36_500, "Ven:LogDaysMax") ?? LogBounds.DaysDefault,
                read.Number(LogBounds.MegabytesMin, 1_000_000, "Ven:LogMegabytesMax") ?? LogBounds.MegabytesDefault
            ),
            Shadow = read.Flag("Ven:Shadow") ?? true,
            ReceiptKeys = ReceiptKeyFile.Read(read),
            CommandKeyFile =
                commandKeyFile ?? (logFile is null ? null : Path.Combine(Path.GetDirectoryName(logFile) ?? "", Trust.CommandKeyFile.Name)),
            NeedsCommandKeys = commandKeyFile is not null,
            WebPort = webPort == 0 ? null : webPort,
            WebHost = webHost,
            WebToken = webToken,
            IsPairingRequired = isPairingRequired ?? false,
        };
    }

    private static Claim? ClaimOf(KeyReader read, bool hasCertificate)
    {
        var (template, certFile) = (read.Text("Mqtt:ProvisioningTemplate"), read.File("Mqtt:ClaimCertFile"));
        var keyFile = read.PrivateKey("Mqtt:ClaimKeyFile");
        if ((template ?? certFile ?? keyFile) is null)
            return null;
        if (hasCertificate)
            read.Fail(
                "Mqtt:ProvisioningTemplate, Mqtt:ClaimCertFile: set beside Mqtt:CertFile, but a VEN with a certificate needs no claim"
            );
        if (template is not null && certFile is not null && keyFile is not null)
            return new Claim(template, certFile, keyFile);
        read.Fail("Mqtt:ProvisioningTemplate, Mqtt:ClaimCertFile and Mqtt:ClaimKeyFile: one is given without the others");
        return null;
    }

    /// <summary>The file of the log, for who only reads it; null where neither it nor the VEN's id is configured.</summary>
    public static string? LogFile(IConfiguration configuration)
    {
        var read = new KeyReader(configuration);
        return LogFileOf(read, VenIdOf(read));
    }

    private static IEnumerable<string> Given(IConfigurationRoot configuration) =>
        configuration.AsEnumerable().Where(s => s.Value is not null).Select(s => s.Key);

    /// <summary>Of the environment only what begins like the field's names: nobody else has those.</summary>
    private static IEnumerable<WrittenName> Written(IConfigurationRoot configuration) =>
        from provider in configuration.Providers
        from name in provider.GetChildKeys([], null)
        where provider is not EnvironmentVariablesConfigurationProvider || name.StartsWith("IOT_", StringComparison.OrdinalIgnoreCase)
        select new WrittenName(name, provider.TryGet(name, out var value) && value is not null);

    /// <summary>The VEN's id, for who only asks for it; null where none is configured.</summary>
    public static string? VenId(IConfiguration configuration) => VenIdOf(new KeyReader(configuration));

    private static string? VenIdOf(KeyReader read) => read.Text("Ven:Id", "IOT_THING_NAME", "Mqtt:ClientId");

    private static string? LogFileOf(KeyReader read, string? venId) =>
        read.Text("Ven:LogFile") ?? (venId is null ? null : LogFileOf(venId));

    /// <summary>Where a VEN keeps its log unless it is told otherwise.</summary>
    public static string LogFileOf(string venId) => Path.Combine(".data", $"{venId.Replace(':', '_')}.log.db");
}
