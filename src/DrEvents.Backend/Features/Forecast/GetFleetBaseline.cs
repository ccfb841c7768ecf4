using System.Security.Claims;
using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Features.Programmes;

namespace DrEvents.Backend.Features.Forecast;

[Middleware(typeof(ReadHistoryQuery), typeof(HistoryIsThere))]
public static class GetFleetBaseline
{
    private static readonly TimeSpan LengthMax = TimeSpan.FromHours(25);

    public static ProblemDetails Validate(HistoryQuery query) =>
        new FieldErrors()
            .If(query.End - query.Start > LengthMax, "start", $"is more than {LengthMax.TotalHours:0} hours before the end")
            .Answer;

    /// <summary>Shows what the fleet would have used by its like days, for the same times as the fleet's history.</summary>
    /// <remarks>The last 24 hours unless said otherwise, and at most 25. <c>granularity</c>: <c>5m</c> or <c>1h</c>.</remarks>
    [WolverineGet("/api/stats/network/baseline")]
    [Needs(Need.Read, Reach.Own)]
    public static async Task<FleetBaselineView> Get(
        ClaimsPrincipal user,
        HistoryQuery query,
        FleetBaseline baselines,
        IQuerySession session,
        CancellationToken cancellation
    ) =>
        await baselines.OfAsync(
            session,
            query,
            await session.VensOfAsync(user, cancellation) is { } own ? [.. own.Order(StringComparer.Ordinal)] : null,
            cancellation
        );
}
