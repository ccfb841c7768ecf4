namespace DrEvents.Backend.Features.Access;

/// <summary>Changes who may use the interface: one change after the other, and known on this node when it is answered.</summary>
public static class StoreAccess
{
    /// <summary>What holds, held against all others who change it.</summary>
    public static async Task<AccessState> HeldAccessAsync(this IDocumentSession session, CancellationToken cancellation)
    {
        await session.HoldAsync(AccessStream.Id, cancellation);
        return await session.AccessAsync(cancellation);
    }

    /// <summary>Stores what happened at once, and not when the request is over: nobody is told of a key that is not known yet.</summary>
    public static async Task StoreAccessAsync(
        this IDocumentSession session,
        AccessState held,
        object happened,
        KnownAccess known,
        CancellationToken cancellation
    )
    {
        session.Events.Append(AccessStream.Id, happened);
        await session.SaveChangesAsync(cancellation);
        known.Learn(held.After(held.Version + 1, happened));
    }
}
