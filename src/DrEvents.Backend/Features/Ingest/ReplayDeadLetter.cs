using DrEvents.Backend.Features.DeadLetters;
using DrEvents.Backend.Mqtt;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Reads a dead letter again, as if it had just come in: <c>POST /api/dead-letters/{id}/replay</c>.</summary>
public static class ReplayDeadLetter
{
    /// <summary>Stores what the letter says and removes it, both or neither; 409 with the reason when it still cannot be read.</summary>
    public static async Task<ProblemDetails> ValidateAsync(long id, IngestBatch batch, TimeProvider clock, CancellationToken cancellation)
    {
        var found = false;
        var refusal = await batch.StoreAgainAsync(
            async session =>
            {
                // Two who replay the same letter follow one another; the second finds it gone.
                await session.HoldAsync("dead-letters/" + id.ToString(CultureInfo.InvariantCulture), cancellation);
                if (await session.LoadAsync<DeadLetter>(id, cancellation) is not { } letter)
                    return null;
                found = true;
                session.Delete<DeadLetter>(id);
                return new InboundMessage(letter.Topic, letter.Payload, clock.GetUtcNow(), () => Task.CompletedTask);
            },
            cancellation
        );
        return !found ? GetDeadLetter.Missing(id)
            : refusal is null ? Problems.None
            : Problems.Conflict(refusal);
    }

    /// <summary>Reads a message that could not be read again, as if it had just come in.</summary>
    [WolverinePost("/api/dead-letters/{id}/replay")]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static NoContent Post(long id) => TypedResults.NoContent();
}
