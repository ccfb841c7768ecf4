using DrEvents.Backend.Features.Tables;

namespace DrEvents.Backend.Features.Past;

public static class GetEventVensAt
{
    public static (TableQuery Query, ProblemDetails Problem) Load(
        string? search,
        string? status,
        string? reason,
        string? group,
        string? sort,
        string? descending,
        string? offset,
        string? limit,
        string? venId
    ) => GetEventVens.Load(search, status, reason, group, sort, descending, offset, limit, venId);

    public static Task<(PastEvent? Past, ProblemDetails Problem)> LoadAsync(
        string id,
        string? time,
        string? view,
        IQuerySession session,
        PastEvents past,
        TimeProvider clock,
        CancellationToken cancellation
    ) => AskedMoment.FindAsync(id, time, view, session, past, clock.GetUtcNow(), cancellation);

    /// <summary>Lists a page of an event's VENs as they were at a moment of the past.</summary>
    /// <remarks>
    /// <c>time</c> and <c>view</c> as in <c>GET /api/events/{id}/at</c>, which makes that moment for both; the other parameters as in
    /// <c>GET /api/events/{id}/vens</c>.
    /// </remarks>
    [WolverineGet("/api/events/{id}/at/vens")]
    [Needs(Need.Read, Reach.Path)]
    public static EventVenTable Get(PastEvent? past, TableQuery query) => GetEventVens.Of(past!.Figures, past.Vens, query, past.Moment.At);
}
