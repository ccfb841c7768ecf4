namespace DrEvents.Backend.Features.Vens;

/// <summary>Somebody made a code by which the VEN can get a certificate, once. An earlier code that was not used holds no longer.</summary>
/// <param name="CodeHash">SHA-256 of the code, hex.</param>
/// <param name="By">Who made it.</param>
public sealed record EnrolmentOffered(string CodeHash, DateTimeOffset ExpiresAt, string By, DateTimeOffset At);

/// <summary>Somebody came with the VEN's code, and was refused. Only the first few of a code are stored.</summary>
/// <param name="From">The address that the request came from.</param>
public sealed record EnrolmentRefused(string Reason, string? From, DateTimeOffset At);

/// <summary>The VEN got a certificate.</summary>
/// <param name="Serial">Its serial number, hex.</param>
/// <param name="Pem">The certificate itself.</param>
/// <param name="KeyHash">SHA-256 of its public key, hex.</param>
/// <param name="Replaces">The serial number of the certificate that it renews; null where it came by a code.</param>
/// <param name="From">The address that the request came from.</param>
public sealed record CertificateIssued(
    string Serial,
    string Pem,
    string KeyHash,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    string? Replaces,
    string? From,
    DateTimeOffset At
);

/// <summary>A message came in the VEN's name, and nothing shows that the VEN sent it: it was refused. Told at most once an hour.</summary>
public sealed record SenderNotProven(string Topic, string Reason, DateTimeOffset At);

/// <summary>A certificate of the VEN holds no longer; whoever is connected by it is disconnected.</summary>
public sealed record CertificateRevoked(string Serial, string Reason, string By, DateTimeOffset At);

/// <summary>Certificates of a VEN were revoked: what a room outside of the store has to be told.</summary>
public sealed record CertificatesRevoked(string VenId);
