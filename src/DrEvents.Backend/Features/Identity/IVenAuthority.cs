using System.Security.Cryptography.X509Certificates;

namespace DrEvents.Backend.Features.Identity;

/// <summary>Who signs the certificates of VENs: this installation's <see cref="OwnAuthority"/>, or AWS IoT Core.</summary>
public interface IVenAuthority
{
    /// <summary>Why no certificates are given; null where they are.</summary>
    string? Missing { get; }

    /// <summary>What VENs trust at the broker, in PEM. Throws where <see cref="Missing"/> says why there is none.</summary>
    string BrokerAuthority { get; }

    /// <summary>What settles that all nodes sign with the same: it is stored with the first certificate.</summary>
    AuthorityAdopted Adopted(DateTimeOffset now);

    /// <summary>Why a request gets no certificate of this authority, whoever sends it; null where it gets one.</summary>
    string? Against(AskedCertificate asked, string venId);

    /// <summary>Whether a certificate may be of this authority, by what can be told without asking anybody.</summary>
    bool MayHaveSigned(X509Certificate2 certificate);

    /// <summary>A certificate for this key. The same key may get the same certificate.</summary>
    Task<X509Certificate2> IssueAsync(string venId, AskedCertificate asked, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Has the broker let nobody in by any certificate of a VEN that is not there any more, also by one that nothing is known of here.</summary>
    Task RevokeAllAsync(string venId, CancellationToken cancellation);

    /// <summary>Has the broker let nobody in by these certificates of a VEN; again, it changes nothing.</summary>
    Task RevokeAsync(string venId, IReadOnlySet<string> keyHashes, CancellationToken cancellation);
}
