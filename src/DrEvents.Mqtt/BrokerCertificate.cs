using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Mqtt;

/// <summary>Says what is wrong with a certificate, and what to do.</summary>
internal static class BrokerCertificate
{
    /// <summary>How a chain looks that ends at no authority of ours, or at one of the same name with another key.</summary>
    private const X509ChainStatusFlags Strange =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.NotSignatureValid;

    /// <summary>Why the broker's certificate is not trusted. A wrong clock comes first: it makes everything else look wrong too.</summary>
    public static ConnectFailure Problem(
        X509Certificate? certificate,
        X509Chain? chain,
        SslPolicyErrors errors,
        BrokerAddress broker,
        DateTimeOffset now
    )
    {
        if (certificate is null)
            return new(ConnectFailureKind.NotTls, "the broker shows no certificate: is this the right port?");
        var elements = chain?.ChainElements.Select(e => e.Certificate).ToArray() ?? [];
        if (elements.FirstOrDefault(c => c.NotBefore > now) is { } early)
            return new(
                ConnectFailureKind.CertificateNotYetValid,
                $"the certificate of {NameOf(early)} is not valid before {Time(early.NotBefore)}, and it is {Time(now)} by this machine's clock. "
                    + "The clock is probably wrong: set it (timedatectl set-ntp true)"
            );
        if (elements.FirstOrDefault(c => c.NotAfter < now) is { } late)
            return new(
                ConnectFailureKind.CertificateExpired,
                $"the certificate of {NameOf(late)} expired on {Time(late.NotAfter)}, and it is {Time(now)} by this machine's clock. "
                    + "If that is right, the broker needs a new certificate"
            );
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsKnownAuthority(chain))
            return new(
                ConnectFailureKind.UnknownAuthority,
                $"the broker's certificate comes from an authority that is not trusted: {certificate.Issuer}. "
                    + (
                        broker.CaFile is { } caFile
                            ? $"Is {caFile} (Mqtt:CaFile) the file that belongs to this broker?"
                            : "Set Mqtt:CaFile to the authority's certificate"
                    )
            );
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return new(
                ConnectFailureKind.WrongName,
                $"the broker's certificate is not for {broker.Host} but for {NamesOf(certificate)}. "
                    + "Set Mqtt:Host to a name that the certificate holds; if that is the one, something else answers in the broker's place"
            );
        var status = string.Join(", ", chain?.ChainStatus.Select(s => s.StatusInformation.Trim()).Distinct() ?? []);
        return new(ConnectFailureKind.UntrustedCertificate, $"the broker's certificate is not trusted: {status}");
    }

    /// <summary>What is wrong with our own certificate by the calendar; null when nothing is.</summary>
    public static string? Outdated(X509Certificate2 own, DateTimeOffset now) =>
        own.NotAfter < now ? $"it expired on {Time(own.NotAfter)}, and it is {Time(now)} by this machine's clock"
        : own.NotBefore > now ? $"it is not valid before {Time(own.NotBefore)}, and it is {Time(now)} by this machine's clock"
        : null;

    private static bool IsKnownAuthority(X509Chain? chain) => chain is not null && chain.ChainStatus.All(s => (s.Status & Strange) == 0);

    private static string NameOf(X509Certificate2 certificate) => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    private static string NamesOf(X509Certificate certificate)
    {
        var names = new X509Certificate2(certificate)
            .Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString())))
            .ToArray();
        return names.Length > 0 ? string.Join(", ", names) : certificate.Subject;
    }

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Time(DateTime local) => Time(new DateTimeOffset(local));
}
