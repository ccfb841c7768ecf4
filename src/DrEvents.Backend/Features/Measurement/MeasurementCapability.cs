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
        services
            .AddOptions<MeasurementOptions>()
            .Bind(configuration.GetSection("Measurement"))
            .Validate(o => o.BaselineWindowSeconds is >= 1 and <= 86_400, "Measurement:BaselineWindowSeconds is not 1 to 86400")
            .Validate(o => o.BaselineMinimumSeconds >= 0, "Measurement:BaselineMinimumSeconds is negative")
            .ValidateOnStart();
        services.AddSingleton<Baselines>().AddSingleton<Replay>().AddSingleton<WatchedTotals>();
    }
}
