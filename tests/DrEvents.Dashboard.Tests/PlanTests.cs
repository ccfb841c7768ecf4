using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests;

/// <summary>Planning an event, and finding it in the calendar.</summary>
[Collection(typeof(ControlRoomCollection))]
public sealed class PlanTests(ControlRoom room)
{
    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        await using var visit = await room.VisitAsync("plan?start=now&minutes=30&kw=900&priority=5", width, isDark: isDark);
        await Expect(visit.Page.Locator("canvas")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator(".fixed-rows tbody tr").First).ToContainTextAsync("kW");
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task the_calendar_is_well_made(int width, bool isDark)
    {
        var planned = await ScheduleAsync(TimeSpan.FromDays(3));
        await using var visit = await room.VisitAsync($"calendar?month={Month(planned)}", width, isDark: isDark);
        await Expect(visit.Page.Locator($"a[href='events/{planned.Id}']:visible").First).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await room.Backend.DeleteAsync($"api/events/{planned.Id}");
    }

    [Fact]
    public async Task an_operator_sees_what_is_missing_and_why_creates_the_event_once_and_finds_it_in_the_calendar()
    {
        await using var visit = await room.VisitAsync("plan");
        var page = visit.Page;
        var kw = page.GetByLabel("Reduction, kW");
        await kw.PressSequentiallyAsync("654");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Shortfall" })).ToBeVisibleAsync();
        await Expect(page.Locator(".big")).ToContainTextAsync("of 654.0 kW are missing");
        // Rows of VENs name the reason too, behind the VEN.
        await Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new("^Nothing more to shed") })).ToContainTextAsync("kW");
        await Expect(page.Locator(".figure").First).ToContainTextAsync($"{ControlRoom.Vens} / {ControlRoom.Vens}");
        await Expect(page).ToHaveURLAsync(new Regex("kw=654"));
        await Expect(kw).ToBeFocusedAsync();
        await kw.FillAsync("1");
        await Expect(page.Locator(".big")).ToHaveTextAsync("1.0 kW are covered");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Schedule 1.0 kW" })).ToBeEnabledAsync();
        await kw.FillAsync("654");
        // What the event would be is looked at only when nothing was typed for a moment.
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Schedule 654.0 kW" })).ToBeDisabledAsync();
        await Expect(page.Locator(".big")).ToContainTextAsync("are missing");

        await page.GetByRole(AriaRole.Button, new() { Name = "Schedule 654.0 kW" }).DblClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/events/evt-[0-9a-f]{8}$"));
        var id = page.Url[^12..];
        var all = (await room.Backend.GetFromJsonAsync<List<EventView>>("api/events"))!;
        all.Where(e => e.RequestedReductionKw == 654).ShouldHaveSingleItem().Id.ShouldBe(id);
        await page.GotoAsync(new Uri(room.Url, $"calendar?month={Month(all.Single(e => e.Id == id))}").ToString());
        var entry = page.Locator($"a[href='events/{id}']:visible").First;
        await Expect(entry).ToContainTextAsync("654.0 kW");
        var day = page.GetByRole(AriaRole.Cell).Filter(new() { Has = entry });
        await Expect(day).ToContainTextAsync("scheduled");

        await room.Backend.DeleteAsync($"api/events/{id}");
        await Expect(day).ToContainTextAsync("cancelled");
    }

    [Fact]
    public async Task what_the_backend_refuses_stands_beside_its_field_in_its_words()
    {
        await using var visit = await room.VisitAsync("plan?start=now&minutes=30&kw=5&holdOut=70");
        var holdOut = visit.Page.GetByLabel("Held out, percent");
        await Expect(holdOut).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(holdOut).ToHaveAccessibleDescriptionAsync("has to lie between 0 and 50");
        await Expect(visit.Page.Locator(".big")).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Start 5.0 kW now" })).ToBeDisabledAsync();

        await holdOut.FillAsync("0");
        await visit.Page.GetByLabel("groups", new() { Exact = true }).CheckAsync();
        await Expect(visit.Page.Locator("#targets-wrong")).ToContainTextAsync("names neither venIds nor groups");
        await visit.Page.GetByLabel("all enabled VENs").CheckAsync();
        await Expect(visit.Page.Locator(".big")).ToContainTextAsync("5.0 kW");
        await Expect(holdOut).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task targets_are_a_list_that_is_found_by_searching_and_only_these_are_asked()
    {
        await room.EndAllAsync();
        var some = (await room.Backend.GetFromJsonAsync<VenTable>("api/vens/table?limit=2"))!.Vens;
        await using var visit = await room.VisitAsync("plan?start=now&minutes=30&kw=900");
        var page = visit.Page;
        await page.GetByLabel("a list of VENs").CheckAsync();
        foreach (var ven in some)
        {
            await page.GetByLabel("Find VENs by name or id").FillAsync(ven.Id);
            await page.GetByRole(AriaRole.Button, new() { Name = $"Add {ven.Id}", Exact = true }).ClickAsync();
        }
        await Expect(page.Locator(".figure").First).ToContainTextAsync("2 / 2");
        await Expect(page).ToHaveURLAsync(new Regex($"vens={some[0].Id},{some[1].Id}"));

        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {some[0].Id}", Exact = true }).ClickAsync();
        await Expect(page.Locator(".figure").First).ToContainTextAsync("1 / 1");
        await page.ReloadAsync();
        await Expect(page.Locator(".figure").First).ToContainTextAsync("1 / 1");
    }

    [Fact]
    public async Task another_event_of_the_time_is_named_with_who_keeps_the_vens()
    {
        var other = await ScheduleAsync(TimeSpan.FromHours(30));
        var start = other.StartTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", null);
        await using var visit = await room.VisitAsync($"plan?start={start}&minutes=30&kw=3&priority=200");
        var conflict = visit.Page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = other.Id });
        await Expect(conflict).ToContainTextAsync($"it goes first and keeps {ControlRoom.Vens} VENs");

        await visit.Page.GetByLabel("Priority", new() { Exact = true }).FillAsync("0");
        await Expect(conflict).ToContainTextAsync($"{ControlRoom.Vens} VENs would leave it for this one");
        await room.Backend.DeleteAsync($"api/events/{other.Id}");
    }

    [Fact]
    public async Task a_past_event_is_copied_and_a_plan_is_kept_as_a_template()
    {
        var past = await ScheduleAsync(TimeSpan.FromDays(2));
        await room.Backend.DeleteAsync($"api/events/{past.Id}");
        await using var visit = await room.VisitAsync($"plan?copy={past.Id}");
        var page = visit.Page;
        await Expect(page.GetByLabel("Reduction, kW")).ToHaveValueAsync("7");
        await Expect(page.GetByLabel("Length, minutes")).ToHaveValueAsync("45");
        await Expect(page).ToHaveURLAsync(new Regex(@"\?start=.*&minutes=45&kw=7"));

        await page.GetByText("Templates").ClickAsync();
        await page.GetByLabel("Name of this plan").FillAsync("Hot evening");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(page.GetByText("Templates (1)")).ToBeVisibleAsync();
        await page.GotoAsync(new Uri(room.Url, "plan").ToString());
        await page.GetByText("Templates (1)").ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Hot evening" }).ClickAsync();
        await Expect(page.GetByLabel("Length, minutes")).ToHaveValueAsync("45");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Hot evening" }).ClickAsync();
        await Expect(page.GetByText("Templates (0)")).ToBeVisibleAsync();
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task the_keyboard_turns_months()
    {
        await using var visit = await room.VisitAsync("calendar?month=2026-02");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync("February 2026");
        await visit.Page.Locator(".month-table").FocusAsync();
        await visit.Page.Keyboard.PressAsync("PageDown");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync("March 2026");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("month=2026-03"));
        await visit.Page.GoBackAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync("February 2026");
    }

    private async Task<EventView> ScheduleAsync(TimeSpan ahead)
    {
        var at = TimeProvider.System.GetUtcNow() + ahead;
        var start = new DateTimeOffset(at.UtcDateTime.Date.AddHours(at.Hour), TimeSpan.Zero);
        var asked = new CreateEventRequest(start, start.AddMinutes(45), 7);
        using var answer = await room.Backend.PostAsJsonAsync("api/events", asked);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>The month of its start where the sites are.</summary>
    private static string Month(EventView e) =>
        TimeZoneInfo.ConvertTimeBySystemTimeZoneId(e.StartTime, "Europe/Berlin").ToString("yyyy-MM", null);
}
