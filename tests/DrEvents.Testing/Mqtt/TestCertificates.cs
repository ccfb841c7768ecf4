using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Testing.Mqtt;

/// <summary>A certificate authority of its own in a temporary folder, with a server's certificate for this machine and any client's.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("drevents-certificates-");
    private readonly DateTimeOffset notBefore = TimeProvider.System.GetUtcNow() - Validity;
    private readonly X509Certificate2 authority;

    /// <summary>Makes the authority and the server's certificate, for <c>localhost</c> and <c>127.0.0.1</c>.</summary>
    public TestCertificates()
    {
        authority = MakeAuthority();
        CaFile = Path.Combine(folder.FullName, "ca.pem");
        File.WriteAllText(CaFile, authority.ExportCertificatePem());
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        Server = Issue("localhost", ServerAuthentication, notBefore, authority.NotAfter, names.Build());
    }

    /// <summary>The authority's certificate.</summary>
    public string CaFile { get; }

    /// <summary>The server's certificate and key.</summary>
    public CertificateFiles Server { get; private set; }

    /// <summary>Gives the server another certificate, for instance one that is wrong.</summary>
    public void ReplaceServer(string host, TimeSpan validFromNow, TimeSpan validToNow)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        var now = TimeProvider.System.GetUtcNow();
        Server = Issue(host, ServerAuthentication, now + validFromNow, now + validToNow, names.Build());
    }

    /// <summary>Issues a client's certificate.</summary>
    /// <param name="commonName">Who the client is; for a VEN its id.</param>
    public CertificateFiles Client(string commonName) => Issue(commonName, ClientAuthentication, notBefore, authority.NotAfter);

    /// <summary>The same, once for each client, in files with its name: <c>ven-1.pem</c> and <c>ven-1.key</c>.</summary>
    public CertificateFiles ClientByName(string commonName) =>
        Issue(commonName, commonName, ClientAuthentication, notBefore, authority.NotAfter);

    /// <summary>Issues a client's certificate for a request that it made for its own key; in PEM.</summary>
    public string Sign(string signingRequestPem)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(signingRequestPem, HashAlgorithmName.SHA256);
        var request = new CertificateRequest(asked.SubjectName, asked.PublicKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ClientAuthentication)], false));
        using var certificate = request.Create(authority, notBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        return certificate.ExportCertificatePem();
    }

    /// <summary>Deletes all files.</summary>
    public void Dispose()
    {
        authority.Dispose();
        folder.Delete(recursive: true);
    }

    private X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=DrEvents test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request.CreateSelfSigned(notBefore, notBefore + (2 * Validity));
    }

    private CertificateFiles Issue(
        string commonName,
        string usage,
        DateTimeOffset from,
        DateTimeOffset to,
        params X509Extension[] extensions
    ) => Issue($"{Guid.NewGuid():N}", commonName, usage, from, to, extensions);

    private CertificateFiles Issue(
        string name,
        string commonName,
        string usage,
        DateTimeOffset from,
        DateTimeOffset to,
        params X509Extension[] extensions
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForEndEntity());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        foreach (var extension in extensions)
            request.CertificateExtensions.Add(extension);
        using var certificate = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(16));
        var stem = Path.Combine(folder.FullName, name);
        var files = new CertificateFiles(commonName, stem + ".pem", stem + ".key");
        File.WriteAllText(files.CertFile, certificate.ExportCertificatePem());
        WritePrivate(files.KeyFile, key.ExportPkcs8PrivateKeyPem());
        return files;
    }

    private static void WritePrivate(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }
}

/// <summary>A certificate and its key, as PEM files.</summary>
/// <param name="CommonName">Whose it is.</param>
/// <param name="CertFile">The certificate.</param>
/// <param name="KeyFile">The private key, readable by its owner alone.</param>
public sealed record CertificateFiles(string CommonName, string CertFile, string KeyFile);
