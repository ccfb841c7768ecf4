namespace DrEvents.Backend.Features.Vens;

public static class FindVen
{
    public static async Task<Ven?> AsNowAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) && await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false } ven ? ven : null;

    public static ProblemDetails OrNotFound(Ven? ven, string venId) =>
        ven is { Removed: false } ? Problems.None : Problems.NotFound("VEN", venId);
}

/// <summary>Runs before endpoints whose route names a VEN, which may take it as it is now: 404 when there is none.</summary>
public static class KnownVen
{
    public static async Task<(Ven?, ProblemDetails)> BeforeAsync(string venId, IQuerySession session, CancellationToken cancellation)
    {
        var ven = await FindVen.AsNowAsync(session, venId, cancellation);
        return (ven, FindVen.OrNotFound(ven, venId));
    }
}
