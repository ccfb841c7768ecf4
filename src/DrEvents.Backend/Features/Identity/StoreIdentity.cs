using DrEvents.Backend.Features.Vens;

namespace DrEvents.Backend.Features.Identity;

/// <summary>Changes how a VEN proves who it is: one change after the other, and known on this node when it is answered.</summary>
public static class StoreIdentity
{
    /// <summary>The VEN, held against all others who change it; null where there is none.</summary>
    public static async Task<Ven?> HeldVenAsync(this IDocumentSession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) && await session.LockAsync<Ven>([Ven.StreamOf(venId)], cancellation) is [{ Removed: false } ven] ? ven : null;

    /// <summary>
    /// The VEN as it is, with nobody else of it asking the authority until this session ends; null where there is none. Its events go on meanwhile: AWS takes
    /// its time, and what is decided by this is looked at again before it is stored.
    /// </summary>
    public static async Task<Ven?> EnrollingVenAsync(this IDocumentSession session, string venId, CancellationToken cancellation)
    {
        if (!VenIds.IsValid(venId))
            return null;
        await session.HoldAsync($"enrolment/{venId}", cancellation);
        return await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false } ven ? ven : null;
    }

    /// <summary>Stores what happened at once, and not when the request is over: nobody gets a certificate that is not known.</summary>
    public static async Task StoreIdentityAsync(
        this IDocumentSession session,
        Ven held,
        KnownIdentities known,
        CancellationToken cancellation,
        params object[] happened
    )
    {
        session.Events.Append(held.Id, happened);
        await session.SaveChangesAsync(cancellation);
        known.Learn([happened.Aggregate(held, (ven, e) => Ven.Fold(ven, ven.Id, e)!)]);
    }

    /// <summary>The certificate itself, as it was given.</summary>
    public static async Task<string> PemOfAsync(this IQuerySession session, Ven ven, string serial, CancellationToken cancellation)
    {
        var stored = await session.Events.FetchStreamAsync(ven.Id, token: cancellation);
        return stored.Select(e => e.Data).OfType<CertificateIssued>().Last(e => e.Serial == serial).Pem;
    }
}
