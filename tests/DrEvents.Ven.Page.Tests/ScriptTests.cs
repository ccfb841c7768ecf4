using DrEvents.Testing.Browsing;
using DrEvents.Ven.Loads;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Ven.Page.Tests;

/// <summary>Markup in the names of loads is text on the page of the home.</summary>
[Collection(typeof(BrowserCollection))]
public sealed class ScriptTests(Browser browser)
{
    private const string Script = "\"><img src=x onerror=window.ran=1><script>window.ran=2</script>";

    [Fact]
    public async Task the_name_of_a_load_runs_on_no_page()
    {
        await using var home = await Home.StartAsync(
            loads:
            [
                new SteadyLoad("ev", Script, LoadTypes.Ev, 3, 1.4, 1, isModulating: true),
                new SteadyLoad("kitchen", Script, LoadTypes.Circuit, 1, 1, 9, isModulating: false, isCritical: true),
            ]
        );
        await using var visit = await browser.VisitAsync(home.Page);
        await Expect(visit["loads"].Locator(".load").First).ToContainTextAsync("onerror=window.ran");
        (await home.ShedAsync(kw: 1, durationS: 600)).Ok.ShouldBeTrue();
        await Expect(visit["headline"]).ToContainTextAsync("The grid operator asked for 1 kW less until ");
        await visit["leave"].ClickAsync();
        await Expect(visit["opt-out-cost"]).ToContainTextAsync("The grid would miss ");

        (await visit.Page.EvaluateAsync<int>("() => window.ran ?? 0")).ShouldBe(0);
        (await visit.Page.Locator("img[src='x']").CountAsync()).ShouldBe(0);
        visit.Complaints.ShouldBeEmpty();
    }
}
