using DrEvents.Backend.Features.Access;
using DrEvents.Backend.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard;
using DrEvents.Dashboard.Access;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;

namespace DrEvents.Host;

/// <summary>Backend and pages in one process; with <c>Dashboard:Backend</c> the pages alone, which show a backend elsewhere.</summary>
public static class Joined
{
    private const string Own = "DrEvents.Host";

    /// <summary>What can be set beside the backend's own.</summary>
    public static SettingsSection Section { get; } = new(DashboardOptions.Section, typeof(DashboardOptions));

    /// <summary>Builds what the settings ask for.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null) =>
        IsPagesAlone(args) ? PagesAlone.Build(args, configure) : WithBackend(args, configure);

    /// <summary>Looks for what would make the start fail.</summary>
    public static Task CheckAsync(WebApplication app) =>
        app.Services.GetService<Marten.IDocumentStore>() is null ? Task.CompletedTask : Backend.Backend.CheckAsync(app);

    internal static void AddPages(WebApplicationBuilder builder)
    {
        // The build's list of files, where the files were not published beside the program.
        if (Manifest("runtime") is { } files)
        {
            builder.WebHost.UseSetting(WebHostDefaults.StaticWebAssetsKey, files);
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        }
        DashboardPages.Add(builder);
    }

    internal static void MapPages(WebApplication app) => DashboardPages.Map(app, Manifest("endpoints"));

    private static bool IsPagesAlone(string[] args)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        return given["Dashboard:Backend"] is { Length: > 0 };
    }

    private static WebApplication WithBackend(string[] args, Action<WebApplicationBuilder>? configure)
    {
        var app = Backend.Backend.Build(
            args,
            builder =>
            {
                configure?.Invoke(builder);
                builder.Services.AddSingleton(Section);
                builder.Services.AddSingleton(new Browsers(DashboardPages.IsOfPage, KeptByAsync, SignIn.Path, DashboardPages.RefuseAsync));
                builder.Services.AddSingleton(s =>
                {
                    var (ways, own) = (s.GetRequiredService<WaysIn>(), s.GetRequiredService<OwnKeys>());
                    return new PagesAccess(() => ways.IsOpen, programmes => own.Of(Roles.Viewer, programmes), () => null);
                });
                AddPages(builder);
            }
        );
        MapPages(app);
        return app;
    }

    private static async Task<KeptKey?> KeptByAsync(HttpContext context) =>
        await Kept.ByAsync(context) is { } kept ? new KeptKey(kept.Key, kept.Renewal) : null;

    /// <summary>Written by the build for the program that starts, or for this one where that is a test.</summary>
    private static string? Manifest(string kind) =>
        new[] { System.Reflection.Assembly.GetEntryAssembly()?.GetName().Name, Own }
            .Select(name => Path.Combine(AppContext.BaseDirectory, $"{name}.staticwebassets.{kind}.json"))
            .FirstOrDefault(File.Exists);
}
