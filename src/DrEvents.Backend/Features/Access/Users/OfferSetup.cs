using System.Security.Claims;

namespace DrEvents.Backend.Features.Access;

public static class OfferSetup
{
    /// <summary>Makes a link by which somebody becomes an administrator and chooses his name and his password.</summary>
    /// <remarks>
    /// It is good once and for an hour, and the newest alone is. While access is not set up only the backend's own machine gets one, as all else; from the
    /// first administrator on callers on it are asked who they are too.
    /// </remarks>
    [WolverinePost("/api/access/setup")]
    [Needs(Need.Administer)]
    public static async Task<Created<LinkView>> Post(
        ClaimsPrincipal user,
        IDocumentSession session,
        KnownAccess known,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await session.HeldAccessAsync(known, cancellation);
        var (code, now) = (Links.NewCode(), clock.GetUtcNow());
        var offered = new SetupOffered(Links.HashOf(code), now + Links.SetupLives, Caller.Of(user)!.Name, now);
        await session.StoreAccessAsync(state, known, cancellation, offered);
        return TypedResults.Created(Links.SetupPath, Links.To(Links.SetupPath, code, offered.ExpiresAt));
    }
}
