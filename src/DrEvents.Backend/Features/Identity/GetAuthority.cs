using DrEvents.Backend.Features.Identity.Aws;

namespace DrEvents.Backend.Features.Identity;

public static class GetAuthority
{
    /// <summary>Shows the authority that VENs' certificates are of.</summary>
    [WolverineGet("/api/identity/ca")]
    [Needs(Need.Read, Reach.Nothing)]
    public static Results<Ok<AuthorityView>, ProblemHttpResult> Get(OwnAuthority own, IVenAuthority signs) =>
        own.Authority is { } authority
            ? TypedResults.Ok(new AuthorityView(authority.Pem, authority.Fingerprint, authority.NotAfter.ToUniversalTime()))
            : TypedResults.Problem(Problems.NotFound("authority:", signs.Missing ?? AwsAuthority.KeepsItself));
}

public static class GetRevocationList
{
    /// <summary>Shows the certificates that were revoked and have not expired, as a list that the authority signs.</summary>
    [WolverineGet("/api/identity/crl")]
    [Needs(Need.Read, Reach.Nothing)]
    public static Results<Ok<RevocationListView>, ProblemHttpResult> Get(OwnAuthority own, IVenAuthority signs, RevocationList list) =>
        own.Authority is { } authority
            ? TypedResults.Ok(list.Now(authority))
            : TypedResults.Problem(Problems.NotFound("list of revoked certificates:", signs.Missing ?? AwsAuthority.KeepsItself));
}

/// <summary>The list of revoked certificates, made anew when another one was revoked, and every day.</summary>
public sealed class RevocationList(KnownIdentities known, TimeProvider clock)
{
    private static readonly TimeSpan HoldsFor = TimeSpan.FromDays(7);
    private static readonly TimeSpan MadeAgainAfter = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private (DateTimeOffset At, HashSet<string> Serials, RevocationListView View)? _made;

    public RevocationListView Now(CertificateAuthority authority)
    {
        var now = clock.GetUtcNow();
        var revoked = known.Revoked(now);
        lock (_gate)
        {
            if (_made is { } made && now - made.At < MadeAgainAfter && made.Serials.SetEquals(revoked.Select(c => c.Serial)))
                return made.View;
            // Times in it are whole seconds.
            var nextUpdate = DateTimeOffset.FromUnixTimeSeconds((now + HoldsFor).ToUnixTimeSeconds());
            var pem = PemEncoding.WriteString("X509 CRL", authority.RevocationList(revoked, now, nextUpdate)) + "\n";
            var view = new RevocationListView(pem, revoked.Count, nextUpdate);
            _made = (now, [.. revoked.Select(c => c.Serial)], view);
            return view;
        }
    }
}
