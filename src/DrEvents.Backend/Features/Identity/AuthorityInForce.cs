namespace DrEvents.Backend.Features.Identity;

/// <summary>The installation's certificates come from this authority. Of stream <c>identity</c>.</summary>
/// <param name="Fingerprint">SHA-256 of its certificate, hex; <c>aws</c> where AWS IoT Core signs.</param>
/// <param name="Pem">What VENs trust at the broker: its certificate, or the authority of AWS's endpoints.</param>
public sealed record AuthorityAdopted(string Fingerprint, string Pem, DateTimeOffset At);

/// <summary>All nodes sign with one authority: the first that signs settles which, and another is refused.</summary>
public static class AuthorityInForce
{
    public const string Stream = "identity";

    /// <summary>Why certificates may not be signed by this one; null when they may.</summary>
    public static async Task<string?> AgainstAsync(
        this IQuerySession session,
        IVenAuthority authority,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => await session.AdoptedAsync(cancellation) is { } adopted ? Against(adopted, authority.Adopted(now)) : null;

    /// <summary>The same for who signs now: the first settles it, with the certificate that is stored next.</summary>
    public static async Task<string?> AdoptAsync(
        this IDocumentSession session,
        IVenAuthority authority,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        // Once it is settled nobody waits for another.
        if (await session.AdoptedAsync(cancellation) is null)
            await session.HoldAsync(Stream, cancellation);
        var here = authority.Adopted(now);
        if (await session.AdoptedAsync(cancellation) is { } adopted)
            return Against(adopted, here);
        session.Events.Append(Stream, here);
        return null;
    }

    private static async Task<AuthorityAdopted?> AdoptedAsync(this IQuerySession session, CancellationToken cancellation) =>
        (await session.Events.FetchStreamAsync(Stream, token: cancellation)).Select(e => e.Data).OfType<AuthorityAdopted>().LastOrDefault();

    private static string? Against(AuthorityAdopted adopted, AuthorityAdopted here) =>
        adopted.Fingerprint == here.Fingerprint
            ? null
            : $"This installation's certificates are of the authority {adopted.Fingerprint}, and that of this node is {here.Fingerprint}: "
                + $"give all nodes the same {IdentityOptions.AuthorityKey} and {IdentityOptions.CaKey}";
}
