using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The page of now.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class NowTests(ControlRoom room)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, false)]
    [InlineData(2560, true)]
    public async Task is_well_made(int width, bool isDark)
    {
        await using var visit = await room.VisitAsync("", width, isDark: isDark);
        await Expect(visit.Page.Locator("canvas")).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task shows_the_fleet_and_an_event_that_begins_without_being_loaded_again()
    {
        await using var visit = await room.VisitAsync("");
        await Expect(visit.Page.Locator("main"))
            .ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"{ControlRoom.Vens} / {ControlRoom.Vens}"));
        var begun = await room.BeginAsync(kw: 5, TimeSpan.FromMinutes(3));
        var row = visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = begun.Id });
        try
        {
            // The machine may be busy with other tests.
            await Expect(row).ToContainTextAsync("active", new() { Timeout = 20_000 });
            await Expect(row).ToContainTextAsync("5.0 kW");
            await Expect(visit.Page.Locator("main")).ToContainTextAsync("Newest stored events");
            await Expect(visit.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = begun.Id }).First).ToBeVisibleAsync();
            await visit.ShouldBeWellMadeAsync();
        }
        finally
        {
            await room.EndAsync(begun.Id);
        }
        await Expect(row).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_was_stored_before_anybody_looked_is_in_the_feed()
    {
        await room.EndAllAsync();
        var id = (await room.BeginAsync(3, TimeSpan.FromMinutes(20))).Id;
        await room.EndAsync(id);
        // A process that has heard nothing yet.
        await room.RestartAsync();

        await using var visit = await room.VisitAsync("");

        await Expect(visit.Page.Locator("main ol li").Filter(new() { HasText = id }).First).ToBeVisibleAsync();
        var numbers = (await visit.Page.Locator("main ol li span[title]").AllInnerTextsAsync())
            .Select(n => long.Parse(n.TrimStart('#'), System.Globalization.CultureInfo.InvariantCulture))
            .ToList();
        numbers.ShouldBe(numbers.Distinct().OrderDescending());
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task speaks_german_and_keeps_it()
    {
        await using var visit = await room.VisitAsync("");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Jetzt");
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Expect(visit.Page.Locator(".figure dd").First).ToContainTextAsync(",");
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Jetzt");
    }

    [Fact]
    public async Task speaks_to_each_viewer_in_their_own_language_though_they_share_what_is_live()
    {
        await using var english = await room.VisitAsync("");
        await using var german = await room.VisitAsync("");
        await german.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
        var begun = await room.BeginAsync(kw: 5, TimeSpan.FromMinutes(3));
        try
        {
            foreach (var (visit, title) in new[] { (german, "Jetzt"), (english, "Now") })
            {
                await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = begun.Id }))
                    .ToBeVisibleAsync(new() { Timeout = 20_000 });
                await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
            }
        }
        finally
        {
            await room.EndAsync(begun.Id);
        }
    }

    [Fact]
    public async Task shows_times_by_the_viewers_clock_or_the_sites()
    {
        await using var visit = await room.Browser.VisitAsync(new Uri(room.Url, "events"), 1400, 900, zone: "America/New_York");
        var (zone, from) = (visit.Page.Locator("[data-choice=zone]"), visit.Page.Locator("main label").Filter(new() { HasText = "From" }));
        // At the first visit too, when no cookie says it yet.
        await Expect(zone).ToContainTextAsync("America/New_York");
        await Expect(from).ToContainTextAsync("America/New_York");

        await zone.ClickAsync();
        await Expect(zone).ToContainTextAsync("Europe/Berlin");
        await Expect(from).ToContainTextAsync("Europe/Berlin");
        await visit.Page.ReloadAsync();
        await Expect(zone).ToContainTextAsync("Europe/Berlin");
        visit.Complaints.ShouldBeEmpty();
    }
}
