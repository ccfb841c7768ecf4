using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Cli.Tests.Mqtt;

/// <summary>A certificate authority that lives as long as a test, and its PEM files in a folder of their own.</summary>
public sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _authority;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-cli-");

    public TestAuthority(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        CaFile = Write("ca.pem", _authority.ExportCertificatePem());
        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var client = Sign("CN=monitor", clientKey, null);
        CertFile = Write("client.pem", client.ExportCertificatePem());
        KeyFile = Write("client.key", clientKey.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    public string CaFile { get; }
    public string CertFile { get; }
    public string KeyFile { get; }

    /// <summary>A certificate for a broker on this machine.</summary>
    public X509Certificate2 ForBroker()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        using var signed = Sign("CN=localhost", key, names);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private X509Certificate2 Sign(string subject, ECDsa key, SubjectAlternativeNameBuilder? names)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (names is not null)
            request.CertificateExtensions.Add(names.Build());
        return request.Create(_authority, _authority.NotBefore, _authority.NotAfter, RandomNumberGenerator.GetBytes(8));
    }

    private string Write(string name, string pem)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, pem);
        return path;
    }
}
