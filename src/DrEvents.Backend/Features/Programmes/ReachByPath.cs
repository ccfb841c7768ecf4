using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Trail;

namespace DrEvents.Backend.Features.Programmes;

/// <summary>Asks the room of events which programme an event belongs to; null for none, and where there is no such event.</summary>
public delegate Task<string?> ProgrammeOfEvent(IQuerySession session, string eventId, CancellationToken cancellation);

/// <summary>
/// Marks an answer that is told piece by piece, and leaves out itself what is of other programmes' events: gathered first, it would never be told.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToldInPiecesAttribute : Attribute;

/// <summary>
/// Answers callers who are bounded to programmes as if there was no event, VEN or programme but theirs, where the path names one: what it names is looked up
/// once for all routes, so that none of them can forget it.
/// </summary>
public static class ReachByPath
{
    /// <summary>To be used when all that refuses has let the request in, and before anything is told of it.</summary>
    public static void Use(WebApplication app)
    {
        var (store, events) = (app.Services.GetRequiredService<IDocumentStore>(), app.Services.GetRequiredService<ProgrammesOfEvents>());
        var browsers = app.Services.GetService<Browsers>();
        app.Use(
            async (context, next) =>
            {
                if (
                    Caller.Of(context.User)?.Programmes is not { } own
                    || context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is not { Reach: Reach.Path or Reach.Own } needs
                    // A page asks the interface for all that it shows, by the key of who looks.
                    || browsers?.IsOfPage(context) == true
                )
                {
                    await next(context);
                    return;
                }
                var missing = needs.Reach == Reach.Path ? await MissingAsync(context, own, store, events) : null;
                if (missing is null)
                {
                    if (context.GetEndpoint()!.Metadata.GetMetadata<ToldInPiecesAttribute>() is not null)
                        await next(context);
                    else
                        await OnlyOwnEvents.AnswerAsync(context, next, own, events);
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
        ProgrammesOfEvents events
    )
    {
        var values = context.Request.RouteValues;
        if (Named("programmeId") is { } programmeId)
            return own.Contains(programmeId) ? null : Problems.NotFound("programme", programmeId);
        // The VEN that a path names beside an event had a part in it, or is not found.
        if (Named("id") is { } eventId)
            return await events.IsOfAsync(own, eventId, context.RequestAborted) ? null : Problems.NotFound("event", eventId);
        var venId = Named("venId") ?? "";
        await using var session = store.QuerySession();
        return await session.IsOfAsync(own, venId, context.RequestAborted) ? null : Problems.NotFound("VEN", venId);

        string? Named(string value) => values.GetValueOrDefault(value) as string;
    }
}
