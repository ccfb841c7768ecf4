using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace DrEvents.Cli.Mqtt;

/// <summary>Certificates for the connection to the broker, from PEM files.</summary>
static class TlsFiles
{
    /// <summary>Sets up TLS as the address asks for it.</summary>
    public static void Apply(MqttClientTlsOptionsBuilder tls, BrokerAddress broker)
    {
        tls.UseTls().WithTargetHost(broker.Host);
        if (broker.CaFile is not null)
        {
            // A private authority publishes no revocation lists.
            tls.WithTrustChain(Read("CA file", broker.CaFile, Authorities)).WithRevocationMode(X509RevocationMode.NoCheck);
        }
        if (broker is { CertFile: { } certFile, KeyFile: { } keyFile })
            tls.WithClientCertificates([Read("certificate or key file", certFile, file => Own(file, keyFile))]);
    }

    private static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("holds no certificate");
    }

    private static X509Certificate2 Own(string certFile, string keyFile)
    {
        using var read = X509Certificate2.CreateFromPemFile(certFile, keyFile);
        // Through PKCS #12, since TLS on Windows does not take a key that exists in memory only.
        return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
    }

    private static T Read<T>(string what, string file, Func<string, T> read)
    {
        try
        {
            return read(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw VerbFailed.BadInput($"{what} '{file}' cannot be used: {e.Message}");
        }
    }
}
