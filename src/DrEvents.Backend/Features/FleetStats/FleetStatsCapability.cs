namespace DrEvents.Backend.Features.FleetStats;

/// <summary>Figures of the whole fleet.</summary>
public static class FleetStatsCapability
{
    public static void Add(IServiceCollection services) => services.AddSingleton<FleetFigures>();
}
