using System.Security.Claims;
using DrEvents.Backend.Features.Identity;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Tables;

public static class GetCertificateTable
{
    /// <summary>By what it can be ordered; what does not hold has no end that anybody waits for.</summary>
    private static readonly Dictionary<string, Func<CertificateRow, object?>?> Sorts = new()
    {
        ["endsAt"] = r => Certificates.Holds(r) ? r.EndsAt : null,
        ["venId"] = null,
        ["venName"] = r => r.VenName,
        ["status"] = r => r.Status,
        ["revokedAt"] = r => r.RevokedAt,
    };

    public static (TableQuery Query, ProblemDetails Problem) Load(
        string? search,
        string? status,
        string? sort,
        string? descending,
        string? offset,
        string? limit
    ) =>
        TableQuery.Read(
            (search, status, Reason: null, Group: null, sort, descending, offset, limit, VenId: null),
            CertificateRowStatuses.All,
            "reason",
            [],
            Sorts.Keys
        );

    /// <summary>Lists a page of all VENs' certificates and open codes, by a filter and in an order, with how many are in which status.</summary>
    /// <remarks>
    /// <c>search</c>: a part of the VEN's id or name. <c>status</c>: <c>ending</c>, <c>valid</c>, <c>open</c>, <c>expired</c> or <c>revoked</c>.
    /// <c>sort</c>: <c>endsAt</c> (those that hold and end first come first, what does not hold comes last), <c>venId</c>, <c>venName</c>, <c>status</c> or
    /// <c>revokedAt</c>. <c>limit</c>: 100, at most 500.
    /// </remarks>
    [WolverineGet("/api/identity/certificates")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<CertificateTable> Get(
        TableQuery query,
        ClaimsPrincipal user,
        KnownIdentities known,
        WatchedFleet fleet,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        await known.FirstRead.WaitAsync(cancellation);
        var (now, vens) = (clock.GetUtcNow(), (await fleet.NowAsync(cancellation)).ById);
        var own = await session.VensOfAsync(user, cancellation);
        List<CertificateRow> rows =
        [
            .. known
                .All()
                .Where(k => vens.ContainsKey(k.VenId) && own?.Contains(k.VenId) != false)
                .OrderBy(k => k.VenId, StringComparer.Ordinal)
                .SelectMany(k => Certificates.Of(k.VenId, vens[k.VenId].Ven.DisplayName, k.Identity, now)),
        ];
        var found = rows.FindAll(r => query.Finds(r.VenId, r.VenName) && (query.Status is null || r.Status == query.Status));
        return new CertificateTable(
            now,
            found.Count,
            query.Offset,
            rows.CountBy(r => r.Status).ToDictionary(),
            [.. query.InOrder(found, Sorts[query.Sort]).Skip(query.Offset).Take(query.Limit)]
        );
    }
}

/// <summary>What a table shows of a VEN's certificates.</summary>
public static class Certificates
{
    /// <summary>VENs renew in the last third of a certificate's life: one of which less than this share is left did not.</summary>
    private const double EndingShare = 0.1;

    public static bool Holds(CertificateRow row) => row.Status is CertificateRowStatuses.Valid or CertificateRowStatuses.Ending;

    /// <summary>The code that can be used, if there is one, and the certificates, the newest first.</summary>
    public static IEnumerable<CertificateRow> Of(string venId, string name, VenIdentity identity, DateTimeOffset now)
    {
        if (identity.Offer is { } offer && offer.IsOpenAt(now))
            yield return new CertificateRow(venId, name, CertificateRowStatuses.Open, offer.ExpiresAt, DaysLeft(offer.ExpiresAt));
        foreach (var certificate in identity.Certificates.Reverse())
            yield return new CertificateRow(
                venId,
                name,
                StatusOf(certificate, now),
                certificate.NotAfter,
                certificate.HoldsAt(now) ? DaysLeft(certificate.NotAfter) : 0,
                certificate.Serial,
                certificate.Replaces is null ? "enrolment" : "renewal",
                certificate.RevokedAt,
                certificate.RevokedBy,
                certificate.Reason
            );

        int DaysLeft(DateTimeOffset end) => (int)(end - now).TotalDays;
    }

    private static string StatusOf(IssuedCertificate certificate, DateTimeOffset now) =>
        certificate.RevokedAt is not null ? CertificateRowStatuses.Revoked
        : now >= certificate.NotAfter ? CertificateRowStatuses.Expired
        : certificate.NotAfter - now < EndingShare * (certificate.NotAfter - certificate.NotBefore) ? CertificateRowStatuses.Ending
        : CertificateRowStatuses.Valid;
}
