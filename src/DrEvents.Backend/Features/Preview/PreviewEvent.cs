using System.Security.Claims;
using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Preview;

public static class PreviewEvent
{
    public static async Task<(PreviewPage Page, ProblemDetails Problem)> LoadAsync(
        CreateEventRequest? request,
        ClaimsPrincipal user,
        NewEvents events,
        IQuerySession session,
        string? offset,
        string? limit,
        string? bands,
        CancellationToken cancellation
    )
    {
        var (page, errors) = PreviewPage.Read(offset, limit, bands);
        return (page, errors.None ? await events.CheckAsync(session, user, request, request?.Targets, cancellation) : errors.Answer);
    }

    /// <summary>Says what an event would ask of whom if it was planned now, and what it would lack. Nothing is stored, and nobody is told.</summary>
    /// <remarks>
    /// The body is that of <c>POST /api/events</c>. Sums are of all VENs; <c>offset</c> and <c>limit</c> (50, at most 500) say which of them are listed.
    /// <c>bands=true</c>: with what each of those, at most 50, can hold through the window.
    /// </remarks>
    [WolverinePost("/api/events/preview")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<EventPreview> Post(
        CreateEventRequest request,
        PreviewPage page,
        NewEvents events,
        EventPreviews previews,
        IQuerySession session,
        TimeProvider clock,
        CancellationToken cancellation
    )
    {
        var state = await events.AsAskedAsync(session, EventPreviews.NoId, request, clock.GetUtcNow(), cancellation);
        return await previews.OfAsync(session, state, await previews.PlanAsync(session, state, cancellation), page, cancellation);
    }
}
