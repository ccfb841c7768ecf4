using System.Globalization;
using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Mqtt;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.DeadLetters;

/// <summary>Reads a dead letter again, as if it had just come in: what could not be read by an older version, or came too early, is not lost.</summary>
public static class ReplayDeadLetter
{
    /// <summary>Stores what the letter says and removes it, both or neither. 409 with the reason when it still cannot be read.</summary>
    [WolverinePost("/api/dead-letters/{id}/replay")]
    public static async Task<IResult> Post(long id, IngestBatch batch, TimeProvider clock, CancellationToken cancellation)
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
        return !found ? GetDeadLetters.Missing(id)
            : refusal is null ? Results.NoContent()
            : Problems.Conflict(refusal);
    }
}
