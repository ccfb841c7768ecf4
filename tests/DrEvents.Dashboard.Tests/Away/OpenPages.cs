using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Away;

/// <summary>Every page of the control room, open at the same time, and what all of them do when something is away.</summary>
public sealed partial class OpenPages : IAsyncDisposable
{
    /// <summary>A folder for pictures of the pages, for people; none are made without it.</summary>
    private const string PicturesVariable = "DREVENTS_PICTURES";
    private const float WaitsMs = 60_000;

    private readonly List<Opened> _all = [];

    /// <param name="Filled">What is there once the page has read what it shows.</param>
    private sealed record Opened(string Name, Visit Visit, ILocator Filled);

    /// <summary>Opens all of them.</summary>
    public static async Task<OpenPages> OpenAsync(AwaySystem system, Uri at)
    {
        var pages = new OpenPages();
        (string Name, string Path, string Filled)[] all =
        [
            ("now", "", $"main tr:has-text('{system.EventId}')"),
            ("event", $"events/{system.EventId}", "#vens tbody tr:has(button.link)"),
            ("events", "events", $"table.events tr:has-text('{system.EventId}')"),
            ("calendar", "calendar", $"a[href='events/{system.EventId}']"),
            ("vens", "vens", "table.vens tbody tr:has(input)"),
            ("map", "map", "main li.one"),
            ("ven", "vens/ven-1", "main td:has(button.switch)"),
            ("plan", "plan?start=now&minutes=30&kw=900", "#shortfall"),
            ("system", "system", "[aria-labelledby=health] tbody tr"),
            ("webhooks", "system/webhooks", "[aria-labelledby=hooks] tbody tr"),
        ];
        foreach (var (name, path, filled) in all)
        {
            var visit = await system.Browser.VisitAsync(new Uri(at, path), 1440, 900);
            pages._all.Add(new Opened(name, visit, visit.Page.Locator(filled).First));
        }
        return pages;
    }

    /// <summary>The page of now.</summary>
    public Visit Now => _all.Single(p => p.Name == "now").Visit;

    /// <summary>The page of the running event.</summary>
    public Visit Event => _all.Single(p => p.Name == "event").Visit;

    /// <summary>Each has read what it shows, and says that this is of now.</summary>
    public Task AreLiveAsync() =>
        EachAsync(async p =>
        {
            await Expect(Freshness(p.Visit)).ToHaveTextAsync("Live", new() { Timeout = WaitsMs });
            await Expect(p.Filled).ToBeVisibleAsync(new() { Timeout = WaitsMs });
            // Each is somebody's first visit; the site's clock is another one.
            await Expect(p.Visit.Page.Locator("[data-choice=zone]")).ToContainTextAsync("Europe/Berlin", new() { Timeout = WaitsMs });
            await Expect(p.Visit.Page.Locator("main [role=alert]")).ToHaveCountAsync(0, new() { Timeout = WaitsMs });
        });

    /// <summary>Each says what is away, still shows what it showed, and is readable.</summary>
    public Task SayAsync(Regex what, string picture) =>
        EachAsync(async p =>
        {
            await Expect(Freshness(p.Visit)).ToHaveTextAsync(what, new() { Timeout = WaitsMs });
            await Expect(p.Filled).ToBeVisibleAsync();
            await LookAsync(p, picture);
        });

    /// <summary>Each says what it waits for, has its heading, and claims nothing that it cannot know.</summary>
    public Task WaitAsync(Regex what, string picture) =>
        EachAsync(async p =>
        {
            await Expect(Freshness(p.Visit)).ToHaveTextAsync(what, new() { Timeout = WaitsMs });
            await Expect(p.Visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
            await Expect(p.Filled).ToHaveCountAsync(0);
            (await p.Visit.Page.Locator("main").InnerTextAsync()).ShouldNotMatch(Claims().ToString(), p.Name);
            await LookAsync(p, picture);
        });

    /// <summary>What pages say that know that there is nothing.</summary>
    [GeneratedRegex("Nothing was stored|No event runs|Nothing needs|There is no|No VEN")]
    private static partial Regex Claims();

    /// <summary>The numbers of the stored events that a page lists, as they stand there.</summary>
    public static async Task<IReadOnlyList<long>> StoredAsync(Visit visit) =>
        [
            .. (await visit.Page.Locator("main li span[title]").AllInnerTextsAsync())
                .Where(t => t.StartsWith('#'))
                .Select(t => long.Parse(t[1..], CultureInfo.InvariantCulture)),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _all)
            await page.Visit.DisposeAsync();
    }

    /// <summary>Where a page says whether it is live.</summary>
    public static ILocator Freshness(Visit visit) => visit.Page.Locator(".freshness");

    /// <summary>Saves a picture where that is asked for.</summary>
    public static async Task PictureAsync(Visit visit, string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
            await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    private static async Task LookAsync(Opened page, string picture)
    {
        await PictureAsync(page.Visit, $"{picture}-{page.Name}");
        await page.Visit.ShouldBeWellMadeAsync();
    }

    private async Task EachAsync(Func<Opened, Task> look)
    {
        foreach (var page in _all)
        {
            try
            {
                await look(page);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The page '{page.Name}': {e.Message}", e);
            }
        }
    }
}
