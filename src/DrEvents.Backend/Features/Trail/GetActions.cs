namespace DrEvents.Backend.Features.Trail;

public static class GetActions
{
    /// <summary>Lists who did what, from where and why, and what was refused, the newest first.</summary>
    /// <remarks>
    /// An action is there before anything of it is done, and what it changed is stored with the change: one whose process ended meanwhile is
    /// <c>unanswered</c>. Refused requests are counted for a minute and told together.
    /// </remarks>
    [WolverineGet("/api/actions")]
    [Needs(Need.Audit)]
    public static async Task<Results<Ok<ActionPage>, ProblemHttpResult>> Get(
        string? who,
        string? from,
        string? route,
        string? eventId,
        string? venId,
        string? outcome,
        string? start,
        string? end,
        string? limit,
        string? before,
        IQuerySession session,
        CancellationToken cancellation
    )
    {
        var fields = new QueryFields();
        var asked = new ActionsAsked(
            Who: Text(who),
            From: Text(from),
            Route: Text(route),
            EventId: Text(eventId),
            VenId: Text(venId),
            Outcome: Text(outcome),
            Start: fields.Time("start", start),
            End: fields.Time("end", end),
            Most: fields.Limit(limit, fallback: 50, max: 500),
            Before: Text(before)
        );
        asked.Check(fields);
        if (!fields.None)
            return TypedResults.Problem(fields.Answer);
        return TypedResults.Ok(await asked.ReadAsync(session, cancellation));
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
