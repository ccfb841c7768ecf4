using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Backend.Mqtt.Provisioning;

/// <summary>A VEN's request for a certificate (PKCS #10). Its key stays with the VEN.</summary>
public sealed record SigningRequest(string Pem, string PublicKey)
{
    private const int RsaBitsMin = 2048;
    private const int BytesMax = 4096;

    /// <summary>Reads a request; the reason where it is none that a certificate can be issued for.</summary>
    public static (SigningRequest? Request, string? Problem) Read(string pem)
    {
        if (pem.Length > BytesMax)
            return (null, $"certificateSigningRequest: longer than {BytesMax} characters");
        try
        {
            // Reading it verifies that who asks has the key.
            var request = CertificateRequest.LoadSigningRequestPem(
                pem,
                HashAlgorithmName.SHA256,
                signerSignaturePadding: RSASignaturePadding.Pkcs1
            );
            using var rsa = request.PublicKey.GetRSAPublicKey();
            return rsa is { KeySize: < RsaBitsMin }
                ? (null, $"certificateSigningRequest: a key of {rsa.KeySize} bits; at least {RsaBitsMin}")
                : (new SigningRequest(pem, KeyOf(request.PublicKey)), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or NotSupportedException)
        {
            return (null, $"certificateSigningRequest: no signed request in PEM that can be read ({e.Message})");
        }
    }

    /// <summary>Whether a certificate is for this request's key.</summary>
    public bool IsAnsweredBy(string? certificatePem)
    {
        if (certificatePem is null)
            return false;
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        return KeyOf(certificate.PublicKey) == PublicKey;
    }

    private static string KeyOf(PublicKey key) => Convert.ToHexString(key.ExportSubjectPublicKeyInfo());
}
