using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Ven.Devices.Ocpp.Security;

/// <summary>The certificates of a port: the VEN's own, and those that chargers show (security profiles 2 and 3).</summary>
internal sealed class ChargerCertificates : IDisposable
{
    private readonly X509Certificate2Collection _authorities = [];

    /// <exception cref="InvalidDataException">A file cannot be used.</exception>
    public ChargerCertificates(PortSettings port)
    {
        Own = Load(
            port.CertificateFile!,
            () =>
            {
                using var pem = X509Certificate2.CreateFromPemFile(port.CertificateFile!, port.KeyFile);
                // A key that is only in memory is not taken by every platform's TLS.
                return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
            }
        );
        Load(
            port.CertificateFile!,
            () =>
            {
                Chain.ImportFromPemFile(port.CertificateFile!);
                return Chain;
            }
        );
        if (port.ClientCaFile is { } file)
        {
            Load(
                file,
                () =>
                {
                    _authorities.ImportFromPemFile(file);
                    return _authorities;
                }
            );
            AreAsked = true;
        }
    }

    /// <summary>The VEN's certificate with its key.</summary>
    public X509Certificate2 Own { get; }

    /// <summary>What the VEN's file holds, from its certificate on upwards.</summary>
    public X509Certificate2Collection Chain { get; } = [];

    /// <summary>Whether chargers have to show one.</summary>
    public bool AreAsked { get; }

    /// <summary>Whether one of the file's authorities stands behind a charger's certificate.</summary>
    public bool Accepts(X509Certificate2 shown, X509Chain? sent, SslPolicyErrors problems)
    {
        if (problems.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // id-kp-clientAuth
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        return chain.Build(shown);
    }

    /// <summary>Whether a certificate is this charger's: its common name is the charger's identity.</summary>
    public static bool IsOf(X509Certificate2 certificate, string identity) =>
        string.Equals(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), identity, StringComparison.Ordinal);

    public void Dispose()
    {
        Own.Dispose();
        foreach (var certificate in Chain.Concat(_authorities))
            certificate.Dispose();
    }

    private static T Load<T>(string file, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidDataException($"{file}: {e.Message}", e);
        }
    }
}
