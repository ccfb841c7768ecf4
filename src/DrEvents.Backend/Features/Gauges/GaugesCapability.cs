namespace DrEvents.Backend.Features.Gauges;

/// <summary>What is read from the store for those who observe the system; what is counted as it happens is counted in the room where it happens.</summary>
public static class GaugesCapability
{
    public static void Add(IServiceCollection services) =>
        services.AddSingleton<FleetGauges>().AddHostedService(s => s.GetRequiredService<FleetGauges>());
}
