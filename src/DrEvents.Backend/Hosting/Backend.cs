using System.Text.Json.Serialization;
using DrEvents.Backend.Features;
using DrEvents.Backend.Features.Dispatch;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Http;
using Marten;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;

namespace DrEvents.Backend.Hosting;

/// <summary>The backend as a web application; <c>DrEvents.Local</c> and the tests build the same one.</summary>
public static class Backend
{
    /// <summary>Where it listens unless told otherwise: this machine only.</summary>
    public const string UrlDefault = "http://localhost:8000";

    /// <summary>Builds the application from arguments, environment and appsettings, with whatever else the caller adds.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ApplicationName = typeof(Backend).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        configure?.Invoke(builder);
        Configure(builder);
        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>What the built application answers.</summary>
    public static void Map(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(BareAnswers.ExplainAsync);
        RequestBodies.ReadWhole(app);
        Health.Map(app);
        app.MapOpenApi();
        // A query value that cannot be read is an error, not a default.
        app.MapWolverineEndpoints(http => http.RejectUnparseableQueryValues = true);
    }

    /// <summary>Everything that the application is made of.</summary>
    public static void Configure(WebApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.WebHost.UseUrls(UrlDefault);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = RequestBodies.RefusedBytesMax;
            kestrel.AddServerHeader = false;
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails(o => o.CustomizeProblemDetails = JsonProblems.Rewrite);
        builder.Services.AddExceptionHandler<StoreAway>();
        // Wolverine logs each body that is no JSON as an error of ours, under the name of the body's type; it is the client's, who was told.
        builder.Logging.AddFilter(typeof(RegisterVenRequest).Namespace, LogLevel.None);
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(o => o.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never);
        Health.Add(builder.Services);
        AddBroker(builder);
        AddStore(builder);
        Capabilities.Add(builder.Services, builder.Configuration);
    }

    private static void AddBroker(WebApplicationBuilder builder)
    {
        builder
            .Services.AddOptions<MqttOptions>()
            .Bind(builder.Configuration.GetSection("Mqtt"))
            .Services.AddSingleton<IValidateOptions<MqttOptions>, MqttOptionsCheck>();
        builder.Services.AddOptions<ShadowOptions>().Bind(builder.Configuration.GetSection("Shadow"));
        Cluster.Add(builder.Services, builder.Configuration);
        builder.Services.AddSingleton<Inbox>().AddSingleton<ShadowStandIn>().AddSingleton<Broker>();
        builder.Services.AddSingleton<IBroker>(s => s.GetRequiredService<Broker>());
        builder.Services.AddHostedService(s => s.GetRequiredService<Broker>());
    }

    private static void AddStore(WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString("Postgres");
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new ConfigurationException(
                "ConnectionStrings:Postgres is not set. DrEvents.Local brings its own PostgreSQL; the backend alone needs one."
            );
        builder
            .Services.AddMarten(services => EventStore.Options(connectionString, services.GetRequiredService<CommandsFirst>()))
            .ApplyAllDatabaseChangesOnStartup()
            .InitializeWith<HotTables>()
            .InitializeWith<ReadModels>()
            .IntegrateWithWolverine(w => w.UseWolverineManagedEventSubscriptionDistribution = true);
        builder.Services.AddWolverineHttp();
        builder.Services.AddHostedService<PausedProjections>();
        builder.Services.AddHostedService<ProjectionMetrics>();
        builder.Host.UseWolverine(wolverine =>
        {
            // The entry assembly is another one in DrEvents.Local and in tests.
            wolverine.ApplicationAssembly = typeof(Backend).Assembly;
            wolverine.Discovery.IncludeAssembly(typeof(Backend).Assembly);
            // Starting an event for a large fleet takes its time; what stops it is the end of the process.
            wolverine.DefaultExecutionTimeout = TimeSpan.FromMinutes(10);
            Cluster.Configure(wolverine.Durability, builder.Configuration);
        });
    }
}

/// <summary>A setting without which the backend cannot run; the message names its key.</summary>
public sealed class ConfigurationException(string message) : Exception(message)
{
    private const string Binder = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Whether a setting is what is wrong: then the message names its key, and a trace would only hide it.</summary>
    public static bool IsCauseOf(Exception e) =>
        e is ConfigurationException or OptionsValidationException or InvalidOperationException { Source: Binder };
}
