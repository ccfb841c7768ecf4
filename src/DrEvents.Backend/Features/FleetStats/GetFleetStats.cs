namespace DrEvents.Backend.Features.FleetStats;

/// <summary>The fleet as a whole: <c>GET /api/stats/network</c>.</summary>
public static class GetNetworkStats
{
    /// <summary>Shows the figures of the fleet now.</summary>
    [WolverineGet("/api/stats/network")]
    public static Task<NetworkStats> Get(FleetFigures figures, CancellationToken cancellation) => figures.NetworkAsync(cancellation);
}

/// <summary>The fleet's loads by type, by name: <c>GET /api/stats/loads</c>.</summary>
public static class GetLoadStats
{
    /// <summary>Shows the figures of the fleet's loads now, by type.</summary>
    [WolverineGet("/api/stats/loads")]
    public static Task<IReadOnlyList<LoadTypeStats>> Get(FleetFigures figures, CancellationToken cancellation) =>
        figures.LoadTypesAsync(cancellation);
}
