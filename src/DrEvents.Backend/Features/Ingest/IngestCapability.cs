using DrEvents.Backend.Features.Ingest.Receivers;
using DrEvents.Backend.Hosting;
using Marten;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Features.Ingest;

/// <summary>Messages from the broker to the store.</summary>
public static class IngestCapability
{
    /// <summary>What the receivers of a cluster say of themselves.</summary>
    public static void Configure(StoreOptions store) => store.Schema.For<ReceiverState>();

    /// <summary>What runs.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IngestOptions>().Bind(configuration.GetSection("Ingest")).ValidateOnStart();
        services.AddSingleton<IngestMetrics>().AddSingleton<IngestBatch>().AddSingleton<IngestLanes>().AddSingleton<Reception>();
        services.AddHostedService<IngestLoop>();
        if (!Cluster.IsEnabled(configuration))
            return;
        services.AddSingleton<IAgentFamily, ReceiverFamily>();
        services.AddHealthChecks().AddCheck<ReceiversCheck>("receivers", tags: [Health.Ready]);
    }
}
