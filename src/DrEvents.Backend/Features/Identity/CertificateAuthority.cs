using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Identity;

/// <summary>
/// The installation's own authority: it signs certificates of VENs, that of an embedded broker, and the list of those that were revoked. What a
/// certificate says is decided here; of a request only its key is taken.
/// </summary>
public sealed class CertificateAuthority : IDisposable
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int SerialBytes = 16;
    private const int Years = 20;

    /// <summary>Clocks of VENs may be behind by so much.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(10);

    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    private CertificateAuthority(X509Certificate2 certificate, ECDsa key) => (_certificate, _key) = (certificate, key);

    public string Pem => _certificate.ExportCertificatePem() + "\n";
    public string Fingerprint => _certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
    public DateTimeOffset NotAfter => _certificate.NotAfter;

    /// <summary>Its certificate alone, for who checks others by it.</summary>
    public X509Certificate2 Certificate => _certificate;

    public static CertificateAuthority New(DateTimeOffset now)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName($"DrEvents {RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using var signed = request.CreateSelfSigned(now - Behind, now.AddYears(Years));
        return new(X509CertificateLoader.LoadCertificate(signed.RawData), key);
    }

    /// <summary>Reads key and certificate. Throws <see cref="CryptographicException"/> where they are none of an authority.</summary>
    public static CertificateAuthority Of(string pem)
    {
        var certificate = X509Certificate2.CreateFromPem(pem);
        try
        {
            var key = ECDsa.Create();
            key.ImportFromPem(pem);
            using var own = certificate.GetECDsaPublicKey();
            if (own is null || !own.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                throw new CryptographicException("the key is not that of the certificate, or no key of an elliptic curve");
            if (!certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(e => e.CertificateAuthority))
                throw new CryptographicException("the certificate is not that of an authority");
            return new(certificate, key);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("there is no private key that can be read", e);
        }
    }

    /// <summary>Both halves, for the file that nobody else may read.</summary>
    public string ExportPem() => $"{_key.ExportPkcs8PrivateKeyPem()}\n{Pem}";

    /// <summary>A VEN's certificate, by which it can be a client and nothing else. It holds for whole seconds, as certificates do.</summary>
    public X509Certificate2 IssueToVen(string venId, PublicKey key, DateTimeOffset now, TimeSpan holds) =>
        Issue(venId, key, ClientAuthentication, now, now + holds);

    /// <summary>A certificate with its key for a server of the installation, by the names at which it is reached.</summary>
    public X509Certificate2 IssueToServer(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan holds)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        using var issued = Issue(names.First(), new PublicKey(key), ServerAuthentication, now, now + holds, alternatives.Build());
        using var whole = issued.CopyWithPrivateKey(key);
        // Windows cannot use a key that did not come through PKCS #12.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Whether this authority signed a certificate. Nothing else is looked at.</summary>
    public bool HasSigned(X509Certificate2 certificate)
    {
        try
        {
            // Certificate ::= SEQUENCE { what is signed, by which algorithm, the signature }
            var whole = new AsnReader(certificate.RawData, AsnEncodingRules.DER).ReadSequence();
            var signed = whole.ReadEncodedValue();
            whole.ReadSequence();
            var signature = whole.ReadBitString(out _);
            return certificate.IssuerName.RawData.AsSpan().SequenceEqual(_certificate.SubjectName.RawData)
                && _key.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    /// <summary>The list of revoked certificates, in DER.</summary>
    public byte[] RevocationList(IEnumerable<IssuedCertificate> revoked, DateTimeOffset now, DateTimeOffset nextUpdate)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var one in revoked)
            list.AddEntry(Convert.FromHexString(one.Serial), one.RevokedAt);
        return list.Build(
            X500Issuer(),
            X509SignatureGenerator.CreateForECDsa(_key),
            now.ToUnixTimeMilliseconds(),
            nextUpdate,
            HashAlgorithmName.SHA256,
            Identifier(),
            now - Behind
        );
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(
        string commonName,
        PublicKey key,
        string usage,
        DateTimeOffset now,
        DateTimeOffset end,
        params X509Extension[] more
    )
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        X509Extension[] extensions =
        [
            X509BasicConstraintsExtension.CreateForEndEntity(critical: true),
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
            new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: true),
            new X509SubjectKeyIdentifierExtension(key, critical: false),
            Identifier(),
            .. more,
        ];
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        var notAfter = end < NotAfter ? end : NotAfter;
        return request.Create(X500Issuer(), X509SignatureGenerator.CreateForECDsa(_key), now - Behind, notAfter, NewSerial());
    }

    private X500DistinguishedName X500Issuer() => _certificate.SubjectName;

    private X509AuthorityKeyIdentifierExtension Identifier() =>
        X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false);

    /// <summary>Nobody can guess it, or make two certificates of the same one. A serial number is positive, and begins with no zero.</summary>
    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40);
        return serial;
    }
}
