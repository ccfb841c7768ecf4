using System.Net;
using DrEvents.Contracts.Http;

namespace DrEvents.Dashboard.Tests.Accounts;

/// <summary>What other sites, and those who have an old cookie or link, try at the pages.</summary>
[Collection(nameof(Pages))]
public sealed class AccountAttacks(Pages pages)
{
    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/setup")]
    [InlineData("/invitation")]
    [InlineData("/account/password")]
    [InlineData("/account/totp")]
    [InlineData("/account/totp/confirm")]
    [InlineData("/account/totp/off")]
    [InlineData("/account/recovery-codes")]
    [InlineData("/account/sign-out")]
    [InlineData("/sign-out")]
    public async Task another_site_has_a_form_sent(string path)
    {
        var (_, browser) = await pages.MakeUserAsync(Roles.Operator);
        List<KeyValuePair<string, string>> fields =
        [
            new("name", Pages.Administrator),
            new("password", Pages.Password),
            new("new", Pages.OtherPassword),
            new("again", Pages.OtherPassword),
            new("code", "000000"),
        ];

        using var answer = await browser.Http.PostAsync(path, new FormUrlEncodedContent(fields));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.StatusAsync("/vens")).ShouldBe(200);
        browser.Dispose();
    }

    /// <summary>The token of a form is of whom it was shown to.</summary>
    [Fact]
    public async Task a_form_of_ones_own_is_sent_by_somebody_elses_browser()
    {
        var (_, own) = await pages.MakeUserAsync(Roles.Viewer);
        var (_, others) = await pages.MakeUserAsync(Roles.Operator);
        var html = await own.Http.GetStringAsync("/account");
        const string name = "name=\"__RequestVerificationToken\" value=\"";
        var token = html[(html.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Split('"')[0];

        using var answer = await others.Http.PostAsync(
            "/account/sign-out",
            new FormUrlEncodedContent([new("__RequestVerificationToken", WebUtility.HtmlDecode(token))])
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await others.StatusAsync("/vens")).ShouldBe(200);
        own.Dispose();
        others.Dispose();
    }

    [Fact]
    public async Task who_is_bounded_to_a_programme_opens_pages_of_the_whole_installation()
    {
        var (user, open) = await pages.MakeUserAsync(Roles.Operator);
        (await pages.AskAsync(HttpMethod.Post, "api/programmes", new { id = "desk", name = "Desk" })).Dispose();
        using (
            var bound = await pages.AskAsync(
                HttpMethod.Put,
                $"api/access/users/{user.Id}/programmes",
                new { programmes = new[] { "desk" } }
            )
        )
            bound.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (
            var path in new[]
            {
                "/system",
                "/system/webhooks",
                "/access",
                "/actions",
                "/export/system/settings.csv",
                "/export/system/nodes.csv",
            }
        )
            (await open.StatusAsync(path)).ShouldBe(403, path);
        foreach (var path in new[] { "/", "/vens", "/map", "/plan", "/account", "/export/vens.csv", "/_blazor/initializers/" })
            (await open.StatusAsync(path)).ShouldBe(200, path);
        using var browser = new PlainBrowser(pages.Url);
        using var again = await browser.SignInAsync(user.Name, Pages.Password);
        again.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/system");
        request.Headers.Accept.ParseAdd("text/html");
        request.Headers.AcceptLanguage.ParseAdd("de");
        using var refused = await browser.Http.SendAsync(request);

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        WebUtility
            .HtmlDecode(await refused.Content.ReadAsStringAsync())
            .ShouldContain("Diese Seite zeigt die ganze Anlage; Sie sind auf desk beschränkt");
        open.Dispose();
    }

    [Fact]
    public async Task the_link_of_the_setup_is_used_again()
    {
        using var browser = new PlainBrowser(pages.Url);

        using var answer = await browser.SubmitAsync(
            pages.UsedLink,
            "/setup",
            ("name", "Mallory"),
            ("password", Pages.Password),
            ("again", Pages.Password)
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The link is not good");
        (await browser.StatusAsync("/vens")).ShouldBe(401);
    }

    [Fact]
    public async Task a_cookie_of_a_user_who_was_removed()
    {
        var (user, browser) = await pages.MakeUserAsync(Roles.Operator);
        (await browser.StatusAsync("/vens")).ShouldBe(200);

        (await pages.AskAsync(HttpMethod.Delete, $"api/access/users/{user.Id}")).Dispose();

        (await browser.StatusAsync("/vens")).ShouldBe(401);
        (await browser.StatusAsync("/export/events.csv")).ShouldBe(401);
        browser.Dispose();
    }

    [Fact]
    public async Task whoever_reads_the_database_goes_on_in_somebodys_session()
    {
        var (_, browser) = await pages.MakeUserAsync(Roles.Operator);
        (await browser.StatusAsync("/vens")).ShouldBe(200);
        var kept = browser.Cookies.GetCookies(pages.Url).ToDictionary(c => $"cookie {c.Name}", c => c.Value);
        kept.ShouldContainKey("cookie drevents");
        kept["password"] = Pages.Password;

        var (tables, found) = await pages.SearchAsync(kept);

        tables.ShouldBeGreaterThan(30);
        found.ShouldBeEmpty();
        browser.Dispose();
    }

    /// <summary>A cookie that was there before is not the one after: whoever put it there is not signed in with him.</summary>
    [Fact]
    public async Task a_browser_is_given_a_cookie_before_its_user_signs_in()
    {
        var (mallory, malloryBrowser) = await pages.MakeUserAsync(Roles.Viewer);
        var (user, own) = await pages.MakeUserAsync(Roles.Operator);
        var planted = malloryBrowser.Cookies.GetCookies(pages.Url)["drevents"]!.Value;
        using var browser = new PlainBrowser(pages.Url);
        browser.Cookies.Add(pages.Url, new Cookie("drevents", planted));

        (await browser.SignInAsync(user.Name, Pages.Password)).Dispose();

        browser.Cookies.GetCookies(pages.Url)["drevents"]!.Value.ShouldNotBe(planted);
        (await browser.Http.GetStringAsync("/account")).ShouldContain(user.Name);
        (await malloryBrowser.Http.GetStringAsync("/account")).ShouldContain(mallory.Name);
        malloryBrowser.Dispose();
        own.Dispose();
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/evil.example")]
    public async Task a_sign_in_leads_elsewhere(string back)
    {
        var (user, own) = await pages.MakeUserAsync(Roles.Viewer);
        using var browser = new PlainBrowser(pages.Url);

        using var answer = await browser.SignInAsync(user.Name, Pages.Password, back: back);

        answer.Headers.Location!.ToString().ShouldBe("/");
        own.Dispose();
    }

    [Fact]
    public async Task a_script_is_put_into_what_forms_show_again()
    {
        const string script = "\"><script>alert(1)</script>";
        using var browser = new PlainBrowser(pages.Url);

        var setup = await browser.Http.GetStringAsync("/setup?code=" + Uri.EscapeDataString(script));
        var signIn = await browser.Http.GetStringAsync("/sign-in?return=" + Uri.EscapeDataString("/" + script));
        using var named = await browser.SubmitAsync("/setup?code=x", "/setup", ("name", script), ("password", "a"), ("again", "b"));

        setup.ShouldNotContain("<script>alert");
        signIn.ShouldNotContain("<script>alert");
        (await named.Content.ReadAsStringAsync()).ShouldNotContain("<script>alert");
    }
}
