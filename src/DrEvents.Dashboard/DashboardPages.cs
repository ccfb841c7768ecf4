using System.Globalization;
using DrEvents.Dashboard.Access;
using DrEvents.Dashboard.Backend;
using DrEvents.Dashboard.Exports;
using DrEvents.Dashboard.Feeds;
using DrEvents.Dashboard.Layout;
using DrEvents.Dashboard.Parts;
using DrEvents.Dashboard.Viewing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DrEvents.Dashboard;

/// <summary>The operators' pages, as a part of a web application.</summary>
public static class DashboardPages
{
    /// <summary>
    /// So long a page whose browser is gone is kept (<see cref="Presence"/>). What it shows is in its address: one that returns later is loaded again.
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
        services.AddTransient<IStartupFilter, Door.BeforeAllElse>();
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(Languages.Configure);
        services.AddSingleton<BackendAddress>();
        services
            .AddHttpClient(BackendClient.Name)
            // Four lines for each reading, at the level at which operators keep their log.
            .RemoveAllLoggers()
            .ConfigureHttpClient((s, http) => http.BaseAddress = s.GetRequiredService<BackendAddress>().Value);
        // Alone in a process, the pages are of whoever sits at the machine, and have his key from the settings.
        services.TryAddSingleton(s =>
        {
            var key = s.GetRequiredService<IOptions<DashboardOptions>>().Value.BackendKey;
            return new PagesAccess(() => true, _ => key, () => key);
        });
        Kept.Configure(services.AddAuthentication());
        services.AddSingleton<OwnTokens>().AddScoped<Person>().AddScoped<CircuitHandler, Person.InCircuit>();
        services.AddScoped(s => new BackendClient(
            s.GetRequiredService<IHttpClientFactory>(),
            async cancellation =>
                await s.GetRequiredService<Person>().KeyAsync(cancellation) ?? s.GetRequiredService<PagesAccess>().WithoutSignIn(),
            () =>
                s.GetRequiredService<Person>().Address is { } address && s.GetRequiredService<PagesAccess>().Shared(null) is { } proof
                    ? (address, proof)
                    : null
        ));
        services.AddSingleton<SharedByReach>();
        services.AddScoped(s => s.GetRequiredService<SharedByReach>().Of(s.GetRequiredService<Person>().Programmes));
        services.AddScoped(s => s.GetRequiredService<Shared>().Reads);
        services.AddScoped<Viewer>().AddScoped<SaidWords>().AddScoped<PageAddress>();
        services.AddScoped<Presence>().AddScoped<CircuitHandler>(s => s.GetRequiredService<Presence>());
    }

    /// <summary>Serves the pages.</summary>
    /// <param name="assets">The manifest of files that the build wrote; null where the application's own is there.</param>
    public static void Map(WebApplication app, string? assets = null)
    {
        if (!app.Services.GetRequiredService<IOptions<DashboardOptions>>().Value.Enabled)
            return;
        // Programs read numbers of one form, whatever their caller's language.
        app.UseWhen(
            Door.LeadsToPages,
            pages =>
            {
                pages.UseRequestLocalization();
                pages.Use(
                    (context, next) =>
                    {
                        Languages.Keep(context);
                        context.RequestServices.GetRequiredService<Person>().Is(context.User);
                        return next(context);
                    }
                );
            }
        );
        app.UseAntiforgery();
        var pages = app.MapGroup("");
        pages.NeedReading();
        // Styles, scripts and pictures say nothing of what is shown with them.
        pages.MapStaticAssets(assets).AllowAnonymous();
        pages
            .MapRazorComponents<App>()
            .WithStaticAssets(assets)
            .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null);
        Export.Map(pages);
        SignIn.Map(pages);
        Invitation.Map(pages);
        Account.Map(pages);
    }

    /// <summary>Whether a request is for a page, or for what a browser shows beside it, and is answered by what the browser keeps.</summary>
    public static bool IsOfPage(HttpContext context) =>
        context.RequestServices.GetRequiredService<IOptions<DashboardOptions>>().Value.Enabled
        && (Door.LeadsToPages(context) || (HttpMethods.IsGet(context.Request.Method) && IsDescription(context.Request.Path)));

    /// <summary>Tells who may not open a page so, in a sentence, with the status that is set.</summary>
    public static Task RefuseAsync(HttpContext context) =>
        new RequestLocalizationMiddleware(
            Refusal.ShowAsync,
            context.RequestServices.GetRequiredService<IOptions<RequestLocalizationOptions>>(),
            context.RequestServices.GetRequiredService<ILoggerFactory>()
        ).Invoke(context);

    private static bool IsDescription(PathString path) => path.StartsWithSegments("/docs") || path.StartsWithSegments("/openapi");
}
