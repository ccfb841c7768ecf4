using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Bounded;

/// <summary>An evening of an operator who is bounded to a programme: from the plan to the record, with nothing but what is his.</summary>
[Collection(nameof(BoundedRoom))]
public sealed class BoundedEveningTests(BoundedRoom room)
{
    [Fact]
    public async Task an_event_of_his_programme_is_planned_watched_stopped_and_looked_at()
    {
        await using var visit = await room.VisitAsync(Roles.Operator, "plan");
        var page = visit.Page;
        await Expect(page.GetByLabel("Programme", new() { Exact = true })).ToHaveValueAsync(BoundedRoom.Own);
        // He has nobody to choose but of his programme.
        await Expect(page.Locator("input[name=for]")).ToHaveCountAsync(0);
        await page.Locator("input[name=start]").First.CheckAsync();
        await page.GetByLabel("Length, minutes").FillAsync("30");
        await page.GetByLabel("Reduction, kW").FillAsync("1");
        await Expect(page.Locator("fieldset")).ToContainTextAsync(["near-side"]);
        await Expect(page.Locator("main")).Not.ToContainTextAsync("far-side");
        await page.GetByLabel("Find VENs by name or id").FillAsync("ven-");
        await Expect(page.Locator(".found li")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Button, new() { Name = $"Add {BoundedRoom.FreeVen}" }).ClickAsync();
        await Expect(page.Locator(".big")).ToContainTextAsync("1.0 kW are covered", new() { Timeout = 60_000 });
        (await page.ContentAsync()).ShouldNotContain(room.OtherEvents.Running);
        await visit.ShouldBeWellMadeInBothThemesAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Start 1.0 kW now" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/evt-[0-9a-f]{8}$"), new() { Timeout = 30_000 });
        var id = page.Url[^12..];
        await Expect(Figure(page, "VENs")).ToContainTextAsync("1 / 1 / 1");
        await Expect(Figure(page, "Measured")).ToContainTextAsync("±");
        await Expect(page.Locator("#vens tbody")).ToContainTextAsync(BoundedRoom.FreeVen);
        await visit.ShouldBeWellMadeInBothThemesAsync();
        var targets = (await room.Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))!.Targets!;
        (targets.Programme, targets.Groups).ShouldBe((BoundedRoom.Own, null));
        targets.VenIds.ShouldBe([BoundedRoom.FreeVen]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Stop …" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Why (stored with it, may be empty)").FillAsync("the peak is over");
        await dialog.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Stop it") }).ClickAsync();
        await Expect(page.Locator(".event-head .pill").First).ToHaveTextAsync("completed", new() { Timeout = 60_000 });
        await Expect(page.Locator("main")).ToContainTextAsync("Ended because: the peak is over");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay from the stored events" }).ClickAsync();
        await Expect(page.Locator("#proof")).ToContainTextAsync("identical");
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task a_plan_for_others_is_turned_into_one_for_his_programme_or_refused_in_the_backends_words()
    {
        await using var visit = await room.VisitAsync(Roles.Operator, $"plan?kw=1&for=programme&programme={BoundedRoom.Other}");
        await Expect(visit.Page.GetByLabel("Programme", new() { Exact = true })).ToHaveValueAsync(BoundedRoom.Own);

        await visit.Page.GotoAsync(new Uri(room.Url, $"plan?kw=1&for=vens&vens={BoundedRoom.OtherVen}").ToString());

        await Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync($"does not take part in programme {BoundedRoom.Own}");
        visit.Complaints.ShouldBeEmpty();
    }

    private static ILocator Figure(IPage page, string name) =>
        page.Locator(".figure").Filter(new() { Has = page.GetByText(name, new() { Exact = true }) }).Locator("dd").First;
}
