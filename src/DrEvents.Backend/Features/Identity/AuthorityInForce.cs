namespace DrEvents.Backend.Features.Identity;

/// <summary>The installation's certificates come from this authority. Of stream <c>identity</c>.</summary>
/// <param name="Fingerprint">SHA-256 of its certificate, hex; <c>aws</c> where AWS IoT Core signs.</param>
/// <param name="Pem">What VENs trust at the broker: its certificate, or the authority of AWS's endpoints.</param>
public sealed record AuthorityAdopted(string Fingerprint, string Pem, DateTimeOffset At);

/// <summary>All nodes sign with one authority: the first that signs settles which, and another is refused.</summary>
public static class AuthorityInForce
{
    public const string Stream = "identity";

    /// <summary>Why certificates may not be signed by this one; null when they may. What is new is stored with what follows from it.</summary>
    public static async Task<string?> AgainstAsync(
        this IDocumentSession session,
        IVenAuthority authority,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await session.HoldAsync(Stream, cancellation);
        var stored = await session.Events.FetchStreamAsync(Stream, token: cancellation);
        var here = authority.Adopted(now);
        if (stored.Select(e => e.Data).OfType<AuthorityAdopted>().LastOrDefault() is not { } adopted)
        {
            session.Events.Append(Stream, here);
            return null;
        }
        return adopted.Fingerprint == here.Fingerprint
            ? null
            : $"This installation's certificates are of the authority {adopted.Fingerprint}, and that of this node is {here.Fingerprint}: "
                + $"give all nodes the same {IdentityOptions.AuthorityKey} and {IdentityOptions.CaKey}";
    }
}
