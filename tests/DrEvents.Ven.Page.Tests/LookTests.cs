using DrEvents.Testing.Browsing;
using DrEvents.Ven.Loads;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Ven.Page.Tests;

/// <summary>
/// The page at phone and desktop size, light and dark, before, during and after an event. The home is a simulated one whose clock the test
/// moves, so that the chart has its hours. Where <c>DREVENTS_SCREENSHOTS</c> names a folder, the pictures of the documentation go there.
/// </summary>
[Collection(typeof(BrowserCollection))]
public sealed class LookTests(Browser browser)
{
    /// <summary>Cumulative layout shift since the page was opened, as browsers measure it.</summary>
    private const string Shift = """
        new Promise((done) => {
          let sum = 0;
          new PerformanceObserver((list) => list.getEntries().forEach((e) => (sum += e.value))).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 300);
        })
        """;

    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    [Fact]
    public async Task nothing_is_cut_off_and_nothing_jumps()
    {
        // The evening before the machine's own time: commands carry that.
        var now = TimeProvider.System.GetUtcNow();
        var clock = new FakeTimeProvider(now.AddMinutes(-70)) { AutoAdvanceAmount = TimeSpan.Zero };
        await using var home = await Home.StartAsync(loads: HomeLoads.Typical(4), clock: clock);
        await PassAsync(clock, TimeSpan.FromMinutes(60));
        await home.AnnounceAsync(now.AddHours(3), now.AddHours(4), kw: 1.5, "evt-5e6f7a8b");
        await TakeAsync(home, "before");
        await home.ShedAsync(kw: 2, durationS: 1800);
        await PassAsync(clock, TimeSpan.FromMinutes(10));
        await TakeAsync(home, "during");
        await using (var visit = await browser.VisitAsync(home.Page))
        {
            await visit["leave"].ClickAsync();
            await ShootAsync(visit, "ven-opt-out-phone", isFull: false);
        }
        await PassAsync(clock, TimeSpan.FromMinutes(25));
        await TakeAsync(home, "after");
    }

    private async Task TakeAsync(Home home, string name)
    {
        foreach (var (device, width, height) in new[] { ("phone", 390, 844), ("desktop", 1280, 800) })
        {
            foreach (var isDark in new[] { false, true })
            {
                await using var visit = await browser.VisitAsync(home.Page, width, height, isDark);
                await Expect(visit["used"]).Not.ToHaveTextAsync("–");
                (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
                (await visit.Page.EvaluateAsync<double>(Shift)).ShouldBeLessThan(0.05, $"{name} on a {device}");
                await ShootAsync(visit, $"ven-{name}-{device}{(isDark ? "-dark" : "")}", isFull: true);
            }
        }
    }

    private static async Task ShootAsync(Visit visit, string name, bool isFull)
    {
        if (Folder is { } folder)
            await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = isFull });
    }

    /// <summary>Lets the VEN live through a time, sample by sample.</summary>
    private static async Task PassAsync(FakeTimeProvider clock, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(5))
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            await Task.Delay(5);
        }
    }
}
