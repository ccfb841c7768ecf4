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
    TimeProvider clock,
    ILogger<IssueCertificate> log
)
{
    /// <summary>Longest that is waited for the authority to take back what could not be stored.</summary>
    private static readonly TimeSpan TakeBackLongest = TimeSpan.FromSeconds(5);

    /// <summary>Has it signed, and stores it. Whoever asks again because no answer came, with the same key, gets the same certificate.</summary>
    /// <param name="ven">The VEN that is enrolling, see <see cref="StoreIdentity.EnrollingVenAsync"/>.</param>
    /// <param name="replaces">The serial number of the certificate that it renews; null where it comes by a code.</param>
    /// <param name="against">Why the VEN, as it is when the authority has answered, gets none any more; null where it does.</param>
    public async Task<Results<Ok<EnrolledView>, ProblemHttpResult>> ToAsync(
        IDocumentSession session,
        Ven ven,
        AskedCertificate asked,
        string? replaces,
        Func<Ven, string?> against,
        string? from,
        CancellationToken cancellation
    )
    {
        // Who enrols in the first second of this process is told the keys too.
        await signer.Ready.WaitAsync(cancellation);
        if (Given(ven, asked, replaces) is { } given)
            return TypedResults.Ok(Answer(ven, await session.PemOfAsync(ven, given.Serial, cancellation)));
        if (authority.Against(asked, ven.VenId) is { } problem)
            return Wrong(problem);
        var now = clock.GetUtcNow();
        X509Certificate2 certificate;
        try
        {
            // What was revoked for this key may still be good at an authority that has not heard of it.
            if (ven.Identity?.Certificates.Any(c => c.KeyHash == asked.KeyHash && c.RevokedAt is not null && c.NotAfter > now) == true)
                await authority.RevokeAsync(ven.VenId, new HashSet<string> { asked.KeyHash }, cancellation);
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
        if (ven.Identity?.Certificates.Any(c => c.Serial == issued.Serial) == true)
            return Wrong("is for the key of another certificate of this VEN: make a new key");
        return await StoredAsync(session, ven.VenId, issued, against);
    }

    /// <summary>As it is written everywhere: hexadecimal, in lower case.</summary>
    public static string SerialOf(X509Certificate2 certificate) => certificate.SerialNumber.ToLowerInvariant();

    /// <summary>Stores it, whether somebody still waits for the answer or not: what the authority has given must be known here, to be revoked.</summary>
    private async Task<Results<Ok<EnrolledView>, ProblemHttpResult>> StoredAsync(
        IDocumentSession session,
        string venId,
        CertificateIssued issued,
        Func<Ven, string?> against
    )
    {
        var isStored = false;
        try
        {
            if (await session.HeldVenAsync(venId, CancellationToken.None) is not { } held)
                return Refused("The VEN was removed meanwhile");
            if (against(held) is { } refusal)
                return Refused(refusal);
            if (await session.AdoptAsync(authority, issued.At, CancellationToken.None) is { } other)
                return TypedResults.Problem(Problems.Conflict(other));
            await session.StoreIdentityAsync(held, known, CancellationToken.None, issued);
            isStored = true;
            return TypedResults.Ok(Answer(held, issued.Pem));
        }
        finally
        {
            if (!isStored)
                await TakeBackAsync(venId, issued);
        }
    }

    private async Task TakeBackAsync(string venId, CertificateIssued issued)
    {
        using var longest = new CancellationTokenSource(TakeBackLongest);
        try
        {
            await authority.RevokeAsync(venId, new HashSet<string> { issued.KeyHash }, longest.Token);
        }
        catch (Exception e)
        {
            log.LogError(
                e,
                "A certificate of {Ven} was given and not stored, and could not be taken back: serial number {Serial}",
                venId,
                issued.Serial
            );
        }
    }

    /// <summary>The certificate that was given for the same request; null where none was.</summary>
    private IssuedCertificate? Given(Ven ven, AskedCertificate asked, string? replaces) =>
        ven.Identity?.Certificates.LastOrDefault(c => c.KeyHash == asked.KeyHash && c.Replaces == replaces && c.HoldsAt(clock.GetUtcNow()));

    private static ProblemHttpResult Wrong(string problem) => TypedResults.Problem(new FieldErrors().If(true, "csr", problem).Answer);

    private static ProblemHttpResult Refused(string why) =>
        TypedResults.Problem(Problems.Of(StatusCodes.Status403Forbidden, "Refused", why));

    private EnrolledView Answer(Ven ven, string pem) =>
        new(
            ven.VenId,
            pem,
            authority.BrokerAuthority,
            new BrokerPlace(options.Value.BrokerHost ?? mqtt.Value.Host, options.Value.BrokerPort),
            commandKeys.Current
        );
}
