namespace DrEvents.Backend.Features.Ingest;

/// <summary>Messages from the broker to the store.</summary>
public static class IngestCapability
{
    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestOptions>().Bind(configuration.GetSection("Ingest"));
        services.AddSingleton<IngestMetrics>().AddSingleton<IngestBatch>();
        services.AddHostedService<IngestLoop>();
    }
}
