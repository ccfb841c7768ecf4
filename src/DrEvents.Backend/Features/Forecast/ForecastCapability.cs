using DrEvents.Backend.Features.Events;

namespace DrEvents.Backend.Features.Forecast;

/// <summary>What the fleet will be able to shed.</summary>
public static class ForecastCapability
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ForecastOptions>(configuration, "Forecast");
        services.AddSingleton<FleetForecast>().AddSingleton<FleetBaseline>().AddSingleton<ForecastShortfall>();
        services.AddSingleton<ShortfallKw>(s => s.GetRequiredService<ForecastShortfall>().OfAsync);
    }
}
