using DrEvents.Backend.Hosting.Observability;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Messages from the broker to the store: each goes to the room that it concerns.</summary>
public static class IngestCapability
{
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<IngestOptions>(configuration, "Ingest");
        services
            .AddCounters<IngestMetrics>()
            .AddCounters<AgentMetrics>()
            .AddSingleton<SampleWatch>()
            .AddSingleton<IngestBatch>()
            .AddSingleton<IngestLanes>();
        services.AddActing<IngestLoop>();
    }
}
