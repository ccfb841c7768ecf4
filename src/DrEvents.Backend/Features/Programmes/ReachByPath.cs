using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>Asks the room of events which programme an event belongs to; null for none, and where there is no such event.</summary>
public delegate Task<string?> ProgrammeOfEvent(IQuerySession session, string eventId, CancellationToken cancellation);

/// <summary>
/// Answers callers who are bounded to programmes as if there was no event, VEN or programme but theirs, where the path names one: what it names is looked up
/// once for all routes, so that none of them can forget it.
/// </summary>
public static class ReachByPath
{
    /// <summary>To be used when all that refuses has let the request in, and before anything is told of it.</summary>
    public static void Use(WebApplication app)
    {
        var (store, programmeOf) = (app.Services.GetRequiredService<IDocumentStore>(), app.Services.GetRequiredService<ProgrammeOfEvent>());
        app.Use(
            async (context, next) =>
            {
                if (
                    Caller.Of(context.User)?.Programmes is not { } own
                    || context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is not { Reach: Reach.Path or Reach.Own } needs
                )
                {
                    await next(context);
                    return;
                }
                var missing = needs.Reach == Reach.Path ? await MissingAsync(context, own, store, programmeOf) : null;
                if (missing is null)
                {
                    await OnlyOwnEvents.AnswerAsync(context, next, own, store, programmeOf);
                    return;
                }
                Recording.CountAsRefusal(context);
                await TypedResults.Problem(missing).ExecuteAsync(context);
            }
        );
    }

    private static async Task<ProblemDetails?> MissingAsync(
        HttpContext context,
        IReadOnlyList<string> own,
        IDocumentStore store,
        ProgrammeOfEvent programmeOf
    )
    {
        var values = context.Request.RouteValues;
        await using var session = store.QuerySession();
        if (Named("programmeId") is { } programmeId)
            return own.Contains(programmeId) ? null : Problems.NotFound("programme", programmeId);
        // The VEN that a path names beside an event had a part in it, or is not found.
        if (Named("id") is { } eventId)
            return await programmeOf(session, eventId, context.RequestAborted) is { } of && own.Contains(of)
                ? null
                : Problems.NotFound("event", eventId);
        var venId = Named("venId") ?? "";
        return await session.IsOfAsync(own, venId, context.RequestAborted) ? null : Problems.NotFound("VEN", venId);

        string? Named(string value) => values.GetValueOrDefault(value) as string;
    }
}
