namespace DrEvents.Backend.Features.DeadLetters;

public static class GetDeadLetters
{
    /// <summary>Lists messages that could not be read, the newest first.</summary>
    [WolverineGet("/api/dead-letters")]
    [Needs(Need.Read)]
    public static async Task<Results<Ok<DeadLetterPage>, ProblemHttpResult>> Get(
        string? limit,
        string? before,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var most = fields.Limit(limit, fallback: 20, max: 100);
        var newer = fields.Whole("before", before, 1, long.MaxValue) ?? long.MaxValue;
        if (!fields.None)
            return TypedResults.Problem(fields.Answer);
        var letters = await session
            .Query<DeadLetter>()
            .Where(l => l.Id < newer)
            .OrderByDescending(l => l.Id)
            .Take(most)
            .ToListAsync(cancellation);
        var page = new DeadLetterPage(
            await Burial.TotalCountAsync(session, cancellation),
            await session.Query<DeadLetter>().LongCountAsync(cancellation),
            [.. letters.Select(l => l.View())]
        );
        return TypedResults.Ok(page);
    }
}

/// <summary>Runs before endpoints whose route names a dead letter, which may take it: 404 when there is none.</summary>
public static class KnownDeadLetter
{
    public static async Task<(DeadLetter?, ProblemDetails)> BeforeAsync(long id, IQuerySession session, CancellationToken cancellation) =>
        await session.LoadAsync<DeadLetter>(id, cancellation) is { } letter ? (letter, Problems.None) : (null, Missing(id));

    public static ProblemDetails Missing(long id) => Problems.NotFound("dead letter", id.ToString(CultureInfo.InvariantCulture));
}

[Middleware(typeof(KnownDeadLetter))]
public static class GetDeadLetter
{
    /// <summary>Shows one message that could not be read.</summary>
    [WolverineGet("/api/dead-letters/{id}")]
    [Needs(Need.Read)]
    public static DeadLetterView Get(long id, DeadLetter? letter) => letter!.View();
}

[Middleware(typeof(KnownDeadLetter))]
public static class DeleteDeadLetter
{
    /// <summary>Removes a message that could not be read.</summary>
    [WolverineDelete("/api/dead-letters/{id}")]
    [Needs(Need.ManageVens)]
    public static NoContent Delete(long id, [NotBody] DeadLetter? letter, IDocumentSession session)
    {
        session.Delete(letter!);
        return TypedResults.NoContent();
    }
}
