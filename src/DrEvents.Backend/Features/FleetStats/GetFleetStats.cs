namespace DrEvents.Backend.Features.FleetStats;

public static class GetNetworkStats
{
    /// <summary>Shows the figures of the fleet now.</summary>
    [WolverineGet("/api/stats/network")]
    public static Task<NetworkStats> Get(IQuerySession session, TimeProvider clock, CancellationToken cancellation) =>
        FleetFigures.NetworkAsync(session, clock.GetUtcNow(), cancellation);
}

public static class GetLoadStats
{
    /// <summary>Shows the figures of the fleet's loads now, by type.</summary>
    [WolverineGet("/api/stats/loads")]
    public static Task<IReadOnlyList<LoadTypeStats>> Get(IQuerySession session, CancellationToken cancellation) =>
        FleetFigures.LoadTypesAsync(session, cancellation);
}
