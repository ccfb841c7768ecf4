using System.Text.RegularExpressions;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The list of events.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class EventsTests(ControlRoom room)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var begun = await room.BeginAsync(kw: 2, TimeSpan.FromMinutes(3));
        await using var visit = await room.VisitAsync("events", width, isDark: isDark);
        await Expect(Row(visit, begun.Id)).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await room.EndAsync(begun.Id);
    }

    [Fact]
    public async Task finds_events_by_state_and_day_and_shows_what_becomes_of_them()
    {
        await using var visit = await room.VisitAsync("events");
        var begun = await room.BeginAsync(kw: 2, TimeSpan.FromMinutes(3));
        await Expect(Row(visit, begun.Id)).ToContainTextAsync("active");
        (await room.Backend.GetStringAsync("export/running.csv")).ShouldContain(begun.Id);

        await visit.Page.GetByLabel("State").SelectOptionAsync("completed");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("status=completed"));
        await Expect(Row(visit, begun.Id)).ToHaveCountAsync(0);
        await room.EndAsync(begun.Id);
        await Expect(Row(visit, begun.Id)).ToContainTextAsync("completed");
        (await room.Backend.GetStringAsync("export/events.csv?status=completed")).ShouldContain(begun.Id);
        (await room.Backend.GetStringAsync("export/events.csv?status=active")).ShouldNotContain(begun.Id);
        (await room.Backend.GetStringAsync("export/running.csv")).ShouldNotContain(begun.Id);

        await visit.Page.GetByLabel(new Regex("^To, ")).FillAsync("2001-01-01");
        await visit.Page.GetByLabel(new Regex("^To, ")).BlurAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("There is no event in this time and state.");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Show all" }).ClickAsync();
        await Row(visit, begun.Id).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(begun.Id);
        visit.Complaints.ShouldBeEmpty();
    }

    private static ILocator Row(Visit visit, string id) => visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = id });
}
