using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using DrEvents.Backend.Mqtt.DataPlane;

namespace DrEvents.Backend.Features.Identity.Aws;

/// <summary>AWS IoT Core signs VENs' certificates, keeps what was revoked, and lets VENs in by the policy of their things.</summary>
public sealed class AwsAuthority(VenCertificates certificates, IOptions<IdentityOptions> options) : IVenAuthority
{
    /// <summary>What is said where somebody asks for an authority of the installation's own.</summary>
    public const string KeepsItself = "AWS IoT Core signs the certificates of VENs, and keeps what was revoked";

    private const string Fingerprint = "aws";

    /// <summary>A VEN waits 30 s for its certificate.</summary>
    private static readonly TimeSpan AnswerLongest = TimeSpan.FromSeconds(20);

    public string? Missing => null;

    public string BrokerAuthority => field ??= File.ReadAllText(options.Value.BrokerCaFile!);

    public AuthorityAdopted Adopted(DateTimeOffset now) => new(Fingerprint, BrokerAuthority, now);

    /// <summary>AWS takes the name of the request into the certificate, and a renewal finds the VEN by it.</summary>
    public string? Against(AskedCertificate asked, string venId) =>
        asked.CommonName == venId ? null : $"The request has to ask for the common name {venId}: AWS IoT Core takes it as it is";

    public bool MayHaveSigned(X509Certificate2 certificate) => true;

    public async Task<X509Certificate2> IssueAsync(string venId, AskedCertificate asked, DateTimeOffset now, CancellationToken cancellation)
    {
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        longest.CancelAfter(AnswerLongest);
        try
        {
            var issued = await certificates.IssueAsync(venId, asked, longest.Token);
            return X509Certificate2.CreateFromPem(issued.Pem);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new AuthorityAwayException($"AWS IoT Core has not answered within {AnswerLongest.TotalSeconds:0} s: try again", e);
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new AuthorityAwayException($"AWS IoT Core gave no certificate: {AwsWords.Of(e)}", e);
        }
    }

    public Task RevokeAllAsync(string venId, CancellationToken cancellation) => certificates.RevokeAllAsync(venId, cancellation);

    public Task RevokeAsync(string venId, IReadOnlySet<string> keyHashes, CancellationToken cancellation) =>
        certificates.RevokeAsync(venId, keyHashes, cancellation);
}

/// <summary>The authority could not be asked, or refused; the message says why. What was asked can be asked again.</summary>
public sealed class AuthorityAwayException(string message, Exception cause) : Exception(message, cause);
