using DrEvents.Backend.Hosting.Observability;
using DrEvents.Backend.Mqtt.DataPlane;
using DrEvents.Backend.Mqtt.Receivers;
using Wolverine.Runtime.Agents;

namespace DrEvents.Backend.Mqtt;

/// <summary>The broker: sending to it, and hearing from it alone or with the other nodes of a cluster.</summary>
public static class MqttCapability
{
    public static void Configure(StoreOptions store) => store.Schema.For<ReceiverState>();

    public static void Add(IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSettings<MqttOptions>(configuration, "Mqtt")
            .Validate<IOptions<ShadowOptions>>(
                (mqtt, shadow) => !mqtt.UsesDataPlane || !shadow.Value.Answers,
                "Mqtt:Commands is dataPlane, so Shadow:Provider has to be aws: AWS IoT Core keeps the shadows itself"
            );
        services
            .AddSettings<ShadowOptions>(configuration, "Shadow")
            .Validate(o => o.Provider is ShadowOptions.StandIn or ShadowOptions.Aws, "Shadow:Provider is neither standIn nor aws");
        services.AddCounters<BrokerMetrics>().AddSingleton<Inbox>().AddSingleton<Reception>().AddActing<Broker>();
        AddSender(services, configuration);
        services.AddHealthChecks().AddCheck<BrokerCheck>("broker", tags: [Health.Ready]);
        if (!Cluster.IsEnabled(configuration))
            return;
        services.AddSingleton<IAgentFamily, ReceiverFamily>();
        services.AddHealthChecks().AddCheck<ReceiversCheck>("receivers", tags: [Health.Ready]);
    }

    private static void AddSender(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<DataPlaneOptions>(configuration, "DataPlane");
        services.AddSingleton<AwsDataPlane>().AddSingleton<DeviceShadows>();
        services.AddSingleton<ControlPlane>();
        if (configuration["Mqtt:Commands"] != MqttOptions.OverDataPlane)
        {
            services.AddSingleton<IBroker>(s => s.GetRequiredService<Broker>());
            return;
        }
        services.AddSingleton<IBroker, DataPlaneBroker>().AddHostedService<DataPlaneOpening>();
        services.AddHealthChecks().AddCheck<DataPlaneCheck>("dataPlane", tags: [Health.Ready]);
    }
}
