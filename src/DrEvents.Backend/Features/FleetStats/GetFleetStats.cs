using DrEvents.Contracts.Http;
using Marten;
using Wolverine.Http;

namespace DrEvents.Backend.Features.FleetStats;

/// <summary>The fleet's figures now.</summary>
public static class GetFleetStats
{
    /// <summary>The fleet as a whole.</summary>
    [WolverineGet("/api/stats/network")]
    public static Task<NetworkStats> Network(IQuerySession session, TimeProvider clock, CancellationToken cancellation) =>
        FleetReader.NetworkAsync(session, clock.GetUtcNow(), cancellation);

    /// <summary>Its loads by type.</summary>
    [WolverineGet("/api/stats/loads")]
    public static Task<IReadOnlyList<LoadTypeStats>> Loads(IQuerySession session, CancellationToken cancellation) =>
        FleetReader.LoadTypesAsync(session, cancellation);
}
