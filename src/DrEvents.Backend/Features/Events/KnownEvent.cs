namespace DrEvents.Backend.Features.Events;

/// <summary>Runs before endpoints whose route names an event: 404 when there is none.</summary>
public static class KnownEvent
{
    public static async Task<ProblemDetails> BeforeAsync(string id, IQuerySession session, CancellationToken cancellation) =>
        EventIds.IsValid(id) && await session.LoadAsync<DrEvent>(id, cancellation) is not null
            ? Problems.None
            : Problems.NotFound("event", id);
}
