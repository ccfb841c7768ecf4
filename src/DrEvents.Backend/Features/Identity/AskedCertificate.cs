using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Backend.Features.Identity;

/// <summary>A request for a certificate (PKCS #10) that was looked at: whoever sends it has its key, and the key is strong enough.</summary>
/// <param name="Pem">The request as it was sent.</param>
/// <param name="KeyHash">SHA-256 of the public key, hex.</param>
/// <param name="CommonName">The name that it asks for; null where it asks for none.</param>
public sealed record AskedCertificate(string Pem, PublicKey Key, string KeyHash, string? CommonName)
{
    public const int CharactersMax = 4096;
    private const int RsaBitsMin = 2048;

    /// <summary>More would make each check of a signature dear.</summary>
    private const int RsaBitsMax = 4096;
    private const string CommonNameOid = "2.5.4.3";
    private static readonly string[] Curves = ["1.2.840.10045.3.1.7", "1.3.132.0.34"];

    /// <summary>Reads a request, or says why no certificate can be given for it.</summary>
    public static (AskedCertificate? Asked, string? Problem) Read(string pem)
    {
        if (pem.Length > CharactersMax)
            return (null, $"is longer than {CharactersMax} characters");
        try
        {
            // Reading it verifies its signature. Extensions that it asks for are not even read.
            var request = CertificateRequest.LoadSigningRequestPem(
                pem,
                HashAlgorithmName.SHA256,
                signerSignaturePadding: RSASignaturePadding.Pkcs1
            );
            return Weakness(request.PublicKey) is { } weakness
                ? (null, weakness)
                : (new AskedCertificate(pem, request.PublicKey, HashOf(request.PublicKey), CommonNameOf(request.SubjectName)), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return (null, "is no request in PEM (PKCS #10) whose signature holds");
        }
    }

    public static string HashOf(PublicKey key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    private static string? Weakness(PublicKey key)
    {
        using var rsa = key.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.KeySize is >= RsaBitsMin and <= RsaBitsMax
                ? null
                : $"has an RSA key of {rsa.KeySize} bits, not {RsaBitsMin} to {RsaBitsMax}";
        using var ec = key.GetECDsaPublicKey();
        return ec is not null && Curves.Contains(ec.ExportParameters(false).Curve.Oid.Value)
            ? null
            : "has a key that is neither P-256, P-384 nor RSA";
    }

    private static string? CommonNameOf(X500DistinguishedName name) =>
        name.EnumerateRelativeDistinguishedNames()
            .Where(n => !n.HasMultipleElements && n.GetSingleElementType().Value == CommonNameOid)
            .Select(n => n.GetSingleElementValue())
            .FirstOrDefault();
}
