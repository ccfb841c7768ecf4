using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static DrEvents.Ven.Page.Tests.Home;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Ven.Page.Tests;

[Collection(typeof(BrowserCollection))]
public sealed class PairingTests(Browser browser)
{
    private const string Token = "a-token-that-is-long-enough";

    [Fact]
    public async Task a_device_that_is_not_paired_sees_everything_and_changes_nothing()
    {
        await using var home = await StartAsync(Paired);
        await home.ShedAsync();
        await using var visit = await browser.VisitAsync(home.Page);

        await Expect(visit["headline"]).ToContainTextAsync("The grid operator asked for 2 kW less");
        await Expect(visit["pairing"]).ToBeVisibleAsync();
        await Expect(visit["leave"]).ToBeHiddenAsync();
        await Expect(visit["test"]).ToBeHiddenAsync();
        foreach (var part in await visit["loads"].GetByRole(AriaRole.Switch).AllAsync())
            await Expect(part).ToBeDisabledAsync();
    }

    [Fact]
    public async Task the_installers_link_pairs_a_device_for_good_and_leaves_no_token_in_the_address()
    {
        await using var home = await StartAsync(Paired);
        await home.ShedAsync();
        await using var visit = await browser.VisitAsync(new Uri(home.Page, "/#" + Token));

        await Expect(visit["leave"]).ToBeVisibleAsync();
        visit.Page.Url.ShouldNotContain(Token);
        await visit.Page.ReloadAsync();
        await Expect(visit["leave"]).ToBeVisibleAsync();
        await Expect(visit["pairing"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task a_token_is_typed_in_and_a_wrong_one_is_told()
    {
        await using var home = await StartAsync(Paired);
        await using var visit = await browser.VisitAsync(home.Page);
        await visit.Page.GetByLabel("Pairing token").FillAsync("another-token-that-is-long");
        await visit["pairing-form"].GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit["notice"]).ToContainTextAsync("not the pairing token");

        await visit.Page.GetByLabel("Pairing token").FillAsync(Token);
        await visit["pairing-form"].GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit["test"]).ToBeVisibleAsync();
    }

    private static VenOptions Paired(VenOptions options) =>
        options with
        {
            WebHost = "127.0.0.2",
            IsPairingRequired = true,
            WebToken = Token,
        };
}
