namespace DrEvents.Backend.Features.Identity;

/// <summary>The installation's certificates come from this authority. Of stream <c>identity</c>.</summary>
/// <param name="Fingerprint">SHA-256 of its certificate, hex.</param>
/// <param name="Pem">Its certificate.</param>
public sealed record AuthorityAdopted(string Fingerprint, string Pem, DateTimeOffset At);

/// <summary>All nodes sign with one authority: the first that signs settles which, and another is refused.</summary>
public static class AuthorityInForce
{
    public const string Stream = "identity";

    /// <summary>Why certificates may not be signed by this one; null when they may. What is new is stored with what follows from it.</summary>
    public static async Task<string?> AgainstAsync(
        this IDocumentSession session,
        CertificateAuthority authority,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(Stream, cancellation);
        var stored = await session.Events.FetchStreamAsync(Stream, token: cancellation);
        if (stored.Select(e => e.Data).OfType<AuthorityAdopted>().LastOrDefault() is not { } adopted)
        {
            session.Events.Append(Stream, new AuthorityAdopted(authority.Fingerprint, authority.Pem, now));
            return null;
        }
        return adopted.Fingerprint == authority.Fingerprint
            ? null
            : $"This installation's certificates are of the authority {adopted.Fingerprint}, and {IdentityOptions.CaKey} of this node is {authority.Fingerprint}: "
                + "give all nodes the same file";
    }
}
