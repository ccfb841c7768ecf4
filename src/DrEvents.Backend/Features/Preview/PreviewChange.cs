using System.Security.Claims;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Live;

namespace DrEvents.Backend.Features.Preview;

public static class PreviewChange
{
    public static async Task<(DrEvent? Found, PreviewPage Page, ProblemDetails Problem)> LoadAsync(
        string id,
        PreviewChangeRequest? request,
        string? offset,
        string? limit,
        ClaimsPrincipal user,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var (page, errors) = PreviewPage.Read(offset, limit, bands: null);
        if (!errors.None)
            return (null, page, errors.Answer);
        if (request is null)
            return (null, page, FieldErrors.NoBody);
        var found = EventIds.IsValid(id) ? await session.LoadAsync<DrEvent>(id, cancellation) : null;
        var problem = await RefusalAsync(id, request, found, user, session, clock, cancellation);
        return (
            found,
            page,
            problem is null && found?.ActivatedAt is { } began
                ? await LiveReadiness.OfAsync(session, began, cancellation)
                : problem ?? Problems.None
        );
    }

    /// <summary>Says what VENs would be told if the event was changed, stopped or called off now. Nothing is stored, and nobody is told.</summary>
    /// <remarks>
    /// What the change itself would refuse is refused here in the same way. Sums are of all VENs; <c>offset</c> and <c>limit</c> (50, at most 500) say
    /// which of them are listed.
    /// </remarks>
    [WolverinePost("/api/events/{id}/preview")]
    [Needs(Need.Read, Reach.Path)]
    [ProducesResponseType(StatusCodes.Status409Conflict)]
    public static Task<ChangePreview> Post(
        PreviewChangeRequest request,
        DrEvent? found,
        PreviewPage page,
        ChangePreviews previews,
        IQuerySession session,
        CancellationToken cancellation
    ) => previews.OfAsync(session, found!, request, page, cancellation);

    /// <summary>What the change would be answered; null when it would be done.</summary>
    private static async Task<ProblemDetails?> RefusalAsync(
        string id,
        PreviewChangeRequest request,
        DrEvent? found,
        ClaimsPrincipal user,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var errors = new FieldErrors().If(
            request.Action is not (ChangeActions.Change or ChangeActions.Stop or ChangeActions.Cancel),
            "action",
            $"is none of {ChangeActions.Change}, {ChangeActions.Stop}, {ChangeActions.Cancel}"
        );
        errors.If(request.Action == ChangeActions.Change && request.Change is null, "change", "is missing");
        if (!errors.None)
            return errors.Answer;
        var ending = new StopEventRequest(AtOnce: request.AtOnce);
        var answer = request.Action switch
        {
            ChangeActions.Stop => StopEvent.Validate(id, ending, found),
            ChangeActions.Cancel => CancelEvent.Validate(id, ending, found),
            _ => await ChangeEvent.WhyNotAsync(id, request.Change, found, user, session, clock, cancellation),
        };
        return answer.Status switch
        {
            StatusCodes.Status409Conflict => Problems.Conflict(answer.Detail!),
            >= StatusCodes.Status400BadRequest => answer,
            _ => null,
        };
    }
}
