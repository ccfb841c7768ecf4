namespace DrEvents.Backend.Features.Vens;

public static class FindVen
{
    public static async Task<Ven?> AsNowAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        VenIds.IsValid(venId) && await session.LoadAsync<Ven>(Ven.StreamOf(venId), cancellation) is { Removed: false } ven ? ven : null;

    public static async Task<ProblemDetails> OrNotFoundAsync(IQuerySession session, string venId, CancellationToken cancellation) =>
        OrNotFound(await AsNowAsync(session, venId, cancellation), venId);

    public static ProblemDetails OrNotFound(Ven? ven, string venId) =>
        ven is { Removed: false } ? Problems.None : Problems.NotFound("VEN", venId);
}

/// <summary>Runs before endpoints whose route names a VEN: 404 when there is none.</summary>
public static class KnownVen
{
    public static Task<ProblemDetails> BeforeAsync(string venId, IQuerySession session, CancellationToken cancellation) =>
        FindVen.OrNotFoundAsync(session, venId, cancellation);
}
