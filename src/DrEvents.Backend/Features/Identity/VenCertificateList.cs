using System.Security.Claims;
using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Identity;

public static class GetCertificates
{
    /// <summary>Lists a VEN's certificates, the newest first: the last twenty.</summary>
    [WolverineGet("/api/vens/{venId}/certificates")]
    [Needs(Need.Read, Reach.Path)]
    public static async Task<Results<Ok<IReadOnlyList<CertificateView>>, ProblemHttpResult>> Get(
        string venId,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    ) =>
        await FindVen.AsNowAsync(session, venId, cancellation) is { } ven
            ? TypedResults.Ok<IReadOnlyList<CertificateView>>([
                .. (ven.Identity?.Certificates ?? []).Reverse().Select(c => View(c, clock.GetUtcNow())),
            ])
            : TypedResults.Problem(Problems.NotFound("VEN", venId));

    private static CertificateView View(IssuedCertificate c, DateTimeOffset now) =>
        new(
            c.Serial,
            c.RevokedAt is not null ? CertificateStatuses.Revoked
                : now >= c.NotAfter ? CertificateStatuses.Expired
                : CertificateStatuses.Valid,
            c.NotBefore,
            c.NotAfter,
            c.HoldsAt(now) ? (int)(c.NotAfter - now).TotalDays : 0,
            c.Replaces is null ? "enrolment" : "renewal",
            c.RevokedAt,
            c.RevokedBy,
            c.Reason
        );
}

public static class RevokeCertificate
{
    private const int ReasonLengthMax = 200;
    private const string NoReason = "no reason given";

    public static ProblemDetails Validate(string? reason) => new FieldErrors().Text(reason, "reason", ReasonLengthMax).Answer;

    /// <summary>Revokes a certificate of a VEN: who is connected by it is disconnected within seconds. Again, it changes nothing.</summary>
    /// <param name="reason">Why, in words.</param>
    [WolverineDelete("/api/vens/{venId}/certificates/{serial}")]
    [Needs(Need.ManageVens)]
    public static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string venId,
        string serial,
        string? reason,
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownIdentities known,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await session.HeldVenAsync(venId, cancellation) is not { } ven)
            return TypedResults.Problem(Problems.NotFound("VEN", venId));
        if (
            ven.Identity?.Certificates.FirstOrDefault(c => c.Serial.Equals(serial, StringComparison.OrdinalIgnoreCase))
            is not { } certificate
        )
            return TypedResults.Problem(Problems.NotFound("certificate", serial));
        if (certificate.RevokedAt is null)
        {
            var why = string.IsNullOrWhiteSpace(reason) ? NoReason : reason.Trim();
            var revoked = new CertificateRevoked(certificate.Serial, why, Caller.Of(user)!.Name, clock.GetUtcNow());
            await session.StoreIdentityAsync(ven, known, cancellation, revoked);
        }
        return TypedResults.NoContent();
    }
}
