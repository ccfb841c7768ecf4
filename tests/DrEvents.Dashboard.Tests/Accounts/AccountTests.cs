using System.Net;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests.Accounts;

/// <summary>People with accounts at the pages: links, sign-in, their own account, and what an administrator sees.</summary>
[Collection(nameof(Pages))]
public sealed partial class AccountTests(Pages pages) : IAsyncLifetime
{
    private readonly Browser _browser = new();

    public ValueTask InitializeAsync() => _browser.InitializeAsync();

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    [Fact]
    public async Task an_invited_user_sets_his_password_and_sees_what_his_role_sees()
    {
        var (user, browser) = await pages.MakeUserAsync(Roles.Viewer);
        using (browser)
        {
            (await browser.StatusAsync("/vens")).ShouldBe(200);
            (await browser.StatusAsync("/access")).ShouldBe(403);
            (await browser.Http.GetStringAsync("/account")).ShouldContain(user.Name);
        }
    }

    [Fact]
    public async Task he_signs_in_by_name_and_password_and_then_by_a_code_too()
    {
        var (user, first) = await pages.MakeUserAsync(Roles.Operator);
        using var browser = new PlainBrowser(pages.Url);
        using var wrong = await browser.SignInAsync(user.Name, "wrong");
        wrong.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var right = await browser.SignInAsync(user.Name, Pages.Password, back: "/vens");
        right.Headers.Location!.ToString().ShouldBe("/vens");
        var codes = await TurnTotpOnAsync(first);

        using var withoutCode = await browser.SignInAsync(user.Name, Pages.Password);
        withoutCode.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        using var withCode = await browser.SignInAsync(user.Name, Pages.Password, codes[0]);
        withCode.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        (await first.Http.GetStringAsync("/account")).ShouldContain("9 recovery codes are left");
        using var off = await first.SubmitAsync("/account", "/account/totp/off", ("password", Pages.Password));
        off.Headers.Location!.ToString().ShouldBe("/sign-in");
        first.Dispose();
    }

    [Fact]
    public async Task a_new_password_ends_all_sessions_and_is_asked_for_from_then_on()
    {
        var (user, browser) = await pages.MakeUserAsync(Roles.Operator);
        using var elsewhere = new PlainBrowser(pages.Url);
        (await elsewhere.SignInAsync(user.Name, Pages.Password)).Dispose();
        (await elsewhere.StatusAsync("/vens")).ShouldBe(200);
        (string, string)[] changed = [("password", Pages.Password), ("new", Pages.OtherPassword), ("again", Pages.OtherPassword)];

        using var answer = await browser.SubmitAsync("/account", "/account/password", changed);

        answer.Headers.Location!.ToString().ShouldBe("/sign-in");
        (await elsewhere.StatusAsync("/vens")).ShouldBe(401);
        (await browser.StatusAsync("/vens")).ShouldBe(401);
        using var again = await browser.SignInAsync(user.Name, Pages.OtherPassword);
        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        browser.Dispose();
    }

    [Fact]
    public async Task what_is_wrong_with_a_password_is_said_on_the_page()
    {
        var invited = await pages.InviteAsync(Roles.Viewer);
        using var browser = new PlainBrowser(pages.Url);

        using var easy = await browser.SubmitAsync(invited.Link.Path, "/invitation", ("password", "short"), ("again", "short"));
        using var other = await browser.SubmitAsync(invited.Link.Path, "/invitation", ("password", Pages.Password), ("again", "other"));

        (await easy.Content.ReadAsStringAsync()).ShouldContain("has less than 12 characters");
        (await other.Content.ReadAsStringAsync()).ShouldContain("The passwords are not the same");
    }

    [Fact]
    public async Task a_session_goes_on_at_another_node()
    {
        var (_, browser) = await pages.MakeUserAsync(Roles.Viewer);
        var other = new Uri($"http://localhost:{FreePort.Find()}/");
        await using var node = await pages.StartAsync(other);
        using var there = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = other };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/vens");
        request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(pages.Url));

        using var answer = await there.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        browser.Dispose();
    }

    [Fact]
    public async Task an_administrator_invites_and_removes_on_the_page_and_others_do_not_see_it()
    {
        await using var visit = await _browser.OpenAsync(1400, 900);
        var page = visit.Page;
        await page.GotoAsync(new Uri(pages.Url, "access").ToString());
        await page.GetByLabel("Name").FillAsync(Pages.Administrator);
        await page.GetByLabel("Password").FillAsync(Pages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Access" })).ToBeVisibleAsync();

        await page.Locator("#access-name").FillAsync("Dora");
        await page.Locator("#access-role").SelectOptionAsync(Roles.Auditor);
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();

        await Assertions.Expect(page.Locator(".found code")).ToContainTextAsync("/invitation?code=");
        var row = page.Locator("tr", new() { HasText = "Dora" });
        await Assertions.Expect(row).ToContainTextAsync("invited");
        await row.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await page.Locator("dialog").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(row).ToContainTextAsync("removed");
        foreach (var part in new[] { "clients", "keys", "grants" })
        {
            await page.GotoAsync(new Uri(pages.Url, "access/" + part).ToString());
            await Assertions.Expect(page.Locator("section.card [role=status]").First).ToContainTextAsync(new Regex("20\\d\\d"));
        }
    }

    [Fact]
    public async Task a_user_who_is_removed_is_sent_away_from_the_page_that_he_has_open()
    {
        var (user, browser) = await pages.MakeUserAsync(Roles.Viewer);
        browser.Dispose();
        await using var visit = await _browser.OpenAsync(1400, 900);
        var page = await SignedInAsync(visit, user.Name);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Access" })).ToHaveCountAsync(0);

        (await pages.AskAsync(HttpMethod.Delete, $"api/access/users/{user.Id}")).Dispose();

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task a_browser_that_does_not_go_shows_nothing_any_more_to_a_user_who_was_removed()
    {
        var (user, browser) = await pages.MakeUserAsync(Roles.Viewer);
        browser.Dispose();
        await using var visit = await _browser.OpenAsync(1400, 900);
        var page = await SignedInAsync(visit, user.Name);
        await page.EvaluateAsync("() => { Blazor._internal.navigationManager.refresh = () => {}; }");

        (await pages.AskAsync(HttpMethod.Delete, $"api/access/users/{user.Id}")).Dispose();

        await Assertions.Expect(page.Locator("main")).ToHaveTextAsync(NotSignedIn());
        await page.GetByRole(AriaRole.Link, new() { Name = "VENs" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/vens$"));
        await Assertions.Expect(page.Locator("main")).ToHaveTextAsync(NotSignedIn());
    }

    [Fact]
    public async Task a_page_that_is_open_shows_nothing_any_more_when_its_user_is_bounded_otherwise()
    {
        var (user, browser) = await pages.MakeUserAsync(Roles.Viewer);
        browser.Dispose();
        (await pages.AskAsync(HttpMethod.Post, "api/programmes", new { id = "night", name = "Night" })).Dispose();
        await using var visit = await _browser.OpenAsync(1400, 900);
        var page = await SignedInAsync(visit, user.Name);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "System" })).ToBeVisibleAsync();
        await page.EvaluateAsync("() => { Blazor._internal.navigationManager.refresh = () => {}; }");

        (await pages.AskAsync(HttpMethod.Put, $"api/access/users/{user.Id}/programmes", new { programmes = new[] { "night" } })).Dispose();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("What you may see has changed.");
        await Assertions.Expect(page.Locator("main h1")).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Load the page anew" }).ClickAsync();
        await Assertions.Expect(page.Locator("main h1")).ToHaveTextAsync("Now");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "System" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("0 / 0");
    }

    private async Task<IPage> SignedInAsync(Visit visit, string name)
    {
        var page = visit.Page;
        await page.GotoAsync(pages.Url.ToString());
        await page.GetByLabel("Name").FillAsync(name);
        await page.GetByLabel("Password").FillAsync(Pages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        return page;
    }

    private static async Task<IReadOnlyList<string>> TurnTotpOnAsync(PlainBrowser browser)
    {
        using var begun = await browser.SubmitAsync("/account", "/account/totp", ("password", Pages.Password));
        var html = await begun.Content.ReadAsStringAsync();
        var secret = Codes().Matches(html)[0].Groups[1].Value;
        var hidden = AntiForgery().Match(html);
        using var on = await browser.Http.PostAsync(
            "/account/totp/confirm",
            new FormUrlEncodedContent([new("code", Totp.Code(secret)), new(hidden.Groups[1].Value, hidden.Groups[2].Value)])
        );
        on.StatusCode.ShouldBe(HttpStatusCode.OK, await on.Content.ReadAsStringAsync());
        return [.. Codes().Matches(await on.Content.ReadAsStringAsync()).Select(c => c.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\s*You are not signed in any more\. Sign in\s*$")]
    private static partial Regex NotSignedIn();

    [GeneratedRegex("<code class=\"breaks\">([^<]+)</code>")]
    private static partial Regex Codes();

    [GeneratedRegex("name=\"(__RequestVerificationToken)\" value=\"([^\"]+)\"")]
    private static partial Regex AntiForgery();
}
