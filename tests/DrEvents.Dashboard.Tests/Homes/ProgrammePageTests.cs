using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Homes;

/// <summary>Programmes on their pages, and as the target of a plan.</summary>
[Collection(nameof(HomesRoom))]
public sealed class ProgrammePageTests(HomesRoom room)
{
    [Fact]
    public async Task an_administrator_opens_changes_and_closes_one_with_reasons()
    {
        await using var visit = await room.VisitAsync(Roles.Administrator, "programmes");
        var page = visit.Page;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open a programme …" }).ClickAsync();
        await dialog.GetByLabel("Id", new() { Exact = true }).FillAsync("Summer!");
        await dialog.GetByLabel("Name").FillAsync("Summer evenings");
        await dialog.GetByLabel("Notice, minutes").FillAsync("soon");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open it" }).ClickAsync();
        await Expect(dialog.GetByLabel("Notice, minutes")).ToHaveAccessibleDescriptionAsync("is no number");
        await dialog.GetByLabel("Notice, minutes").FillAsync("30");
        await dialog.GetByLabel("Hours from").FillAsync("14:00");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open it" }).ClickAsync();
        await Expect(dialog.GetByLabel("Id", new() { Exact = true })).ToHaveAccessibleDescriptionAsync(new Regex("^is not 1 to 64"));
        await Expect(dialog.GetByLabel("Hours from")).ToHaveAccessibleDescriptionAsync(new Regex("^belongs to terms.until"));
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await dialog.GetByLabel("Id", new() { Exact = true }).FillAsync("opened-here");
        await dialog.GetByLabel("Hours until").FillAsync("20:00");
        await dialog.GetByLabel("Time zone").FillAsync("Europe/Berlin");
        await dialog.GetByLabel("Events of a season, most").FillAsync("3");
        await dialog.GetByLabel("Sat", new() { Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Open it" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Uri(room.Url, "programmes/opened-here").ToString());
        await Expect(page.Locator("main")).ToContainTextAsync("14:00–20:00");
        await Expect(page.Locator(".figures")).ToContainTextAsync("0 of 3 of the season are asked for");
        var terms = (await room.GetAsync<ProgrammeView>("api/programmes/opened-here")).Terms;
        (terms.NoticeMinutes, terms.Days!.Single(), terms.TimeZone, terms.Limits).ShouldBe((30, "sat", "Europe/Berlin", null));

        await page.GetByRole(AriaRole.Button, new() { Name = "Change …" }).ClickAsync();
        await dialog.GetByLabel("Events of a season, most").FillAsync("2");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog.GetByLabel("Why")).ToHaveAccessibleDescriptionAsync("is missing");
        await dialog.GetByLabel("Why").FillAsync("a mild summer");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".figures")).ToContainTextAsync("0 of 2 of the season are asked for");

        await page.GetByRole(AriaRole.Button, new() { Name = "Close …" }).ClickAsync();
        await dialog.GetByLabel("Why").FillAsync("the season is over");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close it" }).ClickAsync();
        await Expect(page.Locator(".figures")).ToContainTextAsync("the season is over");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Enrol VENs …" })).ToHaveCountAsync(0);
        (await room.GetAsync<ProgrammeView>("api/programmes/opened-here")).ClosedWhy.ShouldBe("the season is over");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_operator_enrols_several_at_once_and_has_some_leave_and_sees_the_history()
    {
        await room.RegisterAsync("home-1", "home-2", "home-3");
        await OpenAsync("several");
        await using var visit = await room.VisitAsync(Roles.Operator, "programmes/several");
        var page = visit.Page;
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Change …" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Enrol VENs …" }).ClickAsync();
        await dialog.GetByLabel("Ids of VENs").FillAsync("home-1, home-2 home-3\nnobody-1");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enrol 4 VENs" }).ClickAsync();
        await Expect(dialog.GetByLabel("Who agreed")).ToHaveAccessibleDescriptionAsync(new Regex("^is missing"));
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await dialog.GetByLabel("Who agreed").FillAsync("Anna Berg");
        await dialog.GetByLabel("Where that is to be found").FillAsync("letter of 12 May");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Enrol 4 VENs" }).ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("3 changed, 0 were so before, 1 not found");
        await Expect(page.Locator(".outcomes")).ToContainTextAsync("nobody-1");
        await Expect(Rows(visit)).ToHaveCountAsync(3);
        await Expect(page.Locator(".figures")).ToContainTextAsync("3");
        foreach (var left in new[] { "home-1", "home-3" })
            await page.GetByLabel($"Select {left}", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave: 2 …" }).ClickAsync();
        await dialog.GetByLabel("Why").FillAsync("moved out");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "They leave" }).ClickAsync();

        await Expect(page.Locator("main")).ToContainTextAsync("2 changed, 0 were so before, 0 not found");
        await Expect(Rows(visit).Filter(new() { HasText = "home-1" })).ToContainTextAsync("moved out");
        await page.GetByLabel("State").SelectOptionAsync("true");
        await Expect(Rows(visit)).ToHaveCountAsync(1);
        await page.GetByLabel("State").SelectOptionAsync("");
        await page.GetByLabel("Search id").FillAsync("HOME-1");
        await Expect(Rows(visit)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Consents of home-1" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("agreed by Anna Berg (letter of 12 May)");
        await Expect(dialog).ToContainTextAsync("moved out");
        await Expect(dialog).ToContainTextAsync("by operator");
        await visit.ShouldBeWellMadeInBothThemesAsync();
        (await room.GetAsync<ProgrammeView>("api/programmes/several")).Vens.ShouldBe(1);
    }

    [Fact]
    public async Task who_may_only_look_sees_all_and_changes_nothing()
    {
        await room.RegisterAsync("seen-1");
        await OpenAsync("seen", "seen-1");
        await using var visit = await room.VisitAsync(Roles.Viewer, "programmes");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Open a programme …" })).ToHaveCountAsync(0);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Named seen" }).ClickAsync();

        await Expect(Rows(visit)).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("main button:not(.link, .col-title)")).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByRole(AriaRole.Checkbox)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task a_plan_for_a_programme_shows_its_terms_and_names_what_they_forbid_before_anything_is_sent()
    {
        await room.RegisterAsync("planned-1", "planned-2");
        await OpenAsync("planned", "planned-1", "planned-2");
        await using var visit = await room.VisitAsync(Roles.Operator, "plan?minutes=120&kw=5");
        var page = visit.Page;
        await page.GetByLabel("a programme").CheckAsync();
        await page.GetByLabel("Programme", new() { Exact = true }).SelectOptionAsync("planned");

        await Expect(page.Locator(".terms")).ToContainTextAsync("What its 2 VENs were promised");
        await Expect(page.Locator(".terms")).ToContainTextAsync("1 of 1 events of the season are left");
        await Expect(page.GetByLabel("Length, minutes"))
            .ToHaveAccessibleDescriptionAsync(new Regex("longer than programme planned allows: 90 min"));
        await Expect(page.Locator(".big")).ToHaveCountAsync(0);
        await HomesRoom.ShootAsync(visit, "plan-programme", HomesRoom.DesktopWidth, isDark: false);
        await visit.ShouldBeWellMadeInBothThemesAsync();
        await page.GetByLabel("Length, minutes").FillAsync("60");

        await Expect(page.Locator(".figure").First).ToContainTextAsync("/ 2");
        await Expect(page).ToHaveURLAsync(new Regex("for=programme&programme=planned"));
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Schedule") }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/events/evt-[0-9a-f]{8}$"));
        await Expect(page.Locator("main")).ToContainTextAsync("For the programme planned.");
        var id = page.Url[^12..];
        (await room.GetAsync<EventDetail>("api/events/" + id)).Targets!.Programme.ShouldBe("planned");

        await page.GotoAsync(new Uri(room.Url, "programmes/planned").ToString());
        await Expect(page.Locator("section:has(> #events)").GetByRole(AriaRole.Link, new() { Name = id })).ToBeVisibleAsync();
        await Expect(page.Locator(".figures")).ToContainTextAsync("1 of 1 of the season are asked for");
        await page.GotoAsync(new Uri(room.Url, "plan?minutes=60&kw=5&for=programme&programme=planned").ToString());
        await Expect(page.Locator("#targets-wrong")).ToContainTextAsync("has had its 1 events of the season");
        (await room.Backend.DeleteAsync("api/events/" + id)).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    [InlineData(2560, false)]
    public async Task is_well_made(int width, bool isDark)
    {
        var id = FormattableString.Invariant($"well-made-{width}");
        string[] vens = [id + "-1", id + "-2"];
        await room.RegisterAsync(vens);
        await OpenAsync(id, vens);
        foreach (var (path, name) in new[] { ("programmes", "programmes"), ($"programmes/{id}", "programme") })
        {
            await using var visit = await room.VisitAsync(Roles.Administrator, path, width, isDark);
            await Expect(visit.Page.Locator("main table tbody tr").First).ToBeVisibleAsync();
            await HomesRoom.ShootAsync(visit, name, width, isDark);
            await visit.ShouldBeWellMadeInBothThemesAsync();
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Deutsch" }).ClickAsync();
            await Expect(visit.Page.Locator("main")).ToContainTextAsync("Vorlauf");
            await visit.ShouldBeWellMadeAsync();
        }
    }

    [Fact]
    public async Task one_that_there_is_not_is_said_to_be_so()
    {
        await using var visit = await room.VisitAsync(Roles.Viewer, "programmes/none");

        await Expect(visit.Page.Locator("main")).ToContainTextAsync("No programme is called none.");
    }

    private async Task OpenAsync(string id, params string[] venIds)
    {
        var terms = new ProgrammeTerms(NoticeMinutes: 5, MaxMinutesPerEvent: 90, MaxEventsPerSeason: 1, Limits: new HomeLimits(MaxKw: 3));
        await room.PostAsync<ProgrammeView>("api/programmes", new OpenProgrammeRequest(id, "Named " + id, terms));
        if (venIds.Length > 0)
            await room.PostAsync<EnrolmentsChanged>(
                $"api/programmes/{id}/enrolments",
                new EnrolVensRequest(venIds, "Anna Berg", "letter of 12 May")
            );
    }

    private static ILocator Rows(Visit visit) => visit.Page.Locator("table.members tbody tr:has(a)");
}
