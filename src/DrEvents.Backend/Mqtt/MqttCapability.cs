using DrEvents.Backend.Mqtt.Receivers;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Mqtt;

/// <summary>The broker: sending to it, and hearing from it alone or with the other nodes of a cluster.</summary>
public static class MqttCapability
{
    public static void Configure(StoreOptions store) => store.Schema.For<ReceiverState>();

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<MqttOptions>(configuration, "Mqtt");
        services.AddSettings<ShadowOptions>(configuration, "Shadow");
        services.AddSingleton<Inbox>().AddSingleton<Reception>().AddActing<Broker>();
        services.AddSingleton<IBroker>(s => s.GetRequiredService<Broker>());
        services.AddHealthChecks().AddCheck<BrokerCheck>("broker", tags: [Health.Ready]);
        if (!Cluster.IsEnabled(configuration))
            return;
        services.AddSingleton<IAgentFamily, ReceiverFamily>();
        services.AddHealthChecks().AddCheck<ReceiversCheck>("receivers", tags: [Health.Ready]);
    }
}
