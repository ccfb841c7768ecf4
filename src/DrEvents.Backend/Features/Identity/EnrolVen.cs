using DrEvents.Backend.Features.Vens;
using Microsoft.AspNetCore.Authorization;

namespace DrEvents.Backend.Features.Identity;

public static class EnrolVen
{
    /// <summary>More of one code are not stored: whoever has it could fill the VEN's stream.</summary>
    private const int RefusalsStoredMax = 10;

    public static ProblemDetails Validate(EnrolRequest? request) =>
        request is null
            ? FieldErrors.NoBody
            : new FieldErrors()
                .If(string.IsNullOrWhiteSpace(request.Code), "code", "is missing")
                .If(string.IsNullOrWhiteSpace(request.Csr), "csr", "is missing")
                .If(
                    request.Csr?.Length > AskedCertificate.CharactersMax,
                    "csr",
                    $"is longer than {AskedCertificate.CharactersMax} characters"
                )
                .Answer;

    /// <summary>Gives a VEN its certificate, for a code that was made for it. A code is good for one key.</summary>
    /// <remarks>Of the request only the key is taken. If it names a common name, that has to be the VEN's id.</remarks>
    [WolverinePost("/api/enrol")]
    [AllowAnonymous]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    [ProducesResponseType(StatusCodes.Status502BadGateway)]
    public static async Task<Results<Ok<EnrolledView>, ProblemHttpResult>> Post(
        EnrolRequest request,
        HttpContext http,
        IDocumentSession session,
        KnownIdentities known,
        IVenAuthority authority,
        IssueCertificate issue,
        Refusals refusals,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var from = http.Connection.RemoteIpAddress;
        if (refusals.IsTooMany(from))
            return TypedResults.Problem(Refusals.TooMany());
        if (authority.Missing is { } missing)
            return TypedResults.Problem(Problems.Conflict(missing));
        var now = clock.GetUtcNow();
        if (
            EnrolmentCode.HashOf(request.Code!) is not { } codeHash
            || await VenOfAsync(session, known, codeHash, now, cancellation) is not { } venId
        )
            return TypedResults.Problem(refusals.Refuse(from, "The code is not known"));
        var (asked, problem) = AskedCertificate.Read(request.Csr!);
        if (asked is null)
            return TypedResults.Problem(new FieldErrors().If(true, "csr", problem!).Answer);
        if (await session.EnrollingVenAsync(venId, cancellation) is not { Identity.Offer: { } offer } ven || offer.CodeHash != codeHash)
            return TypedResults.Problem(refusals.Refuse(from, "The code is not known"));
        if (Against(ven.Identity!, asked, venId, now) is { } against)
        {
            if (offer.Refusals < RefusalsStoredMax && await session.HeldVenAsync(venId, cancellation) is { } held)
                await session.StoreIdentityAsync(held, known, cancellation, new EnrolmentRefused(against, from?.ToString(), now));
            return TypedResults.Problem(refusals.Refuse(from, against));
        }
        if (await session.AgainstAsync(authority, now, cancellation) is { } other)
            return TypedResults.Problem(Problems.Conflict(other));
        return await issue.ToAsync(session, ven, asked, replaces: null, IsStillOffered, from?.ToString(), cancellation);

        // Another code may have been made while the authority was asked.
        string? IsStillOffered(Ven held) =>
            held.Identity?.Offer?.CodeHash == codeHash ? Against(held.Identity!, asked, venId, clock.GetUtcNow()) : "The code is not known";
    }

    private static string? Against(VenIdentity identity, AskedCertificate asked, string venId, DateTimeOffset now) =>
        IsUsedUp(identity, asked, now) ? "The code has been used"
        : now >= identity.Offer!.ExpiresAt ? "The code has expired"
        : asked.CommonName is { } name && name != venId ? $"The code is for {venId}, and the request asks for another name"
        : null;

    /// <summary>Whoever used it may ask again because no answer came, but not for another certificate in the place of one that was revoked.</summary>
    private static bool IsUsedUp(VenIdentity identity, AskedCertificate asked, DateTimeOffset now) =>
        identity.Offer!.Used is { } used
        && (used != asked.KeyHash || !identity.Certificates.Any(c => c.KeyHash == used && c.Replaces is null && c.HoldsAt(now)));

    /// <summary>Another node may have made the code just now.</summary>
    private static async Task<string?> VenOfAsync(
        IQuerySession session,
        KnownIdentities known,
        string codeHash,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (known.VenOfCode(codeHash) is { } venId)
            return venId;
        known.Learn(await session.IdentitiesChangedAsync(now - IdentityWatch.Overlap, cancellation));
        return known.VenOfCode(codeHash);
    }
}
