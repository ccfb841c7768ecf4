using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Features.Programmes;
using DrEvents.Backend.Features.Trail;
using DrEvents.Backend.Hosting.Observability;
using DrEvents.Backend.Hosting.OpenApi;
using DrEvents.Backend.Hosting.Secrets;
using DrEvents.Contracts.Settings;
using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Wolverine.ErrorHandling;
using Wolverine.Marten;
using Wolverine.Util;

namespace DrEvents.Backend;

/// <summary>The backend as a web application; <c>DrEvents.Local</c> and the tests build the same one.</summary>
public static class Backend
{
    /// <summary>Where it listens unless told otherwise: this machine only.</summary>
    public const string UrlDefault = "http://localhost:8000";
    private const string Database = "Postgres";

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
        if (!IsCommand(args))
            Refuse(SettingArguments.Problems(args, Settings.Names(Settings.SectionsOf(builder.Services))));
        var app = builder.Build();
        Map(app);
        return app;
    }

    /// <summary>Whether the arguments are a command of the stack (codegen, describe, …), with options of its own; else they are settings.</summary>
    public static bool IsCommand(string[] args) => args is [var word, ..] && !word.StartsWith('-') && !word.StartsWith('/');

    /// <summary>Looks for what would make the start fail: found here it is told in a line, found by the host with a trace.</summary>
    public static async Task CheckAsync(WebApplication app)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        var listening = Listening(app.Configuration).ToList();
        foreach (var (key, urls) in listening)
            ListenAddress.RefuseUnusable(key, urls);
        await StoreRole.ReachAsync(app.Services.GetRequiredService<IDocumentStore>(), app.Logger);
        await AccessCapability.CheckAsync(app.Services, listening);
    }

    public static IReadOnlyList<SettingsSection> Sections()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration[$"ConnectionStrings:{Database}"] = "Host=none";
        Configure(builder);
        return Settings.SectionsOf(builder.Services);
    }

    public static void Map(WebApplication app)
    {
        DaemonLog.QuietAtStop(app);
        app.UseHeadAsGet();
        app.UseExceptionHandler();
        app.UseStatusCodePages(BareAnswers.ExplainAsync);
        // Said, it comes after the method is settled; else it would be the first of all.
        app.UseRouting();
        app.UseCors();
        OwnPages.Use(app);
        Recording.CountRefusals(app);
        AllowedOrigins.RefuseOthers(app);
        AccessCapability.Use(app);
        RequestBodies.ReadWhole(app);
        app.UseRateLimiter();
        Health.Map(app);
        SecurityContact.Map(app);
        app.UseHoldRequests();
        ReachByPath.Use(app);
        Recording.TellActions(app);
        app.MapOpenApi().WithMetadata(new NeedsAttribute(Need.Read, Reach.Nothing));
        ApiPage.Map(app);
        Observability.Map(app);
        // A query value that cannot be read is an error, not a default.
        app.MapWolverineEndpoints(http => http.RejectUnparseableQueryValues = true);
    }

    public static void Configure(WebApplicationBuilder builder)
    {
        SecretSettings.Resolve(builder.Configuration, SystemsManager.Ask);
        builder.WebHost.UseUrls(UrlsOf(builder.Configuration));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = RequestBodies.RefusedBytesMax;
            kestrel.AddServerHeader = false;
            ConnectionsPerAddress.Configure(kestrel);
        });
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails(o => o.CustomizeProblemDetails = JsonProblems.Rewrite);
        builder.Services.AddExceptionHandler<StoreAway>();
        // Wolverine logs each body that is no JSON as an error of ours, under the name of the body's type; it is the client's, who was told.
        builder.Logging.AddFilter(typeof(RegisterVenRequest).Namespace, LogLevel.None);
        // Two lines for each request that is refused, of which there may be any number; who asked was told why.
        builder.Logging.AddFilter(typeof(CallerAuthentication).FullName, LogLevel.Warning);
        // Without a master key it warns at each new key, also of the demo; the guide says what that means.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        // It logs whole requests for tokens, with names in them.
        builder.Logging.AddFilter("OpenIddict", LogLevel.Warning);
        AllowedOrigins.Add(builder.Services, builder.Configuration);
        SafeAnswers.Add(builder.Services);
        builder.Services.AddSingleton<ConnectionsPerAddress>();
        builder.Services.AddSingleton<SignInRate>();
        ApiDocument.Add(builder.Services);
        builder.Services.ConfigureHttpJsonOptions(o => HttpJson.Configure(o.SerializerOptions));
        HeavyReads.Add(builder.Services);
        Health.Add(builder.Services);
        Cluster.Add(builder.Services, builder.Configuration);
        Observability.Add(builder);
        builder.Services.AddSingleton<Pressure>().AddSingleton<Standby>().AddSingleton<SettingsInForce>();
        AddStore(builder);
        AddMessages(builder);
        Rooms.Add(builder.Services, builder.Configuration);
        // Whatever reads settings is registered, and nothing runs yet.
        Refuse(Settings.Problems(Settings.SectionsOf(builder.Services), builder.Configuration));
        Refuse(Observability.Problems(builder.Configuration));
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(Database)))
            throw new ConfigurationException(
                "ConnectionStrings:Postgres is not set. DrEvents.Local brings its own PostgreSQL; the backend alone needs one."
            );
    }

    /// <summary>Where it will listen, by the settings that say so: Kestrel's own endpoints, where there are some, make the urls void.</summary>
    private static IEnumerable<(string Key, string Urls)> Listening(IConfiguration configuration)
    {
        var endpoints = configuration.GetSection("Kestrel:Endpoints").GetChildren().ToList();
        return endpoints.Count == 0 ? [(Settings.Urls, UrlsOf(configuration))] : endpoints.Select(e => ($"{e.Path}:Url", e["Url"] ?? ""));
    }

    private static string UrlsOf(IConfiguration configuration) => configuration[Settings.Urls] is { Length: > 0 } urls ? urls : UrlDefault;

    private static void Refuse(IEnumerable<string> problems)
    {
        if (problems.ToList() is { Count: > 0 } all)
            throw new ConfigurationException(string.Join(Environment.NewLine, all));
    }

    private static void AddStore(WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration.GetConnectionString(Database) ?? "";
        Migrations.Add(builder.Services, builder.Configuration);
        builder.Services.AddSingleton<ILogger<IDocumentStore>, StoreLog>();
        DaemonLog.Add(builder);
        var marten = builder
            .Services.AddMarten(services =>
                EventStore.Options(
                    connectionString,
                    store =>
                    {
                        store.AutoCreateSchemaObjects = Migrations.WhenNeeded(builder.Configuration);
                        store.Listeners.Add(new AppendSpans());
                        store.Listeners.Add(new NoteChanges(services.GetRequiredService<TimeProvider>()));
                        Rooms.Configure(store, services.GetRequiredService<Pressure>());
                    }
                )
            )
            .IntegrateWithWolverine(w =>
            {
                w.UseWolverineManagedEventSubscriptionDistribution = true;
                w.MessageStorageSchemaName = EarlierNodes.MessageSchema;
            });
        if (Migrations.AreMade(builder.Configuration))
            marten.ApplyAllDatabaseChangesOnStartup();
        builder.Services.InitializeMartenWith<ReadModels>();
        builder.Services.AddSingleton<StateBuilds>().AddHostedService<Takeover>();
        foreach (var state in EventStore.Options(connectionString, s => Rooms.Configure(s, pressure: null)).States())
            builder.Services.AddSingleton(s => Rebuildable.Of(state, s.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton(
            new NextStore(() => new DocumentStore(ReadModelTables.NextOptions(connectionString, s => Rooms.Configure(s, pressure: null))))
        );
        builder.Services.AddHostedService<PausedProjections>();
        builder.Services.AddHostedService<ProjectionMetrics>();
    }

    /// <summary>Messages wait in durable queues, which another node takes over; what fails is retried, and ends in Wolverine's dead letters.</summary>
    private static void AddMessages(WebApplicationBuilder builder)
    {
        builder.Services.AddWolverineHttp();
        builder.Host.UseWolverine(wolverine =>
        {
            // The entry assembly is another one in DrEvents.Local and in tests.
            wolverine.ApplicationAssembly = typeof(Backend).Assembly;
            wolverine.Discovery.IncludeAssembly(typeof(Backend).Assembly);
            StoredNaming.Use();
            // What was compiled with this assembly is taken, and the rest made when it is first needed; nothing is written beside the program.
            wolverine.CodeGeneration.TypeLoadMode = TypeLoadMode.Auto;
            wolverine.CodeGeneration.SourceCodeWritingEnabled = false;
            wolverine.AutoBuildMessageStorageOnStartup = Migrations.WhenNeeded(builder.Configuration);
            wolverine.Policies.AutoApplyTransactions();
            wolverine.Policies.UseDurableLocalQueues();
            // Rooms react to one event each for itself: that one fails is no matter of the other.
            wolverine.MultipleHandlerBehavior = MultipleHandlerBehavior.Separated;
            wolverine.DefaultExecutionTimeout = TimeSpan.FromMinutes(2);
            TimeSpan[] pauses = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1)];
            wolverine.Policies.OnException<NpgsqlException>().RetryWithCooldown([.. pauses, TimeSpan.FromSeconds(5)]);
            wolverine.Policies.OnAnyException().RetryWithCooldown(pauses).Then.MoveToErrorQueue();
            Rooms.Configure(wolverine);
            Cluster.Configure(wolverine.Durability, builder.Configuration);
        });
        if (Cluster.IsEnabled(builder.Configuration))
            builder.Services.AddActing<PressureOfNodes>();
    }
}
