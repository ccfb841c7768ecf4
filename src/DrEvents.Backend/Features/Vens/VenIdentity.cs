namespace DrEvents.Backend.Features.Vens;

/// <summary>The code that a VEN can enrol by.</summary>
/// <param name="Used">The hash of the key that it was used with; null while it was not.</param>
/// <param name="Refusals">How many came with it and were refused.</param>
public sealed record EnrolmentOffer(string CodeHash, DateTimeOffset ExpiresAt, string? Used = null, int Refusals = 0)
{
    /// <summary>Whether somebody can still enrol by it.</summary>
    public bool IsOpenAt(DateTimeOffset now) => Used is null && now < ExpiresAt;
}

/// <summary>A certificate as it is remembered.</summary>
public sealed record IssuedCertificate(
    string Serial,
    string KeyHash,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string? Replaces,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null,
    string? Reason = null
)
{
    public bool HoldsAt(DateTimeOffset now) => RevokedAt is null && now < NotAfter;
}

/// <summary>How a VEN proves who it is: what the events of its stream say of codes and certificates.</summary>
public sealed record VenIdentity
{
    public static readonly Type[] Events =
    [
        typeof(EnrolmentOffered),
        typeof(EnrolmentRefused),
        typeof(CertificateIssued),
        typeof(CertificateRevoked),
    ];

    public EnrolmentOffer? Offer { get; init; }

    /// <summary>The newest last.</summary>
    public IReadOnlyList<IssuedCertificate> Certificates { get; init; } = [];

    public static VenIdentity After(VenIdentity? state, object stored)
    {
        state ??= new VenIdentity();
        return stored switch
        {
            EnrolmentOffered e => state with { Offer = new EnrolmentOffer(e.CodeHash, e.ExpiresAt) },
            EnrolmentRefused => state with { Offer = state.Offer is { } o ? o with { Refusals = o.Refusals + 1 } : null },
            CertificateIssued e => state with
            {
                Offer = e.Replaces is null && state.Offer is { } o ? o with { Used = e.KeyHash } : state.Offer,
                Certificates =
                [
                    // What still holds, or is revoked and would, is not forgotten: it could not be revoked any more.
                    .. state.Certificates.Where(c => e.At < c.NotAfter),
                    new IssuedCertificate(e.Serial, e.KeyHash, e.NotBefore, e.NotAfter, e.Replaces),
                ],
            },
            CertificateRevoked e => state.Revoked(c => c.Serial == e.Serial, e.Reason, e.By, e.At),
            VenRemoved e => state.Revoked(_ => true, "the VEN was removed", "removal", e.At) with { Offer = null },
            _ => state,
        };
    }

    private VenIdentity Revoked(Predicate<IssuedCertificate> which, string reason, string by, DateTimeOffset at) =>
        this with
        {
            Certificates =
            [
                .. Certificates.Select(c =>
                    c.RevokedAt is null && which(c) ? c with { RevokedAt = at, RevokedBy = by, Reason = reason } : c
                ),
            ],
        };
}
