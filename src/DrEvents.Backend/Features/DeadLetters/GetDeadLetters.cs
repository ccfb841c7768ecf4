namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Which letters a request asks for: the newest of those that are older than one.</summary>
public sealed record DeadLetterQuery(int Limit, long Before);

public static class GetDeadLetters
{
    public static (DeadLetterQuery Query, ProblemDetails Problem) Load(string? limit, string? before)
    {
        var fields = new QueryFields();
        var query = new DeadLetterQuery(
            fields.Limit(limit, fallback: 20, max: 100),
            fields.Whole("before", before, 1, long.MaxValue) ?? long.MaxValue
        );
        return (query, fields.Answer);
    }

    /// <summary>Lists messages that could not be read, the newest first.</summary>
    [WolverineGet("/api/dead-letters")]
    public static async Task<DeadLetterPage> Get(DeadLetterQuery query, IQuerySession session, CancellationToken cancellation)
    {
        var (limit, before) = query;
        var letters = await session
            .Query<DeadLetter>()
            .Where(l => l.Id < before)
            .OrderByDescending(l => l.Id)
            .Take(limit)
            .ToListAsync(cancellation);
        return new DeadLetterPage(
            await Burial.TotalCountAsync(session, cancellation),
            await session.Query<DeadLetter>().LongCountAsync(cancellation),
            [.. letters.Select(l => l.View())]
        );
    }
}

public static class GetDeadLetter
{
    public static async Task<(DeadLetter? Letter, ProblemDetails Problem)> LoadAsync(
        long id,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var letter = await session.LoadAsync<DeadLetter>(id, cancellation);
        return (letter, letter is null ? Missing(id) : Problems.None);
    }

    /// <summary>Shows one message that could not be read.</summary>
    [WolverineGet("/api/dead-letters/{id}")]
    public static DeadLetterView Get(DeadLetter? letter) => letter!.View();

    public static ProblemDetails Missing(long id) => Problems.NotFound("dead letter", id.ToString(CultureInfo.InvariantCulture));
}

public static class DeleteDeadLetter
{
    public static async Task<ProblemDetails> ValidateAsync(long id, IDocumentSession session, CancellationToken cancellation) =>
        await session.LoadAsync<DeadLetter>(id, cancellation) is null ? GetDeadLetter.Missing(id) : Problems.None;

    /// <summary>Removes a message that could not be read.</summary>
    [WolverineDelete("/api/dead-letters/{id}")]
    public static NoContent Delete(long id, IDocumentSession session)
    {
        session.Delete<DeadLetter>(id);
        return TypedResults.NoContent();
    }
}
