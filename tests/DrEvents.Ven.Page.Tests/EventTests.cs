using DrEvents.Testing.Browsing;
using static DrEvents.Ven.Page.Tests.Home;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Ven.Page.Tests;

[Collection(typeof(BrowserCollection))]
public sealed class EventTests(Browser browser)
{
    [Fact]
    public async Task before_an_event_the_page_says_that_nothing_is_asked()
    {
        await using var home = await StartAsync();
        await using var visit = await browser.VisitAsync(home.Page);

        await Expect(visit["headline"]).ToHaveTextAsync("Nothing is asked of your home");
        await Expect(visit["used"]).ToHaveTextAsync("6.90");
        await Expect(visit["link"]).ToHaveTextAsync("connected");
        await Expect(visit["loads"].Locator(".load")).ToHaveCountAsync(4);
        await Expect(visit["loads"].Locator(".load", new() { HasText = "Kitchen" })).ToContainTextAsync("never shed");
        await Expect(visit["past"]).ToContainTextAsync("None yet");
        visit.Complaints.ShouldBeEmpty();
        visit.Requested.ShouldAllBe(url => url.StartsWith(home.Page.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task an_event_appears_without_a_reload_and_ends_as_a_past_event()
    {
        await using var home = await StartAsync();
        await using var visit = await browser.VisitAsync(home.Page);

        (await home.ShedAsync(kw: 2, durationS: 6)).Ok.ShouldBeTrue();
        await Expect(visit["headline"]).ToContainTextAsync("The grid operator asked for 2 kW less until ");
        await Expect(visit["countdown"]).ToContainTextAsync(" left");
        await Expect(visit["used"]).ToHaveTextAsync("4.90");
        await Expect(visit["saved-now"]).ToHaveTextAsync("2.00 kW");
        await Expect(visit["who"]).ToContainTextAsync(EventId);
        await Expect(visit["loads"].Locator(".load", new() { HasText = "Water heater" })).ToContainTextAsync("Held off for the grid");
        await Expect(visit["chart"].Locator(".shade")).ToHaveCountAsync(1);
        await Expect(visit["chart"].Locator(".baseline")).ToHaveCountAsync(1);

        await Expect(visit["headline"]).ToHaveTextAsync("Nothing is asked of your home", new() { Timeout = 15_000 });
        await Expect(visit["used"]).ToHaveTextAsync("6.90");
        await Expect(visit["past"].Locator(".row")).ToContainTextAsync("2.00 kW of 2 kW");
        await Expect(visit["past"].Locator(".badge")).ToHaveTextAsync("100 %");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_opt_out_is_asked_back_with_its_cost_and_gives_the_loads_back_at_once()
    {
        await using var home = await StartAsync();
        var shed = await home.ShedAsync(kw: 2, durationS: 3600);
        await using var visit = await browser.VisitAsync(home.Page);

        await visit["leave"].ClickAsync();
        await Expect(visit["opt-out-cost"]).ToContainTextAsync("The grid would miss 2.00 kW from your home until ");
        await Expect(visit["opt-out-cost"]).ToContainTextAsync("2.00 kWh in all");
        await visit.Page.GetByLabel("It costs me too much").CheckAsync();
        await visit["opt-out"].GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Opt out" }).ClickAsync();

        await Expect(visit["used"]).ToHaveTextAsync("6.90");
        await Expect(visit["opted-out"]).ToContainTextAsync("it costs me too much");
        await Testing.Eventually.HoldsAsync("the backend is told", () => home.Acks.Count == 2);
        var told = home.Acks[1];
        (told.CorrelationId, told.Ok, told.Error).ShouldBe((shed.CorrelationId, false, "opted out: economic"));
        (await home.ShedAsync(kw: 3, revision: 2)).Error.ShouldBe("opted out: economic");

        await visit["opted-out"].GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(visit["used"]).ToHaveTextAsync("4.90");
        await Expect(visit["opted-out"]).ToBeHiddenAsync();
        await Testing.Eventually.HoldsAsync("the backend is told", () => home.Acks.Count == 4);
        (home.Acks[3].CorrelationId, home.Acks[3].Ok).ShouldBe((shed.CorrelationId, true));
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task whoever_stays_in_changes_nothing()
    {
        await using var home = await StartAsync();
        await home.ShedAsync();
        await using var visit = await browser.VisitAsync(home.Page);

        await visit["leave"].ClickAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit["opt-out"]).ToBeHiddenAsync();
        await visit["leave"].ClickAsync();
        await visit["stay"].ClickAsync();
        await Expect(visit["used"]).ToHaveTextAsync("4.90");
        home.Acks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_announced_event_is_shown_and_can_be_opted_out_of_before_it_begins()
    {
        await using var home = await StartAsync();
        var start = TimeProvider.System.GetUtcNow().AddHours(2);
        await home.AnnounceAsync(start, start.AddHours(1));
        await using var visit = await browser.VisitAsync(home.Page);

        await Expect(visit["coming"]).ToContainTextAsync("The grid operator will ask for 2 kW less");
        await visit["coming"].GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(visit["opt-out-cost"]).ToContainTextAsync("2.00 kWh in all");
        await visit["opt-out"].GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Opt out" }).ClickAsync();
        await Expect(visit["coming"]).ToBeHiddenAsync();
        await Expect(visit["opted-out"]).ToContainTextAsync("something has to run now");
        (await home.ShedAsync()).Error.ShouldBe("opted out: mustRun");
    }

    [Fact]
    public async Task a_test_is_called_one_and_gives_way_to_an_event()
    {
        await using var home = await StartAsync();
        await using var visit = await browser.VisitAsync(home.Page);

        await visit["test"].GetByRole(Microsoft.Playwright.AriaRole.Button).ClickAsync();
        await Expect(visit["kicker"]).ToHaveTextAsync("Test");
        await Expect(visit["used"]).ToHaveTextAsync("2.40");
        (await home.ShedAsync(kw: 2)).Ok.ShouldBeTrue();
        await Expect(visit["kicker"]).ToHaveTextAsync("Grid event");
        await Expect(visit["used"]).ToHaveTextAsync("4.90");
        visit.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_load_is_taken_out_of_events_and_put_elsewhere_in_the_order()
    {
        await using var home = await StartAsync();
        await home.ShedAsync();
        await using var visit = await browser.VisitAsync(home.Page);
        var heater = visit["loads"].Locator(".load", new() { HasText = "Water heater" });
        await Expect(heater).ToContainTextAsync("Held off");

        await heater.GetByRole(Microsoft.Playwright.AriaRole.Switch).ClickAsync();
        await Expect(heater).ToContainTextAsync("On");
        await Expect(heater).Not.ToContainTextAsync("Held off");

        await heater.GetByRole(Microsoft.Playwright.AriaRole.Combobox).SelectOptionAsync("5");
        await using var second = await browser.VisitAsync(home.Page);
        var again = second["loads"].Locator(".load", new() { HasText = "Water heater" });
        await Expect(again.GetByRole(Microsoft.Playwright.AriaRole.Switch)).Not.ToBeCheckedAsync();
        await Expect(again.GetByRole(Microsoft.Playwright.AriaRole.Combobox)).ToHaveValueAsync("5");
    }

    [Fact]
    public async Task the_page_says_when_the_ven_does_not_answer()
    {
        await using var home = await StartAsync();
        await using var visit = await browser.VisitAsync(home.Page);
        await Expect(visit["link"]).ToHaveTextAsync("connected", new() { Timeout = 20_000 });
        await home.Ven.StopAsync();
        await Expect(visit["link"]).ToHaveTextAsync("no answer", new() { Timeout = 20_000 });
    }
}
