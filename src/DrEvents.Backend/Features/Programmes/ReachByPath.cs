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
/// once for all routes, so that none of them can forget it. What is theirs, and of no programme in which their role allows what they ask for, is refused.
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
                    Caller.Of(context.User) is not { Programmes: { } own } caller
                    || context.GetEndpoint()?.Metadata.GetMetadata<NeedsAttribute>() is not { Reach: Reach.Path or Reach.Own } needs
                    // A page asks the interface for all that it shows, by the key of who looks.
                    || browsers?.IsOfPage(context) == true
                )
                {
                    await next(context);
                    return;
                }
                // What he may change is less than what he may be told of.
                var told = caller.ReachOf(Need.Read) ?? own;
                var named = needs.Reach == Reach.Path ? Named.By(context.Request.RouteValues) : null;
                if (named is null || await named.IsOfAsync(own, store, events, context.RequestAborted))
                {
                    if (context.GetEndpoint()!.Metadata.GetMetadata<ToldInPiecesAttribute>() is not null)
                        await next(context);
                    else
                        await OnlyOwnEvents.AnswerAsync(context, next, told, events);
                    return;
                }
                Recording.CountAsRefusal(context);
                var problem =
                    told.Count > own.Count && await named.IsOfAsync(told, store, events, context.RequestAborted)
                        ? NotAllowed.In($"{named.What} {named.Id}", caller)
                        : Problems.NotFound(named.What, named.Id);
                await TypedResults.Problem(problem).ExecuteAsync(context);
            }
        );
    }

    /// <summary>What a path names.</summary>
    private sealed record Named(string What, string Id)
    {
        private const string AProgramme = "programme";
        private const string AnEvent = "event";
        private const string AVen = "VEN";

        /// <summary>The VEN that a path names beside an event had a part in it, or is not found.</summary>
        public static Named By(RouteValueDictionary values)
        {
            return Value("programmeId") is { } programmeId ? new(AProgramme, programmeId)
                : Value("id") is { } eventId ? new(AnEvent, eventId)
                : new(AVen, Value("venId") ?? "");

            string? Value(string name) => values.GetValueOrDefault(name) as string;
        }

        /// <summary>Whether it is of one of these programmes.</summary>
        public async ValueTask<bool> IsOfAsync(
            IReadOnlyList<string> programmes,
            IDocumentStore store,
            ProgrammesOfEvents events,
            CancellationToken cancellation
        )
        {
            if (What == AProgramme)
                return programmes.Contains(Id);
            if (What == AnEvent)
                return await events.IsOfAsync(programmes, Id, cancellation);
            await using var session = store.QuerySession();
            return await session.IsOfAsync(programmes, Id, cancellation);
        }
    }
}
