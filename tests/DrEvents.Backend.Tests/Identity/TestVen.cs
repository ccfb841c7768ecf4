using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace DrEvents.Backend.Tests.Identity;

/// <summary>A VEN with a key, that asks for certificates.</summary>
internal sealed class TestVen(string? venId) : IDisposable
{
    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A request for its key.</summary>
    public string Csr(HashAlgorithmName? hash = null) => CsrOf(venId, Key, hash);

    /// <summary>What proves that it has its key.</summary>
    public string Sign(string csr) =>
        Convert.ToBase64String(Key.SignData(Encoding.UTF8.GetBytes(csr), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    public void Dispose() => Key.Dispose();

    /// <summary>A request for a key.</summary>
    public static string CsrOf(string? commonName, ECDsa key, HashAlgorithmName? hash = null) =>
        new CertificateRequest(NameOf(commonName), key, hash ?? HashAlgorithmName.SHA256).CreateSigningRequestPem();

    /// <inheritdoc cref="CsrOf(string, ECDsa, HashAlgorithmName?)"/>
    public static string CsrOf(string? commonName, RSA key) =>
        new CertificateRequest(NameOf(commonName), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

    private static X500DistinguishedName NameOf(string? commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        if (commonName is not null)
            name.AddCommonName(commonName);
        return name.Build();
    }
}
