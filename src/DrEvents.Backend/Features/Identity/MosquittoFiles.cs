using System.Text.RegularExpressions;

namespace DrEvents.Backend.Features.Identity;

/// <summary>The files by which a mosquitto lets VENs in, and holds each to its own topics. Each is whole at any moment.</summary>
public sealed partial class MosquittoFiles(string folder)
{
    /// <summary>What mosquitto replaces by the common name of the client's certificate.</summary>
    private const string OwnId = "%u";

    private static readonly string[] ShadowVerbs = ["get", "update", "delete"];

    private string AuthorityFile => Path.Combine(folder, "drevents-ca.pem");
    private string RevokedFile => Path.Combine(folder, "drevents-crl.pem");
    private string AccessFile => Path.Combine(folder, "drevents.acl");

    /// <summary>The certificates whose holders were thrown out, one serial number a line.</summary>
    private string ThrownOutFile => Path.Combine(folder, "drevents-thrown-out");

    /// <summary>Writes what has changed; whether anything had.</summary>
    public bool Write(string authority, string revocationList, IEnumerable<string> sharing)
    {
        Directory.CreateDirectory(folder);
        var isNewAuthority = Replace(AuthorityFile, authority);
        var isNewList = Replace(RevokedFile, revocationList);
        var isNewAccess = Replace(AccessFile, string.Concat(Access(sharing).Select(line => line + "\n")));
        return isNewAuthority || isNewList || isNewAccess;
    }

    public IReadOnlySet<string> ThrownOut() =>
        File.Exists(ThrownOutFile) ? File.ReadAllLines(ThrownOutFile).Where(l => Serial().IsMatch(l)).ToHashSet() : new HashSet<string>();

    public void NoteThrownOut(IEnumerable<string> serials) =>
        Replace(ThrownOutFile, string.Concat(serials.Order(StringComparer.Ordinal).Select(s => s + "\n")));

    /// <summary>A VEN speaks and listens on its own topics. What is not named here is refused.</summary>
    private static IEnumerable<string> Access(IEnumerable<string> sharing) =>
        [
            $"pattern write {Topics.Telemetry(OwnId)}",
            $"pattern write {Topics.Meter(OwnId)}",
            $"pattern write {Topics.Ack(OwnId)}",
            $"pattern write {Topics.Loads(OwnId)}",
            $"pattern readwrite {Topics.Status(OwnId)}",
            $"pattern read {Topics.Command(OwnId)}",
            $"pattern read {Topics.Receipt(OwnId)}",
            .. ShadowVerbs.Select(verb => $"pattern write {ShadowTopics.Request(OwnId, verb)}"),
            $"pattern read {ShadowTopics.Request(OwnId, "#")}",
            .. sharing.Order(StringComparer.Ordinal).SelectMany(venId => new[] { $"user {venId}", $"topic write {Topics.SharedMetering}" }),
        ];

    private static bool Replace(string file, string text)
    {
        if (File.Exists(file) && File.ReadAllText(file) == text)
            return false;
        var part = file + ".part";
        File.WriteAllText(part, text);
        File.Move(part, file, overwrite: true);
        return true;
    }

    [GeneratedRegex("^[0-9a-f]+$")]
    private static partial Regex Serial();
}
