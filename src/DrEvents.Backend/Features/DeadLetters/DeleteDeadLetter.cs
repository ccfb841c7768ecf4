using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Removes a dead letter that nobody needs.</summary>
public static class DeleteDeadLetter
{
    /// <summary>204, or 404 when there is none.</summary>
    [WolverineDelete("/api/dead-letters/{id}")]
    public static async Task<IResult> Delete(long id, IDocumentStore store, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        if (await session.LoadAsync<DeadLetter>(id, cancellation) is null)
            return GetDeadLetters.Missing(id);
        session.Delete<DeadLetter>(id);
        await session.SaveChangesAsync(cancellation);
        return Results.NoContent();
    }
}
