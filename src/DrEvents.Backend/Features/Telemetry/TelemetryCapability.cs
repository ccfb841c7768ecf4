namespace DrEvents.Backend.Features.Telemetry;

/// <summary>Samples: stored once, read back by time.</summary>
public static class TelemetryCapability
{
    public static void Configure(StoreOptions store)
    {
        store.Events.UseBinarySerializer<TelemetrySampled>(SampleFormat.Instance);
        ClosedTables.Configure(store);
        // Figures in columns of their own are added up, planned with or watched where they are stored. None has an index: it would have to
        // follow every sample.
        store.Schema.For<VenLive>();
        store.HaveColumns<VenLive>(
            nameof(VenLive.AvailableKw),
            nameof(VenLive.ShedPowerKw),
            nameof(VenLive.UsedPowerKw),
            nameof(VenLive.HeardAt),
            nameof(VenLive.OpenStart),
            nameof(VenLive.OpenFreeKw)
        );
    }

    public static void Add(IServiceCollection services) => services.AddSingleton<IInitialData, HotTable<VenLive>>();
}
