using DrEvents.Backend.Features.DeadLetters;

namespace DrEvents.Backend.Features.Ingest;

public static class ReplayDeadLetter
{
    public static async Task<ProblemDetails> ValidateAsync(long id, IngestBatch batch, CancellationToken cancellation)
    {
        var (isFound, refusal) = await batch.StoreAgainAsync(id, cancellation);
        return !isFound ? KnownDeadLetter.Missing(id)
            : refusal is null ? Problems.None
            : Problems.Conflict(refusal);
    }

    /// <summary>Reads a message that could not be read again, as if it had just come in.</summary>
    [WolverinePost("/api/dead-letters/{id}/replay")]
    [Needs(Need.ManageVens)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static NoContent Post(long id) => TypedResults.NoContent();
}
