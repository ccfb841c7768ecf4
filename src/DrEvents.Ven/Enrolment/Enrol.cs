using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DrEvents.Contracts.Http;
using DrEvents.Ven.Trust;

namespace DrEvents.Ven.Enrolment;

/// <summary>Gets this VEN a certificate of the installation, and the next one before it ends.</summary>
public static class Enrol
{
    /// <summary>Gets a certificate for a code, and keeps it.</summary>
    /// <param name="backendCa">The authority that is trusted at the backend, in PEM; null takes the machine's own.</param>
    /// <exception cref="EnrolmentException">None came.</exception>
    /// <exception cref="InvalidDataException">The address, or the authority, cannot be used.</exception>
    public static async Task<EnrolmentRecord> WithCodeAsync(
        EnrolmentFiles files,
        string venId,
        string backend,
        string code,
        string? backendCa,
        CancellationToken cancellation
    )
    {
        using var service = new EnrolmentService(backend, backendCa);
        using var key = files.NextKey();
        var enrolled = await service.EnrolAsync(new EnrolRequest(code, CsrOf(venId, key)), cancellation);
        // Before the record: a VEN that has one obeys nobody else from its first connection on.
        files.KeepCommandKeys(KeysOf(enrolled));
        return Keep(files, enrolled, venId, backend, backendCa, key);
    }

    /// <summary>Gets the next certificate for the one that is there, and keeps it.</summary>
    /// <exception cref="EnrolmentException">None came.</exception>
    public static async Task RenewAsync(EnrolmentFiles files, EnrolmentRecord record, CancellationToken cancellation)
    {
        using var service = new EnrolmentService(record.Backend, record.BackendCa);
        using var current = files.Identity();
        using var proof =
            current.GetECDsaPrivateKey() ?? throw new EnrolmentException($"{files.IdentityFile}: its key is none of an elliptic curve");
        using var key = files.NextKey();
        var csr = CsrOf(record.VenId, key);
        var signature = proof.SignData(Encoding.UTF8.GetBytes(csr), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var request = new RenewRequest(csr, current.ExportCertificatePem(), Convert.ToBase64String(signature));
        var enrolled = await service.RenewAsync(request, cancellation);
        // One that enrolled before commands were signed gets the keys now; who has some is told of others by a command that they sign.
        if (!files.HasCommandKeys)
            files.KeepCommandKeys(KeysOf(enrolled));
        Keep(files, enrolled, record.VenId, record.Backend, record.BackendCa, key);
    }

    /// <summary>The options with the VEN's certificate in them, where it has enrolled and no other certificate is configured.</summary>
    /// <exception cref="InvalidDataException">What is kept of the enrolment cannot be read.</exception>
    public static VenOptions Apply(VenOptions options)
    {
        var files = new EnrolmentFiles(options.VenId, options.LogFile);
        if (options.Broker.CertFile is not null || options.Claim is not null || files.Record() is not { } record)
            return options;
        // Whoever says where the broker is, knows better than who said it once.
        var (host, port) = options.IsBrokerGiven ? (options.Broker.Host, options.Broker.Port) : (record.Broker.Host, record.Broker.Port);
        return options with
        {
            Broker = options.Broker with
            {
                Host = host,
                Port = port,
                IsTls = true,
                CaFile = options.Broker.CaFile ?? files.AuthorityFile,
                CertFile = files.IdentityFile,
                KeyFile = files.IdentityFile,
            },
            Enrolment = record,
        };
    }

    private static EnrolmentRecord Keep(
        EnrolmentFiles files,
        EnrolledView enrolled,
        string venId,
        string backend,
        string? backendCa,
        ECDsa key
    )
    {
        if (enrolled.VenId != venId)
            throw new EnrolmentException($"the certificate is for {enrolled.VenId}, but this VEN is {venId}: it could not connect");
        if (!IsFor(key, enrolled.Certificate))
            throw new EnrolmentException("the certificate that came is not for this VEN's key");
        var record = new EnrolmentRecord(venId, backend, backendCa, enrolled.Broker, enrolled.CommandKeys ?? []);
        files.Keep(record, enrolled.Chain, enrolled.Certificate, key);
        return record;
    }

    /// <summary>None where the backend signs no commands.</summary>
    private static CommandKeys? KeysOf(EnrolledView enrolled)
    {
        if (enrolled.CommandKeys is null or { Count: 0 })
            return null;
        var (keys, problem) = CommandKeys.Of(enrolled.CommandKeys);
        return keys ?? throw new EnrolmentException($"the keys that came, by which commands are signed: {problem}");
    }

    private static string CsrOf(string venId, ECDsa key)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(venId);
        return new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    private static bool IsFor(ECDsa key, string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
