using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven.Enrolment;

/// <summary>
/// What a VEN keeps of its enrolment, beside its log and open to its user alone: key and certificate in one file, so that they are always of one pair, the
/// authority, and the record, which is written last. Each file is whole or not there. A key is kept before anybody is asked for a certificate: who was killed
/// while he waited asks again with the same key, and gets the same certificate.
/// </summary>
public sealed class EnrolmentFiles
{
    private readonly string _recordFile;
    private readonly string _nextKeyFile;
    private readonly string _commandKeyFile;

    /// <param name="venId">Whose they are.</param>
    /// <param name="logFile">The VEN's log; null takes the working folder.</param>
    public EnrolmentFiles(string venId, string? logFile)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(logFile ?? "."))!;
        var stem = Path.Combine(folder, venId.Replace(':', '_'));
        (IdentityFile, AuthorityFile) = (stem + ".identity.pem", stem + ".authority.pem");
        (_recordFile, _nextKeyFile) = (stem + ".enrolment.json", stem + ".next.key");
        _commandKeyFile = Path.Combine(folder, CommandKeyFile.Name);
    }

    /// <summary>The VEN's certificate and its key.</summary>
    public string IdentityFile { get; }

    /// <summary>The authority of the installation, which the broker's certificate is of.</summary>
    public string AuthorityFile { get; }

    /// <summary>What the VEN was told when it enrolled; null where it has not.</summary>
    /// <exception cref="InvalidDataException">The file is there and cannot be read.</exception>
    public EnrolmentRecord? Record()
    {
        if (!File.Exists(_recordFile))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(_recordFile), EnrolmentJson.Default.EnrolmentRecord)
                ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{_recordFile}' cannot be read, so this VEN has to enrol again: {e.Message}", e);
        }
    }

    /// <summary>The VEN's certificate with its key.</summary>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public X509Certificate2 Identity()
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(IdentityFile, IdentityFile);
        }
        catch (Exception e) when (e is CryptographicException or FileNotFoundException)
        {
            throw new InvalidDataException($"'{IdentityFile}' cannot be used, so this VEN has to enrol again: {e.Message}", e);
        }
    }

    /// <summary>The key of the next certificate; the first call makes it. It never leaves this machine.</summary>
    public ECDsa NextKey()
    {
        if (Kept() is { } kept)
            return kept;
        Directory.CreateDirectory(Path.GetDirectoryName(_nextKeyFile)!);
        var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(_nextKeyFile, made.ExportPkcs8PrivateKeyPem());
        return made;
    }

    /// <summary>Keeps a certificate that came, with the key that it is for.</summary>
    public void Keep(EnrolmentRecord record, string chain, string certificate, ECDsa key)
    {
        Write(AuthorityFile, chain);
        Write(IdentityFile, $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate}");
        Write(_recordFile, JsonSerializer.Serialize(record, EnrolmentJson.Default.EnrolmentRecord));
        File.Delete(_nextKeyFile);
    }

    /// <summary>Whether it has keys by which commands are signed.</summary>
    public bool HasCommandKeys => File.Exists(_commandKeyFile);

    /// <summary>Keeps the keys by which commands are signed, in the file that a VEN reads them from; null changes nothing.</summary>
    public void KeepCommandKeys(CommandKeys? keys)
    {
        if (keys is not null)
            Write(_commandKeyFile, keys.ToJson());
    }

    /// <summary>The key that was made before; null where there is none, or where its certificate is there already.</summary>
    private ECDsa? Kept()
    {
        if (!File.Exists(_nextKeyFile))
            return null;
        var kept = ECDsa.Create();
        kept.ImportFromPem(File.ReadAllText(_nextKeyFile));
        if (!File.Exists(IdentityFile))
            return kept;
        using var current = Identity();
        if (!current.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(kept.ExportSubjectPublicKeyInfo()))
            return kept;
        kept.Dispose();
        return null;
    }

    private static void Write(string file, string text) => WholeFile.Write(file, Encoding.UTF8.GetBytes(text), WholeFile.Own);
}
