using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Measurement;

namespace DrEvents.Backend.Features.Results;

public static class AskForResult
{
    public static async Task<ProblemDetails> ValidateAsync(string id, IDocumentSession session, CancellationToken cancellation)
    {
        var (found, problem) = await MeasuredEvent.BeforeAsync(id, session, cancellation);
        return found is null || problem != Problems.None ? problem
            : !found.IsOver ? Problems.Conflict($"Event {id} is {found.Status}: its result is made when it is over")
            : await ResultIssuing.IsBehindAsync(session, id, cancellation)
                ? Problems.NotReady("What was imported or accepted just now is not in the read models yet; ask again soon")
            : ResultHours.Of(found) is null ? Problems.Conflict($"Event {id} never began, or lasted less than a minute: it has no result")
            : Problems.None;
    }

    /// <summary>Makes the result of an event that is over again, and issues it where it differs from the newest one.</summary>
    [WolverinePost("/api/events/{id}/results")]
    [Needs(Need.Settle, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static async Task<ResultAsked> Post(
        string id,
        [NotBody] ResultIssuing issuing,
        IDocumentSession session,
        CancellationToken cancellation
    )
    {
        var (newest, isNew) = await issuing.IssueAsync(session, id, isAskedFor: true, cancellation);
        return new ResultAsked(isNew, ResultViews.Of(id, newest!));
    }
}
