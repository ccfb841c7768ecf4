using System.Globalization;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>Pictures of results for the operators' guide, where <c>DREVENTS_SCREENSHOTS</c> names the folder that they go to.</summary>
internal static class ResultPictures
{
    /// <summary>Those that the guide has.</summary>
    private static readonly string[] Guide = ["room-event-result-desktop.png", "room-event-result-ven-desktop-dark.png"];

    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    /// <summary>Takes one of what stands in the window when it is scrolled there.</summary>
    public static async Task TakeAsync(Visit visit, string name, int width, bool isDark, string part)
    {
        var device = width switch
        {
            < 600 => "phone",
            > 2000 => "wall",
            _ => "desktop",
        };
        var file = string.Create(CultureInfo.InvariantCulture, $"room-event-{name}-{device}{(isDark ? "-dark" : "")}.png");
        if (Folder is null || !Guide.Contains(file))
            return;
        await visit.Page.Locator(part).EvaluateAsync("e => e.scrollIntoView({ block: 'start' })");
        // Charts are drawn when the browser has time.
        await visit.Page.EvaluateAsync("new Promise(done => requestIdleCallback(() => setTimeout(done, 1500)))");
        await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder, file) });
    }
}
