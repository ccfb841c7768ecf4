using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>
/// The pictures of the operators' guide, on phone, desktop and wall, before, during and after an event and with database or backend away. It takes some minutes;
/// <c>DREVENTS_SCREENSHOTS</c> names the folder that they go to.
/// </summary>
public sealed class PictureTests
{
    private static readonly (string Name, int Width, int Height) Phone = ("phone", 390, 844);
    private static readonly (string Name, int Width, int Height) Desktop = ("desktop", 1440, 800);
    private static readonly (string Name, int Width, int Height) Wall = ("wall", 1920, 1080);

    /// <summary>What an operator looks at most is looked at on all of them, in both themes.</summary>
    private static readonly ((string Name, int Width, int Height) Device, bool IsDark)[] Everywhere =
    [
        .. new[] { Phone, Desktop, Wall }.SelectMany(device => new[] { (device, false), (device, true) }),
    ];

    private static readonly string? Folder = Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS");

    [Fact]
    public async Task pages_look_as_the_guide_shows_them()
    {
        Assert.SkipWhen(Folder is null, "DREVENTS_SCREENSHOTS names no folder for the pictures");
        await using var town = new Town();
        await town.StartAsync();
        var now = TimeProvider.System.GetUtcNow();
        var canShed = (await town.Backend.GetFromJsonAsync<NetworkStats>("api/stats/network"))!.ControllablePowerKw;
        var coming = await town.CreateAsync(Math.Round(canShed / 3), now.AddHours(4), TimeSpan.FromHours(1));

        await TakeAsync(town, "now-before", "", Everywhere);
        await TakeAsync(town, "event-before", $"events/{coming}", Everywhere, shown: "#vens tbody tr:has(button)");
        var plan = string.Create(
            CultureInfo.InvariantCulture,
            $"plan?start={now.AddMinutes(90):yyyy-MM-dd'T'HH:mm'Z'}&minutes=90&kw={Math.Round(canShed * 0.9):0}"
        );
        await TakeAsync(town, "plan", plan, [(Desktop, false)]);

        var id = await RunAsync(town, Math.Round(canShed / 2));
        await TakeAsync(town, "now-during", "", Everywhere);
        await TakeAsync(town, "event-during", $"events/{id}", Everywhere);
        await TakeAsync(town, "event-why", $"events/{id}", [(Desktop, false)], v => ScrollToAsync(v, "#why"));
        await TakeAsync(town, "event-vens", $"events/{id}?sort=status#vens", [(Desktop, false)], v => ScrollToAsync(v, "#vens"));
        await TakeAsync(town, "event-stop", $"events/{id}", [(Desktop, true)], AskToStopAsync);
        await TakeAsync(town, "vens", "vens", [(Desktop, false)], shown: ".vens tbody tr a");
        await TakeAsync(town, "ven", "vens/ven-13", [(Desktop, false)]);
        await TakeAsync(town, "map", "map?by=gives", [(Desktop, true)]);
        await TakeAsync(town, "system", "system", [(Desktop, false)], shown: "main table");
        await TakeDatabaseAwayAsync(town, id);

        using (await town.Backend.PostAsJsonAsync($"api/events/{id}/stop", new StopEventRequest("the peak is over"))) { }
        await Eventually.HoldsAsync(
            "it is over",
            async () => (await town.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Status == "completed",
            withinS: 30
        );
        await TakeAsync(town, "event-after", $"events/{id}", Everywhere, ReplayAsync);
        await TakeAsync(town, "now-after", "", Everywhere);
        await TakeAwayAsync(town);
    }

    /// <summary>An event that runs for some minutes, with somebody who leaves it and meters that deny it.</summary>
    private static async Task<string> RunAsync(Town town, double kw)
    {
        var id = await town.CreateAsync(kw, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        await Eventually.HoldsAsync(
            "the first home sheds",
            async () =>
                (await town.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Vens.Any(v =>
                    v is { VenId: "ven-1", Status: "shedding" }
                ),
            withinS: 60
        );
        await town.LeaveAtHomeAsync();
        await Eventually.HoldsAsync(
            "it is seen who does not deliver, and the course has a line",
            async () =>
                (await town.Backend.GetFromJsonAsync<EventMetricsView>($"api/events/{id}/metrics"))!.VensNotDelivering == 2
                && (await town.Backend.GetFromJsonAsync<EventCourse>($"api/events/{id}/course"))!.Points.Count >= 6,
            withinS: 480
        );
        return id;
    }

    private static async Task TakeAsync(
        Town town,
        string name,
        string path,
        ((string Name, int Width, int Height) Device, bool IsDark)[] looks,
        Func<Visit, Task>? then = null,
        string shown = "canvas"
    )
    {
        foreach (var (device, isDark) in looks)
        {
            await using var visit = await town.VisitAsync(path, device.Width, device.Height, isDark);
            await Expect(visit.Page.Locator(".freshness")).ToHaveClassAsync("freshness live", new() { Timeout = 30_000 });
            await Expect(visit.Page.Locator(shown).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
            if (then is not null)
                await then(visit);
            await ShootAsync(visit, $"{name}-{device.Name}{(isDark ? "-dark" : "")}");
            visit.Complaints.ShouldBeEmpty();
        }
    }

    /// <summary>With the backend away a page shows what it showed, and says since when.</summary>
    private static async Task TakeAwayAsync(Town town)
    {
        await using var visit = await town.VisitAsync("", Desktop.Width, Desktop.Height, isDark: false);
        await Expect(visit.Page.Locator("canvas")).ToBeVisibleAsync();
        await town.TakeBackendAwayAsync();
        await Expect(visit.Page.Locator(".freshness")).ToContainTextAsync("reconnecting", new() { Timeout = 30_000 });
        await ShootAsync(visit, "now-away-desktop");
    }

    /// <summary>So it does with the database away; what VENs send meanwhile waits at the broker, and is in what is stored afterwards.</summary>
    private static async Task TakeDatabaseAwayAsync(Town town, string id)
    {
        var open = new List<(Visit Visit, string Name)>();
        await using var _ = new Afterwards(async () =>
        {
            foreach (var (visit, _) in open)
                await visit.DisposeAsync();
        });
        foreach (var (name, path, shown) in new[] { ("now", "", "canvas"), ("event", $"events/{id}", "#why canvas") })
        foreach (var (device, isDark) in Everywhere)
        {
            var visit = await town.VisitAsync(path, device.Width, device.Height, isDark);
            open.Add((visit, $"{name}-database-away-{device.Name}{(isDark ? "-dark" : "")}"));
            await Expect(visit.Page.Locator(shown).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
        }
        await town.StopDatabaseAsync();
        try
        {
            foreach (var (visit, name) in open)
            {
                await Expect(visit.Page.Locator(".freshness"))
                    .ToContainTextAsync("The database does not answer", new() { Timeout = 60_000 });
                await ShootAsync(visit, name);
                await visit.ShouldBeWellMadeAsync();
            }
        }
        finally
        {
            await town.StartDatabaseAsync();
        }
        foreach (var (visit, _) in open)
            await Expect(visit.Page.Locator(".freshness")).ToHaveClassAsync("freshness live", new() { Timeout = 60_000 });
    }

    private static async Task AskToStopAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Stop …" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("restore now", new() { Timeout = 30_000 });
    }

    private static async Task ReplayAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Replay from the stored events" }).ClickAsync();
        await Expect(visit.Page.Locator("#proof .pill")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await visit.Page.EvaluateAsync("scrollTo(0, 0)");
    }

    private static async Task ScrollToAsync(Visit visit, string part) =>
        await visit.Page.Locator(part).EvaluateAsync("e => e.scrollIntoView({ block: 'start' })");

    private static async Task ShootAsync(Visit visit, string name)
    {
        // Charts are drawn when the browser has time.
        await visit.Page.EvaluateAsync("new Promise(done => requestIdleCallback(() => setTimeout(done, 1500)))");
        await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"room-{name}.png") });
    }
}
