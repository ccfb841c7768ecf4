namespace DrEvents.Contracts.Http;

/// <summary>A code by which a VEN gets its certificate, once.</summary>
/// <param name="VenId">For which VEN it is.</param>
/// <param name="Code">The code; shown this once.</param>
/// <param name="ExpiresAt">From when on it is refused.</param>
public sealed record EnrolmentOfferView(string VenId, string Code, DateTimeOffset ExpiresAt);

/// <summary>What is known of the code by which a VEN may enrol; the code itself is stored nowhere.</summary>
/// <param name="IsOpen">Whether it can be used now.</param>
/// <param name="ExpiresAt">From when on it is refused; null where none was made.</param>
/// <param name="IsUsed">Whether the VEN got a certificate by it.</param>
/// <param name="Refusals">How many came with it and were refused: the first few are counted.</param>
public sealed record EnrolmentStateView(string VenId, bool IsOpen, DateTimeOffset? ExpiresAt = null, bool IsUsed = false, int Refusals = 0);

/// <summary>Body of <c>POST /api/enrol</c>.</summary>
/// <param name="Code">The code that somebody who manages VENs was given.</param>
/// <param name="Csr">Request for a certificate, PKCS #10 in PEM, signed by the key that it is for.</param>
[KnownNamesOnly]
public sealed record EnrolRequest(string? Code, string? Csr);

/// <summary>Body of <c>POST /api/enrol/renew</c>.</summary>
/// <param name="Csr">Request for the next certificate, PKCS #10 in PEM; its key may be another one.</param>
/// <param name="Certificate">The certificate that is renewed, in PEM.</param>
/// <param name="Signature">
/// Signature by the key of that certificate over the UTF-8 bytes of <paramref name="Csr"/> as it is sent, with SHA-256, in base64: what
/// <c>openssl dgst -sha256 -sign</c> makes.
/// </param>
[KnownNamesOnly]
public sealed record RenewRequest(string? Csr, string? Certificate, string? Signature);

/// <summary>What a VEN needs to connect from now on.</summary>
/// <param name="VenId">Its id, which is the common name of its certificate.</param>
/// <param name="Certificate">Its certificate, in PEM.</param>
/// <param name="Chain">The authority's certificate, in PEM. The broker's certificate is of the same authority, unless its operator says otherwise.</param>
/// <param name="Broker">Where the broker is.</param>
/// <param name="CommandKeys">The keys by which commands are signed; none where they are not.</param>
public sealed record EnrolledView(
    string VenId,
    string Certificate,
    string Chain,
    BrokerPlace Broker,
    IReadOnlyList<CommandKeyView> CommandKeys
);

/// <summary>Where VENs reach the broker, by TLS.</summary>
public sealed record BrokerPlace(string Host, int Port);

/// <summary>A VEN's certificate.</summary>
/// <param name="Serial">Its serial number, hexadecimal.</param>
/// <param name="Status"><c>valid</c>, <c>expired</c> or <c>revoked</c>.</param>
/// <param name="DaysLeft">Whole days until it ends; 0 where it does not hold.</param>
/// <param name="By"><c>enrolment</c> or <c>renewal</c>.</param>
/// <param name="RevokedBy">Who revoked it; null where nobody did.</param>
/// <param name="Reason">Why it was revoked.</param>
public sealed record CertificateView(
    string Serial,
    string Status,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    int DaysLeft,
    string By,
    DateTimeOffset? RevokedAt,
    string? RevokedBy,
    string? Reason
);

/// <summary>Words of <see cref="CertificateView.Status"/>.</summary>
public static class CertificateStatuses
{
    public const string Valid = "valid";
    public const string Expired = "expired";
    public const string Revoked = "revoked";
}

/// <summary>A page of all VENs' certificates, and of the codes that can be used.</summary>
/// <param name="Total">How many the filter leaves.</param>
/// <param name="Offset">Which of them is the first here.</param>
/// <param name="Statuses">How many of all are in which status.</param>
public sealed record CertificateTable(
    DateTimeOffset AsOf,
    int Total,
    int Offset,
    IReadOnlyDictionary<string, int> Statuses,
    IReadOnlyList<CertificateRow> Certificates
);

/// <summary>A certificate of a VEN, or a code by which it can get one.</summary>
/// <param name="Status">
/// <c>valid</c>; <c>ending</c>, valid with less than a tenth of its life left, so that the VEN should have renewed it; <c>expired</c>; <c>revoked</c>; or
/// <c>open</c>, a code that can be used.
/// </param>
/// <param name="Serial">Its serial number, hexadecimal; null for a code.</param>
/// <param name="EndsAt">When it ends, or when the code does.</param>
/// <param name="DaysLeft">Whole days until then; 0 where it does not hold.</param>
/// <param name="By"><c>enrolment</c> or <c>renewal</c>; null for a code.</param>
public sealed record CertificateRow(
    string VenId,
    string VenName,
    string Status,
    DateTimeOffset EndsAt,
    int DaysLeft,
    string? Serial = null,
    string? By = null,
    DateTimeOffset? RevokedAt = null,
    string? RevokedBy = null,
    string? Reason = null
);

/// <summary>Words of <see cref="CertificateRow.Status"/>.</summary>
public static class CertificateRowStatuses
{
    public const string Valid = CertificateStatuses.Valid;
    public const string Ending = "ending";
    public const string Expired = CertificateStatuses.Expired;
    public const string Revoked = CertificateStatuses.Revoked;
    public const string Open = "open";

    /// <summary>All, those that somebody may have to look after first.</summary>
    public static readonly IReadOnlyList<string> All = [Ending, Valid, Open, Expired, Revoked];
}

/// <summary>The authority that VENs' certificates are of.</summary>
/// <param name="Certificate">Its certificate, in PEM.</param>
/// <param name="Fingerprint">SHA-256 of its certificate, hexadecimal.</param>
public sealed record AuthorityView(string Certificate, string Fingerprint, DateTimeOffset NotAfter);

/// <summary>The certificates that were revoked and have not expired, signed by the authority.</summary>
/// <param name="Crl">The list, in PEM.</param>
/// <param name="Revoked">How many certificates are in it.</param>
/// <param name="NextUpdate">Until when it may be used; it is made anew long before.</param>
public sealed record RevocationListView(string Crl, int Revoked, DateTimeOffset NextUpdate);
