using System.Globalization;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Exports;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Layout;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard;

/// <summary>The operators' pages, as a part of a web application.</summary>
public static class DashboardPages
{
    /// <summary>
    /// So long a page whose browser is gone goes on, and costs as one that is looked at. What it shows is in its address: one that returns later is loaded
    /// again.
    /// </summary>
    private static readonly TimeSpan KeptForItsReturn = TimeSpan.FromMinutes(1);

    /// <summary>Registers what the pages need.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services
            .AddOptions<DashboardOptions>()
            .Bind(builder.Configuration.GetSection(DashboardOptions.Section))
            .ValidateOnStart()
            .Services.AddSingleton<IValidateOptions<DashboardOptions>, DashboardOptions.Check>();
        services
            .AddRazorComponents()
            .AddInteractiveServerComponents(circuits => circuits.DisconnectedCircuitRetentionPeriod = KeptForItsReturn);
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(Languages.Configure);
        services.AddSingleton<BackendAddress>();
        services
            .AddHttpClient(BackendClient.Name)
            .ConfigureHttpClient((s, http) => http.BaseAddress = s.GetRequiredService<BackendAddress>().Value);
        services.AddSingleton(s => new BackendClient(s.GetRequiredService<IHttpClientFactory>()));
        services.AddSingleton<SystemFeed>().AddSingleton<EventFeeds>().AddSingleton<SharedReads>();
        services.AddScoped<Viewer>().AddScoped<PageAddress>();
    }

    /// <summary>Serves the pages.</summary>
    /// <param name="assets">The manifest of files that the build wrote; null where the application's own is there.</param>
    public static void Map(WebApplication app, string? assets = null)
    {
        if (!app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value.Enabled)
            return;
        app.UseMiddleware<Door>();
        // Programs read numbers of one form, whatever their caller's language.
        app.UseWhen(Door.LeadsToPages, pages => pages.UseRequestLocalization());
        app.UseAntiforgery();
        app.MapStaticAssets(assets);
        app.MapRazorComponents<App>()
            .WithStaticAssets(assets)
            .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null);
        Export.Map(app);
    }
}
