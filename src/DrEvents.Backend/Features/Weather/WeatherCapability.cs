namespace DrEvents.Backend.Features.Weather;

/// <summary>Outdoor temperatures of sites: files that are imported, for the baselines that go by the weather.</summary>
public static class WeatherCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Keep(
            new StreamState<SiteTemperature>("Temperatures", version: 1, SiteTemperature.Fold, TemperatureStreams.Prefix)
            {
                IsOne = stream => TemperatureStreams.Parse(stream) is (_, null),
            }.FoldsAndTells<TemperatureImported>(e => e.ChangedFrom is not null)
        );
        store.Schema.For<SiteTemperature>();
        store.Keep(
            new StreamState<TemperatureDay>("TemperatureDays", version: 1, TemperatureDay.Fold, TemperatureStreams.Prefix)
            {
                IsOne = stream => TemperatureStreams.Parse(stream) is (_, not null),
            }.Folds(typeof(TemperatureDayImported))
        );
        store.Schema.For<TemperatureDay>();
    }

    public static void Add(IServiceCollection services) => services.AddSingleton<TemperatureImporting>();
}
