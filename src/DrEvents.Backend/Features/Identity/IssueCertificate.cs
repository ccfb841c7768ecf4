using System.Security.Cryptography.X509Certificates;
using DrEvents.Backend.Features.CommandKeys;
using DrEvents.Backend.Features.Identity.Aws;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Identity;

/// <summary>Gives a VEN its certificate; whether it may have one was decided before.</summary>
public sealed class IssueCertificate(
    KnownIdentities known,
    IOptions<IdentityOptions> options,
    IOptions<MqttOptions> mqtt,
    ICommandKeys commandKeys,
    CommandSigner signer,
    IVenAuthority authority,
    TimeProvider clock
)
{
    /// <summary>Has it signed, and stores it. Whoever asks again because no answer came, with the same key, gets the same certificate.</summary>
    /// <param name="replaces">The serial number of the certificate that it renews; null where it comes by a code.</param>
    public async Task<Results<Ok<EnrolledView>, ProblemHttpResult>> ToAsync(
        IDocumentSession session,
        Ven ven,
        AskedCertificate asked,
        string? replaces,
        string? from,
        CancellationToken cancellation
    )
    {
        // Who enrols in the first second of this process is told the keys too.
        await signer.Ready.WaitAsync(cancellation);
        if (Given(ven, asked, replaces) is { } given)
            return TypedResults.Ok(Answer(ven, await session.PemOfAsync(ven, given.Serial, cancellation)));
        if (authority.Against(asked, ven.VenId) is { } against)
            return TypedResults.Problem(new FieldErrors().If(true, "csr", against).Answer);
        var now = clock.GetUtcNow();
        X509Certificate2 certificate;
        try
        {
            certificate = await authority.IssueAsync(ven.VenId, asked, now, cancellation);
        }
        catch (AuthorityAwayException e)
        {
            return TypedResults.Problem(Problems.Of(StatusCodes.Status502BadGateway, "The authority gave no certificate", e.Message));
        }
        using var own = certificate;
        var issued = new CertificateIssued(
            SerialOf(certificate),
            certificate.ExportCertificatePem() + "\n",
            asked.KeyHash,
            certificate.NotBefore.ToUniversalTime(),
            certificate.NotAfter.ToUniversalTime(),
            replaces,
            from,
            now
        );
        await session.StoreIdentityAsync(ven, known, cancellation, issued);
        return TypedResults.Ok(Answer(ven, issued.Pem));
    }

    /// <summary>As it is written everywhere: hexadecimal, in lower case.</summary>
    public static string SerialOf(X509Certificate2 certificate) => certificate.SerialNumber.ToLowerInvariant();

    /// <summary>The certificate that was given for the same request; null where none was.</summary>
    private IssuedCertificate? Given(Ven ven, AskedCertificate asked, string? replaces) =>
        ven.Identity?.Certificates.LastOrDefault(c => c.KeyHash == asked.KeyHash && c.Replaces == replaces && c.HoldsAt(clock.GetUtcNow()));

    private EnrolledView Answer(Ven ven, string pem) =>
        new(
            ven.VenId,
            pem,
            authority.BrokerAuthority,
            new BrokerPlace(options.Value.BrokerHost ?? mqtt.Value.Host, options.Value.BrokerPort),
            commandKeys.Current
        );
}
