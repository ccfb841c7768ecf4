using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DrEvents.Ven.Provisioning;

/// <summary>
/// The key and the certificate that the VEN got for itself, beside its log, open to its user alone. Each file is whole or not there: it is
/// written under another name first.
/// </summary>
internal sealed class OwnFiles
{
    private readonly string _pendingFile;

    /// <param name="venId">Whose they are.</param>
    /// <param name="logFile">The VEN's log; null takes the working folder.</param>
    public OwnFiles(string venId, string? logFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(logFile ?? "."))!;
        Directory.CreateDirectory(folder);
        var stem = Path.Combine(folder, venId.Replace(':', '_'));
        (CertFile, KeyFile, _pendingFile) = (stem + ".crt", stem + ".key", stem + ".crt.pending");
    }

    public string CertFile { get; }
    public string KeyFile { get; }

    /// <summary>Whether there is nothing to do any more.</summary>
    public bool AreThere => File.Exists(CertFile) && File.Exists(KeyFile);

    /// <summary>The certificate that was made and may not have been given its thing yet; null where there is none.</summary>
    public PendingCertificate? Pending
    {
        get
        {
            if (!File.Exists(_pendingFile))
                return null;
            using var document = JsonDocument.Parse(File.ReadAllText(_pendingFile));
            return new(document.RootElement.GetProperty("pem").GetString()!, document.RootElement.GetProperty("token").GetString()!);
        }
    }

    /// <summary>The VEN's key; the first call makes it. It never leaves this machine.</summary>
    public ECDsa Key()
    {
        if (!File.Exists(KeyFile))
        {
            using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(KeyFile, made.ExportPkcs8PrivateKeyPem());
        }
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile));
        return key;
    }

    /// <summary>Remembers a certificate until it has its thing.</summary>
    public void Remember(PendingCertificate pending)
    {
        var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("pem", pending.Pem);
            json.WriteString("token", pending.Token);
            json.WriteEndObject();
        }
        Write(_pendingFile, Encoding.UTF8.GetString(text.ToArray()));
    }

    /// <summary>The certificate has its thing.</summary>
    public void Keep(string certificatePem)
    {
        Write(CertFile, certificatePem);
        File.Delete(_pendingFile);
    }

    /// <summary>The certificate came to nothing; the key is good for another.</summary>
    public void Discard()
    {
        File.Delete(CertFile);
        File.Delete(_pendingFile);
    }

    /// <summary>Writes a file that only the VEN's user may read, whole or not at all.</summary>
    internal static void Write(string file, string text) => WholeFile.Write(file, Encoding.UTF8.GetBytes(text), WholeFile.Own);
}

/// <summary>A certificate that was made.</summary>
/// <param name="Token">Shows that it is ours, for some minutes.</param>
internal sealed record PendingCertificate(string Pem, string Token);
