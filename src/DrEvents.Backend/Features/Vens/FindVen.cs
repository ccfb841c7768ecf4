namespace DrEvents.Backend.Features.Vens;

public static class FindVen
{
    public static async Task<Ven?> AsNowAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) && await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false } ven ? ven : null;

    /// <summary>What these VENs are called, by their ids; those that are not there are not in it.</summary>
    public static async Task<Dictionary<string, string>> NamesAsync(
        this IQuerySession session,
        IEnumerable<string> venIds,
        CancellationToken cancellation
    ) => (await session.LoadManyAsync<Ven>(cancellation, venIds.Select(Ven.StreamOf))).ToDictionary(v => v.VenId, v => v.DisplayName);

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
