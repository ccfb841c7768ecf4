using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using DrEvents.Cli.Arguments;
using DrEvents.Mqtt;

namespace DrEvents.Cli.Mqtt;

/// <summary>The options that say where the broker is. What is not given comes from the environment, under the names that backend and VEN read too.</summary>
sealed class BrokerOptions
{
    private const string DefaultHost = "localhost";
    private const int PortMax = 65_535;

    private readonly Option<string?> _host = Typed.Text(
        "--mqtt-host",
        "The broker. [Mqtt__Host, else localhost]",
        "host",
        Typed.ReadNonEmpty,
        "a host"
    );
    private readonly Option<int?> _port = Typed.Integer("--mqtt-port", "Its port. [Mqtt__Port, else 1883]", 1, PortMax);
    private readonly Option<bool> _tls = new("--mqtt-tls") { Description = "Encrypt the connection. [Mqtt__Tls]" };
    private readonly Option<string?> _caFile = Pem("--ca-file", "PEM of the authorities to trust instead of the system's. [Mqtt__CaFile]");
    private readonly Option<string?> _certFile = Pem("--cert-file", "PEM of the client certificate. [Mqtt__CertFile]");
    private readonly Option<string?> _keyFile = Pem("--key-file", "PEM of its key. [Mqtt__KeyFile]");

    private readonly Option<string?> _clientId = Typed.Text(
        "--mqtt-client-id",
        "Client id, where the broker ties it to the certificate. Never that of a running client: the broker would drop that one. [random]",
        "id",
        Typed.ReadVenId,
        "1 to 128 characters of A-Z a-z 0-9 : _ -"
    );

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [.. OfAnyClient, _clientId];

    /// <summary>Those for clients that have ids already.</summary>
    public IReadOnlyList<Option> OfAnyClient => [_host, _port, _tls, _caFile, _certFile, _keyFile];

    /// <summary>Where the broker is, from options, then environment, then defaults.</summary>
    /// <param name="ofMany">What stands for a client's id in names of files; null where there is one client.</param>
    public BrokerAddress Read(ParseResult parse, Shell shell, string? ofMany = null)
    {
        var tls = parse.GetValue(_tls) || FlagOf(shell, "Mqtt__Tls");
        Option<string?>[] files = [_caFile, _certFile, _keyFile];
        if (!tls && files.FirstOrDefault(file => parse.GetValue(file) is not null) is { } needless)
            throw VerbFailed.BadInput($"{needless.Name}: needs --mqtt-tls, the connection would not be encrypted");
        var certFile = tls ? FileOf(parse, shell, _certFile, "Mqtt__CertFile", ofMany) : null;
        var keyFile = tls ? FileOf(parse, shell, _keyFile, "Mqtt__KeyFile", ofMany) : null;
        if (keyFile is not null && !IsOfMany(keyFile, ofMany))
            CheckKey(keyFile, shell);
        if ((certFile is null) != (keyFile is null))
            throw VerbFailed.BadInput("--cert-file and --key-file: a client certificate needs both");
        return new BrokerAddress(
            parse.GetValue(_host) ?? shell.Variable("Mqtt__Host") ?? DefaultHost,
            parse.GetValue(_port) ?? PortOf(shell, "Mqtt__Port") ?? BrokerPorts.Plain
        )
        {
            IsTls = tls,
            CaFile = tls ? FileOf(parse, shell, _caFile, "Mqtt__CaFile", ofMany: null) : null,
            CertFile = certFile,
            KeyFile = keyFile,
        };
    }

    /// <summary>Fails where one of many clients lacks its own certificate or key, or where others may read the key.</summary>
    public static void CheckOwn(BrokerAddress broker, Shell shell)
    {
        if (broker is not { CertFile: { } certFile, KeyFile: { } keyFile })
            return;
        foreach (var (option, file) in new[] { ("--cert-file", certFile), ("--key-file", keyFile) })
        {
            if (!File.Exists(file))
                throw VerbFailed.BadInput($"{option}: there is no file '{file}'");
        }
        CheckKey(keyFile, shell);
    }

    /// <summary>The client id. Not from Mqtt__ClientId: a monitor with the backend's id would push the backend off the broker.</summary>
    public string ClientIdOf(ParseResult parse) =>
        parse.GetValue(_clientId) ?? "drevents-monitor-" + RandomNumberGenerator.GetHexString(8, lowercase: true);

    private static Option<string?> Pem(string name, string description) =>
        Typed.Text(name, description, "file", Typed.ReadNonEmpty, "a file");

    private static string? FileOf(ParseResult parse, Shell shell, Option<string?> option, string variable, string? ofMany)
    {
        var (source, path) = parse.GetValue(option) is { } given ? (option.Name, given) : (variable, shell.Variable(variable));
        return path is null || IsOfMany(path, ofMany) || File.Exists(path)
            ? path
            : throw VerbFailed.BadInput($"{source}: there is no file '{path}'");
    }

    private static bool IsOfMany(string path, string? mark) => mark is not null && path.Contains(mark, StringComparison.Ordinal);

    private static void CheckKey(string keyFile, Shell shell)
    {
        if (PrivateKeyFile.Problem(keyFile, shell.Variable("CREDENTIALS_DIRECTORY")) is { } open)
            throw VerbFailed.BadInput($"--key-file: {open}");
    }

    private static int? PortOf(Shell shell, string variable) =>
        shell.Variable(variable) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= PortMax ? port
        : throw VerbFailed.BadInput($"{variable}: '{text}' is not a port from 1 to {PortMax}");

    private static bool FlagOf(Shell shell, string variable) =>
        shell.Variable(variable) is { } text
        && (bool.TryParse(text, out var flag) ? flag : throw VerbFailed.BadInput($"{variable}: '{text}' is not true or false"));
}
