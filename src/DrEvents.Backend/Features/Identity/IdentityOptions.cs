using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Backend.Features.Identity;

/// <summary>How VENs get certificates: configuration section <c>Identity</c>.</summary>
public sealed class IdentityOptions : ICheckedOptions
{
    public const string Section = "Identity";
    public const string CaKey = $"{Section}:{nameof(CaFile)}";
    public const string AuthorityKey = $"{Section}:{nameof(Authority)}";
    private const int DaysMax = 3650;
    private const int HoursMax = 24 * 30;

    /// <summary>Who signs VENs' certificates: <c>own</c>, by <see cref="CaFile"/>, or <c>aws</c>, AWS IoT Core by <c>Provisioning</c>.</summary>
    public string Authority { get; set; } = Own;
    public const string Own = "own";
    public const string Aws = "aws";

    /// <summary>Whether AWS IoT Core signs.</summary>
    public bool IsAws => Authority == Aws;

    /// <summary>PEM of the authority that VENs trust at the broker, where AWS IoT Core signs: the root of its endpoints.</summary>
    public string? BrokerCaFile { get; set; }

    /// <summary>The authority's key and certificate in one file of PEM; it is made where there is none. Empty: no certificates are given.</summary>
    public string? CaFile { get; set; }

    /// <summary>How long a VEN's certificate holds, days.</summary>
    public int CertificateDays { get; set; } = 365;

    /// <summary>How long a code for enrolling can be used, hours.</summary>
    public int CodeHours { get; set; } = 24;

    /// <summary>The host at which VENs reach the broker; without it <c>Mqtt:Host</c>.</summary>
    public string? BrokerHost { get; set; }

    /// <summary>The port at which VENs reach the broker by TLS.</summary>
    public int BrokerPort { get; set; } = DrEvents.Mqtt.BrokerPorts.Tls;

    /// <summary>
    /// From whom samples over the topic that all share are taken: <c>all</c>, <c>marked</c> (VENs that are marked so), or <c>auto</c>: from all until the
    /// first VEN has a certificate, and from then on from those that are marked.
    /// </summary>
    public string SharedTopic { get; set; } = Auto;
    public const string Auto = "auto";
    public const string All = "all";
    public const string Marked = "marked";

    /// <summary>A mosquitto whose files are kept.</summary>
    public MosquittoOptions Mosquitto { get; set; } = new();

    public IEnumerable<string> Problems()
    {
        if (Authority is not (Own or Aws))
            yield return $"{AuthorityKey} is '{Authority}', not {Own} or {Aws}";
        if (IsAws && CaFile is { Length: > 0 })
            yield return $"{CaKey} is set, and {AuthorityKey} is {Aws}: certificates are of one of them";
        if (IsAws && BrokerCaProblem() is { } problem)
            yield return $"{Section}:{nameof(BrokerCaFile)}: {problem}";
        if (!IsAws && BrokerCaFile is { Length: > 0 })
            yield return $"{Section}:{nameof(BrokerCaFile)} is set, and {AuthorityKey} is not {Aws}: VENs trust the own authority at the broker";
        if (CaFile is { Length: > 0 } file)
        {
            if (!File.Exists(file) && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))))
                yield return $"{CaKey}: there is no folder for {file}";
            if (DrEvents.Mqtt.PrivateKeyFile.Problem(file, Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY")) is { } open)
                yield return $"{CaKey}: {open}";
        }
        if (CertificateDays is < 1 or > DaysMax)
            yield return $"{Section}:{nameof(CertificateDays)} is {CertificateDays}, not 1 to {DaysMax}";
        if (CodeHours is < 1 or > HoursMax)
            yield return $"{Section}:{nameof(CodeHours)} is {CodeHours}, not 1 to {HoursMax}";
        if (BrokerPort is < 1 or > 65535)
            yield return $"{Section}:{nameof(BrokerPort)} is {BrokerPort}, not 1 to 65535";
        if (SharedTopic is not (Auto or All or Marked))
            yield return $"{Section}:{nameof(SharedTopic)} is '{SharedTopic}', not {Auto}, {All} or {Marked}";
        if ((Mosquitto.PidFile is { Length: > 0 }) != (Mosquitto.Folder is { Length: > 0 }))
            yield return $"{Section}:Mosquitto:Folder and {Section}:Mosquitto:PidFile go together; one of them is missing";
        if (Mosquitto.Folder is { Length: > 0 } && CaFile is not { Length: > 0 })
            yield return $"{Section}:Mosquitto:Folder is set, and {CaKey} is not: there are no certificates to let in";
    }

    private string? BrokerCaProblem()
    {
        if (BrokerCaFile is not { Length: > 0 } file)
            return $"is not set, and {AuthorityKey} is {Aws}: a VEN would not know which broker to trust";
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? null : $"there is no certificate in {file}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return e.Message;
        }
    }
}

/// <summary>The files of a mosquitto on this machine: configuration section <c>Identity:Mosquitto</c>.</summary>
public sealed class MosquittoOptions
{
    /// <summary>The folder of its files: the authority, the revoked certificates, and who may do what. Empty: none are written.</summary>
    public string? Folder { get; set; }

    /// <summary>Where mosquitto writes its process id (<c>pid_file</c>), by which it is told to read its files.</summary>
    public string? PidFile { get; set; }
}
