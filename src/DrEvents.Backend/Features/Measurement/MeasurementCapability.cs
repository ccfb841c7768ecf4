using Marten;

namespace DrEvents.Backend.Features.Measurement;

/// <summary>Baselines, figures of an event, and their proof.</summary>
public static class MeasurementCapability
{
    /// <summary>Streams.</summary>
    public static void Configure(StoreOptions store) => store.Events.AddEventTypes([typeof(BaselineSealed)]);

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MeasurementOptions>().Bind(configuration.GetSection("Measurement"));
        services.AddSingleton<Baselines>().AddSingleton<Replay>().AddSingleton<WatchedTotals>();
    }
}
