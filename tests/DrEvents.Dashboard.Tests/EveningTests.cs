using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>
/// An operator's evening from the first look to the record, by the keyboard alone, while somebody at home has enough of it. Each page on the way is
/// well made in both themes, and no console complains.
/// </summary>
[Collection(typeof(EveningCollection))]
public sealed class EveningTests(ControlRoom room)
{
    /// <summary>Others work on the machine too.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Patiently = new() { Timeout = 30_000 };

    [Fact]
    public async Task an_event_is_planned_watched_corrected_explained_and_proven()
    {
        await room.EndAllAsync();
        await using var _ = new Afterwards(room.EndAllAsync);
        await using var visit = await room.VisitAsync("");
        var page = visit.Page;
        await Expect(Content(visit)).ToContainTextAsync($"{ControlRoom.Vens} / {ControlRoom.Vens}");
        await Expect(page.Locator("canvas")).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();

        var id = await PlanAsync(visit, kw: 6);
        await WatchAsync(visit);
        await CorrectAsync(visit, kw: 4);
        (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.RequestedReductionKw.ShouldBe(4);
        await LeaveAtHomeAsync(id);
        await FindWhoLeftAsync(visit, id);
        await StopAsync(visit, id);
        await ProveAsync(visit, id);
    }

    private static async Task<string> PlanAsync(Visit visit, int kw)
    {
        var page = visit.Page;
        await visit.PressOnAsync(Named(page, AriaRole.Link, "Plan"));
        await Expect(Title(visit)).ToHaveTextAsync("Plan an event");
        // One of two choices that belong together: arrows go from one to the other.
        await visit.WalkToAsync(page.Locator("input[name=start]:checked"));
        await page.Keyboard.PressAsync("ArrowUp");
        await visit.TypeIntoAsync(page.GetByLabel("Length, minutes"), "30");
        await visit.TypeIntoAsync(page.GetByLabel("Reduction, kW"), $"{kw}");
        await Expect(page.Locator(".big")).ToHaveTextAsync($"{kw}.0 kW are covered", new() { Timeout = 30_000 });
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Other events of the time" })).ToBeVisibleAsync();
        await Expect(page.Locator(".fixed-rows tbody tr").First).ToContainTextAsync("kW");
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await visit.PressOnAsync(Named(page, AriaRole.Button, $"Start {kw}.0 kW now"));

        await Expect(page).ToHaveURLAsync(new Regex("/events/evt-[0-9a-f]{8}$"), new() { Timeout = 30_000 });
        return page.Url[^12..];
    }

    private static async Task WatchAsync(Visit visit)
    {
        var page = visit.Page;
        await Expect(Figure(visit, "Requested")).ToContainTextAsync("6.0 kW");
        await Expect(Figure(visit, "Measured")).ToContainTextAsync("±", Patiently);
        await Expect(Figure(visit, "VENs")).ToContainTextAsync($"{ControlRoom.Vens} / {ControlRoom.Vens} / {ControlRoom.Vens}", Patiently);
        await Expect(page.Locator("#course canvas")).ToBeVisibleAsync();
        await Expect(page.Locator("#why canvas")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    private static async Task CorrectAsync(Visit visit, int kw)
    {
        var page = visit.Page;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await visit.PressOnAsync(Named(page, AriaRole.Button, "Change …"));
        await visit.TypeIntoAsync(dialog.GetByLabel("Request, kW"), $"{kw}");
        await visit.PressOnAsync(Named(dialog, AriaRole.Button, "See what it would do"));
        // Loads that switch as a whole promise a little more than they are asked for, others a little less.
        await Expect(dialog).ToContainTextAsync(new Regex($@"would be asked for ({kw - 1}\.[5-9]|{kw}\.[0-4]) kW in all"), Patiently);
        await Expect(dialog).ToContainTextAsync(new Regex("are asked for less: from .* to "));
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await visit.PressOnAsync(dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Change it: [1-9] VENs are told$") }));
        await Expect(Figure(visit, "Requested")).ToContainTextAsync($"{kw}.0 kW", Patiently);
    }

    /// <summary>At the page of the home.</summary>
    private async Task LeaveAtHomeAsync(string id)
    {
        await Eventually.HoldsAsync(
            "the home sheds",
            async () =>
                (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Vens.Any(v =>
                    v.VenId == ControlRoom.VenWithPage && v.Status == "shedding"
                ),
            withinS: 30
        );
        await using var home = await room.Browser.VisitAsync(room.VenPage);
        await home["leave"].ClickAsync();
        await home.Page.GetByLabel("It costs me too much").CheckAsync();
        await home["opt-out"].GetByRole(AriaRole.Button, new() { Name = "Opt out" }).ClickAsync();
        await Expect(home["opted-out"]).ToContainTextAsync("it costs me too much", Patiently);
        home.Complaints.ShouldBeEmpty();
    }

    private static async Task FindWhoLeftAsync(Visit visit, string id)
    {
        var page = visit.Page;
        await visit.TypeIntoAsync(page.GetByLabel("Search id or name"), ControlRoom.VenWithPage);
        var row = page.Locator("#vens tbody tr").Filter(new() { Has = Named(page, AriaRole.Button, ControlRoom.VenWithPage) });
        await Expect(row).ToContainTextAsync("opted out", Patiently);
        await visit.PressOnAsync(row.GetByRole(AriaRole.Button));
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("shedPanel");
        await Expect(dialog).ToContainTextAsync("economic");
        await visit.ShouldBeWellMadeInBothThemesAsync();

        // The home itself, and back again.
        await visit.PressOnAsync(dialog.Locator($"a[href='vens/{ControlRoom.VenWithPage}']"));
        await Expect(page).ToHaveURLAsync(new Regex($"/vens/{ControlRoom.VenWithPage}$"));
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "opted out" }).First).ToContainTextAsync(id, Patiently);
        await Expect(page.Locator("canvas").First).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await page.GoBackAsync();
        await Expect(dialog).ToContainTextAsync("shedPanel", Patiently);
        await page.Keyboard.PressAsync("Escape");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    private static async Task StopAsync(Visit visit, string id)
    {
        var page = visit.Page;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await visit.PressOnAsync(Named(page, AriaRole.Button, "Stop …"));
        await Expect(dialog).ToContainTextAsync(new Regex(@"\d+ VENs restore now: \d+\.\d kW"), Patiently);
        await visit.TypeIntoAsync(dialog.GetByLabel("Why (stored with it, may be empty)"), "the peak is over");
        await visit.PressOnAsync(dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Stop it: [1-9] VENs are told$") }));
        await Expect(page.Locator(".done")).ToContainTextAsync($"{id} is stopping", Patiently);
        await Expect(page.Locator(".event-head .pill").First).ToHaveTextAsync("completed", new() { Timeout = 30_000 });
    }

    private async Task ProveAsync(Visit visit, string id)
    {
        var page = visit.Page;
        await Expect(Content(visit)).ToContainTextAsync("Ended because: the peak is over", Patiently);
        await Eventually.HoldsAsync(
            "its VENs are free",
            async () =>
                (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Vens.All(v => v.Status is "restored" or "optedOut"),
            withinS: 30
        );
        await visit.PressOnAsync(Named(page, AriaRole.Button, "Replay from the stored events"));
        await Expect(page.Locator("#proof")).ToContainTextAsync("identical", Patiently);
        await visit.ShouldBeWellMadeInBothThemesAsync();

        // What was stored is what was seen.
        var detail = (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!;
        detail.Status.ShouldBe("completed");
        detail.Vens.Single(v => v.VenId == ControlRoom.VenWithPage).Status.ShouldBe("optedOut");
        await visit.PressOnAsync(Named(page, AriaRole.Link, "Events"));
        await Expect(page).ToHaveURLAsync(new Regex("/events$"));
        var row = page.Locator($"tr:has(a[href='events/{id}'])");
        await Expect(row).ToContainTextAsync("completed", Patiently);
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    private static ILocator Content(Visit visit) => visit.Page.Locator("main");

    private static ILocator Title(Visit visit) => visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    private static ILocator Named(IPage page, AriaRole role, string name) => page.GetByRole(role, new() { Name = name, Exact = true });

    private static ILocator Named(ILocator within, AriaRole role, string name) =>
        within.GetByRole(role, new() { Name = name, Exact = true });

    private static ILocator Figure(Visit visit, string name) =>
        visit.Page.Locator(".figure").Filter(new() { Has = visit.Page.GetByText(name, new() { Exact = true }) }).Locator("dd").First;
}

/// <summary>An evening begins with a system of its own, in which nobody has tried out anything.</summary>
[CollectionDefinition]
public sealed class EveningCollection : ICollectionFixture<ControlRoom>;
