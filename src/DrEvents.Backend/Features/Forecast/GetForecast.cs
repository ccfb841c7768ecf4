namespace DrEvents.Backend.Features.Forecast;

[Middleware(typeof(ReadForecastQuery))]
public static class GetForecast
{
    /// <summary>Says what the fleet, or some VENs, will be able to shed in a window ahead, and to hold all through it.</summary>
    /// <remarks>
    /// At most 24 hours long, and at most 48 hours ahead; the next four hours unless said otherwise. <c>granularity</c>: <c>5m</c> or <c>15m</c>.
    /// <c>venIds</c> and <c>groups</c>: which VENs are meant, separated by commas; without them all enabled ones.
    /// </remarks>
    [WolverineGet("/api/forecast")]
    [Needs(Need.Read, Reach.Own)]
    public static Task<ForecastView> Get(
        ForecastQuery query,
        FleetForecast forecasts,
        IQuerySession session,
        CancellationToken cancellation
    ) => forecasts.OfAsync(session, query, cancellation);
}
