using DrEvents.Testing.Browsing;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>Pictures of results for the operators' guide, where <c>DREVENTS_SCREENSHOTS</c> names the folder that they go to.</summary>
internal static class ResultPictures
{
    /// <summary>Those that the guide has.</summary>
    private static readonly string[] Guide =
    [
        "room-event-result-desktop.png",
        "room-event-result-ven-desktop-dark.png",
        "room-event-result-known-desktop.png",
        "room-event-profiles-desktop.png",
        "room-event-what-if-desktop-dark.png",
    ];

    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    /// <summary>Takes those of what stands in the window when it is scrolled there, in the themes that the guide has it in.</summary>
    public static async Task TakeAsync(Visit visit, string name, int width, string part)
    {
        if (Folder is null)
            return;
        var device = width switch
        {
            < 600 => "phone",
            > 2000 => "wall",
            _ => "desktop",
        };
        var isDark = await visit.IsDarkAsync();
        foreach (var (theme, suffix) in new[] { (ColorScheme.Light, ""), (ColorScheme.Dark, "-dark") })
        {
            var file = $"room-event-{name}-{device}{suffix}.png";
            if (!Guide.Contains(file))
                continue;
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            await visit.Page.Locator(part).EvaluateAsync("e => e.scrollIntoView({ block: 'start' })");
            // Charts are drawn when the browser has time.
            await visit.Page.EvaluateAsync("new Promise(done => requestIdleCallback(() => setTimeout(done, 1500)))");
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, file) });
        }
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
    }
}
