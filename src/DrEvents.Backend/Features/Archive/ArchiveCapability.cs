namespace DrEvents.Backend.Features.Archive;

/// <summary>Days of telemetry that nothing more is expected for: packed, read as before, reopened when needed, deleted when too old.</summary>
public static class ArchiveCapability
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ArchiveOptions>(configuration, "Archive");
        services.AddSingleton<IInitialData, ClosedTables>();
        services.AddActing<DayKeeper>();
    }
}
