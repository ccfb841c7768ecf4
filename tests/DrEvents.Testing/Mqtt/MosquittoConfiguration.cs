using DrEvents.Contracts.Mqtt;

namespace DrEvents.Testing.Mqtt;

/// <summary>Writes the files that a <see cref="MosquittoBroker"/> is started with.</summary>
internal static class MosquittoConfiguration
{
    /// <summary>The common name of the client that may do everything.</summary>
    private const string Backend = "backend";

    /// <summary>The file below its folder where mosquitto keeps sessions and retained messages.</summary>
    public const string SessionsFile = "sessions.db";

    /// <summary>What mosquitto replaces by the client's user name.</summary>
    private const string OwnId = "%u";

    private static readonly string[] Writable =
    [
        Topics.Ack(OwnId),
        Topics.Telemetry(OwnId),
        Topics.Meter(OwnId),
        Topics.Loads(OwnId),
        Topics.SharedMetering,
    ];

    /// <summary>Writes the configuration and gives its path.</summary>
    public static async Task<string> WriteAsync(string folder, int port, TestCertificates? certificates, IReadOnlyList<string> settings)
    {
        var access = Path.Combine(folder, "access.acl");
        var path = Path.Combine(folder, "mosquitto.conf");
        await File.WriteAllLinesAsync(access, Access());
        string[] lines =
        [
            .. Limits(),
            .. Persistence(folder),
            $"listener {port} {TestBroker.Host}",
            "max_qos 1",
            .. settings,
            .. certificates is null ? ["allow_anonymous true"] : MutualTls(certificates, access),
        ];
        await File.WriteAllLinesAsync(path, lines);
        return path;
    }

    private static IEnumerable<string> Limits() =>
        [
            // Started as root it would become user mosquitto, who can read neither the keys nor this folder.
            .. Environment.IsPrivilegedProcess ? ["user root"] : Array.Empty<string>(),
            $"max_inflight_messages {WireLimits.InFlightMax}",
            $"message_size_limit {WireLimits.PayloadBytesMax}",
        ];

    private static IEnumerable<string> Persistence(string folder) =>
        ["persistence true", $"persistence_location {folder}/", "persistent_client_expiration 1h", $"persistence_file {SessionsFile}"];

    private static IEnumerable<string> MutualTls(TestCertificates certificates, string access) =>
        [
            $"cafile {certificates.CaFile}",
            $"certfile {certificates.Server.CertFile}",
            $"keyfile {certificates.Server.KeyFile}",
            "require_certificate true",
            "use_identity_as_username true",
            "allow_anonymous false",
            $"acl_file {access}",
        ];

    private static IEnumerable<string> Access() =>
        [
            .. Writable.Select(topic => $"pattern write {topic}"),
            $"pattern read {Topics.Command(OwnId)}",
            // A VEN sees what others say of it, and corrects it.
            $"pattern readwrite {Topics.Status(OwnId)}",
            $"pattern readwrite {ShadowTopics.Request(OwnId, "#")}",
            $"user {Backend}",
            "topic readwrite #",
            $"topic readwrite {ShadowTopics.Request("+", "#")}",
        ];
}
