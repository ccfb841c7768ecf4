using DrEvents.Backend.Hosting;
using DrEvents.Backend.Hosting.Secrets;
using DrEvents.Contracts.Settings;
using DrEvents.Dashboard;

namespace DrEvents.Host;

/// <summary>The pages in a process of their own. It has no database and no broker: it is a client of the backend's HTTP interface.</summary>
internal static class PagesAlone
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure)
    {
        if (SettingArguments.Problems(args, [Settings.Urls, .. Settings.Names([Joined.Section])]).ToList() is { Count: > 0 } problems)
            throw new ConfigurationException(string.Join(Environment.NewLine, problems));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(builder.Configuration[Settings.Urls] is { Length: > 0 } urls ? urls : "http://localhost:8001");
        configure?.Invoke(builder);
        SecretSettings.Resolve(builder.Configuration, SystemsManager.Ask);
        builder.Services.AddSingleton(TimeProvider.System);
        Joined.AddPages(builder);
        var app = builder.Build();
        app.MapGet("/health/live", () => Results.Ok());
        Joined.MapPages(app);
        return app;
    }
}
