using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Events;

public static class GetSeason
{
    /// <summary>Shows how many events a programme has had of its season, and how many it may have.</summary>
    /// <remarks>Of the season that runs, or else of the next; of the calendar year, where the programme has no season.</remarks>
    [WolverineGet("/api/programmes/{programmeId}/season")]
    [Needs(Need.Read, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status404NotFound)]
    public static async Task<Results<Ok<SeasonView>, ProblemHttpResult>> Get(
        string programmeId,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        if (await session.ProgrammeAsync(programmeId, cancellation) is not { Terms: var terms })
            return TypedResults.Problem(Problems.NotFound("programme", programmeId));
        var (from, until) = ProgrammeRules.SeasonNowOrNext(terms, clock.GetUtcNow());
        var events = await session.EventsOfSeasonAsync(programmeId, (from, until), but: null, cancellation);
        int? left = terms.MaxEventsPerSeason is { } max ? Math.Max(0, max - events) : null;
        return TypedResults.Ok(new SeasonView(programmeId, from, until, events, terms.MaxEventsPerSeason, left));
    }
}
