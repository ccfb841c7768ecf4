namespace DrEvents.Backend.Features.Access;

/// <summary>Changes who may use the interface: one change after the other, and known on this node when it is answered.</summary>
public static class StoreAccess
{
    /// <summary>What holds, held against all others who change it.</summary>
    public static async Task<AccessState> HeldAccessAsync(this IDocumentSession session, KnownAccess known, CancellationToken cancellation)
    {
        await session.HoldAsync(AccessStream.Id, cancellation);
        return await session.AccessAsync(known.State, cancellation);
    }

    /// <summary>Stores what happened at once, and not when the request is over: nobody is told of a key that is not known yet.</summary>
    public static async Task StoreAccessAsync(
        this IDocumentSession session,
        AccessState held,
        KnownAccess known,
        CancellationToken cancellation,
        params object[] happened
    )
    {
        session.Events.Append(AccessStream.Id, happened);
        await session.SaveChangesAsync(cancellation);
        known.Learn(happened.Aggregate(held, (state, e) => state.After(state.Version + 1, e)));
    }

    /// <summary>What is stored, of which nothing is read again that is known; unless somebody in it was erased, whom nobody knows by name then.</summary>
    public static async Task<AccessState> AccessAsync(this IQuerySession session, AccessState known, CancellationToken cancellation)
    {
        var later = await session.Events.FetchStreamAsync(AccessStream.Id, fromVersion: known.Version + 1, token: cancellation);
        if (known.Version > 0 && later.Any(e => e.Data is UserErased or NameErased))
            return await session.AccessAsync(AccessState.Nothing, cancellation);
        return later.Aggregate(known, (state, e) => state.After(e.Version, e.Data));
    }
}
