using Marten;
using Marten.Schema;
using Microsoft.Extensions.Options;

namespace DrEvents.Backend.Features.Archive;

/// <summary>Days of telemetry that nothing more is expected for: packed, read as before, put back when needed, deleted when too old.</summary>
public static class ArchiveCapability
{
    /// <summary>Tables.</summary>
    public static void Configure(StoreOptions store) => ArchiveTables.Configure(store);

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<ArchiveOptions>()
            .Bind(configuration.GetSection("Archive"))
            .ValidateOnStart()
            .Services.AddSingleton<IValidateOptions<ArchiveOptions>, ArchiveOptionsCheck>();
        services.AddSingleton<IInitialData, ArchiveTables>();
        services.AddSingleton<DayKeeper>().AddHostedService(s => s.GetRequiredService<DayKeeper>());
    }
}
