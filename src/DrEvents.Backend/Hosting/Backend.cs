using DrEvents.Backend.Features;
using DrEvents.Backend.Mqtt;
using JasperFx;
using JasperFx.CodeGeneration;
using Marten;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>The backend as a web application; <c>DrEvents.Local</c> and the tests build the same one.</summary>
public static class Backend
{
    /// <summary>Builds the application from arguments, environment and appsettings, with whatever else the caller adds.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        configure?.Invoke(builder);
        Configure(builder);
        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>What the built application answers.</summary>
    public static void Map(WebApplication app) => app.MapWolverineEndpoints();

    /// <summary>Everything that the application is made of.</summary>
    public static void Configure(WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<MqttOptions>().Bind(configuration.GetSection("Mqtt"));
        builder.Services.AddOptions<ShadowOptions>().Bind(configuration.GetSection("Shadow"));
        builder.Services.AddSingleton<Inbox>().AddSingleton<ShadowStandIn>();
        builder.Services.AddSingleton<Broker>();
        builder.Services.AddSingleton<IBroker>(s => s.GetRequiredService<Broker>());
        builder.Services.AddHostedService(s => s.GetRequiredService<Broker>());

        var connectionString =
            configuration.GetConnectionString("Postgres") ?? throw new InvalidOperationException("ConnectionStrings:Postgres is not set");
        builder
            .Services.AddMarten(store => EventStore.Configure(store, connectionString))
            .ApplyAllDatabaseChangesOnStartup()
            .IntegrateWithWolverine(w => w.UseWolverineManagedEventSubscriptionDistribution = true);
        builder.Services.AddWolverineHttp();
        builder.Host.UseWolverine(wolverine =>
        {
            wolverine.ApplicationAssembly = typeof(Backend).Assembly;
            wolverine.Durability.Mode = DurabilityMode.Solo;
        });
        Capabilities.Add(builder.Services, configuration);
    }
}
