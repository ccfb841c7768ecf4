using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Testing.Browsing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Accounts;

/// <summary>Pages on which people come in, and those of who has access: for everybody to read, and as files.</summary>
[Collection(nameof(Pages))]
public sealed class AccessPageTests(Pages pages) : IAsyncLifetime
{
    private static readonly string[] Lists = ["users", "clients", "keys", "grants"];
    private readonly Browser _browser = new();

    public ValueTask InitializeAsync() => _browser.InitializeAsync();

    public ValueTask DisposeAsync() => _browser.DisposeAsync();

    [Theory]
    [InlineData(390, false)]
    [InlineData(1400, true)]
    public async Task are_well_made(int width, bool isDark)
    {
        await MakeOneOfEachAsync(FormattableString.Invariant($"at {width}"));
        var invited = await pages.InviteAsync(Roles.Viewer);
        await using var visit = await _browser.OpenAsync(width, 900, isDark);
        var page = visit.Page;
        foreach (var path in new[] { invited.Link.Path, "sign-in" })
        {
            await page.GotoAsync(new Uri(pages.Url, path).ToString());
            await Expect(page.Locator("main form").First).ToBeVisibleAsync();
            await visit.ShouldBeWellMadeInBothThemesAsync();
        }
        await page.GetByLabel("Name").FillAsync(Pages.Administrator);
        await page.GetByLabel("Password").FillAsync(Pages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        foreach (var path in Lists.Select(l => "access/" + l).Append("actions"))
        {
            await page.GotoAsync(new Uri(pages.Url, path).ToString());
            await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
            await Expect(page.Locator("main tbody tr").First).ToBeVisibleAsync();
            await visit.ShouldBeWellMadeInBothThemesAsync();
        }
        await page.GotoAsync(new Uri(pages.Url, "account").ToString());
        await Expect(page.Locator("main form").First).ToBeVisibleAsync();
        await visit.ShouldBeWellMadeInBothThemesAsync();
    }

    [Fact]
    public async Task a_key_is_bounded_to_programmes_with_a_role_in_one()
    {
        foreach (var programme in new[] { "role-summer", "role-winter" })
            (await pages.AskAsync(HttpMethod.Post, "api/programmes", new { id = programme, name = programme })).Dispose();
        await using var visit = await _browser.OpenAsync(1400, 900);
        var page = visit.Page;
        await page.GotoAsync(new Uri(pages.Url, "access/keys").ToString());
        await page.GetByLabel("Name").FillAsync(Pages.Administrator);
        await page.GetByLabel("Password").FillAsync(Pages.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");

        await page.Locator("#access-name").FillAsync("Desk of both");
        await page.GetByLabel("Bounded to programmes").FillAsync("role-summer=operator, role-summer=king, role-winter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();
        await Expect(page.Locator(".wrong")).ToContainTextAsync("holds a role of role-summer that is none of viewer, operator");
        await page.GetByLabel("Bounded to programmes").FillAsync("role-summer=operator, role-winter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key" }).ClickAsync();

        await Expect(page.Locator(".found code")).ToContainTextAsync("dre_");
        await Expect(page.Locator("tr", new() { HasText = "Desk of both" })).ToContainTextAsync("role-summer=operator, role-winter");
        await visit.ShouldBeWellMadeAsync();
        using var asked = await pages.AskAsync(HttpMethod.Get, "api/access/keys");
        var key = (await asked.Content.ReadFromJsonAsync<ApiKeyView[]>())!.Single(k => k.Name == "Desk of both");
        key.Programmes.ShouldBe(["role-summer", "role-winter"]);
        key.ProgrammeRoles.ShouldBe(new Dictionary<string, string> { ["role-summer"] = Roles.Operator });
    }

    [Theory]
    [InlineData("dark", "rgb(16, 21, 27)")]
    [InlineData("light", "rgb(245, 247, 250)")]
    public async Task have_the_theme_that_was_chosen_and_not_the_browsers(string theme, string ground)
    {
        await using var visit = await _browser.OpenAsync(1400, 900, isDark: theme == "light");
        await visit.Page.Context.AddCookiesAsync([
            new()
            {
                Name = "theme",
                Value = theme,
                Url = pages.Url.ToString(),
            },
        ]);

        await visit.Page.GotoAsync(new Uri(pages.Url, "sign-in").ToString());

        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", theme);
        (await visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).ShouldBe(ground);
        await visit.ShouldBeWellMadeAsync();
    }

    [Fact]
    public async Task are_files_for_administrators_alone_without_a_secret()
    {
        var secret = await MakeOneOfEachAsync("of a file");
        using var browser = new PlainBrowser(pages.Url);
        (await browser.SignInAsync(Pages.Administrator, Pages.Password)).Dispose();
        foreach (var list in Lists)
        {
            var lines = (await browser.Http.GetStringAsync($"/export/access/{list}.csv")).Split("\r\n");
            lines[0].ShouldContain("id,name,role,", customMessage: list);
            lines.ShouldContain(l => l.Contains(list == "users" ? Pages.Administrator : "of a file", StringComparison.Ordinal), list);
            lines.ShouldAllBe(l => !l.Contains(secret, StringComparison.Ordinal), list);
        }
        (await browser.Http.GetStringAsync("/export/actions.csv?route=access/keys")).ShouldContain("POST /api/access/keys");

        var (_, auditor) = await pages.MakeUserAsync(Roles.Auditor);
        foreach (var list in Lists)
            (await auditor.StatusAsync($"/export/access/{list}.csv")).ShouldBe(403, list);
        (await auditor.StatusAsync("/export/actions.csv")).ShouldBe(200);
        auditor.Dispose();
    }

    /// <summary>A client, a key and a grant.</summary>
    /// <returns>What the key is sent as.</returns>
    private async Task<string> MakeOneOfEachAsync(string name)
    {
        (await pages.AskAsync(HttpMethod.Post, "api/access/clients", new MakeClientRequest(name, Roles.Viewer))).Dispose();
        (await pages.AskAsync(HttpMethod.Post, "api/access/grants", new MakeGrantRequest(name, "192.0.2.7", Roles.Viewer))).Dispose();
        using var made = await pages.AskAsync(HttpMethod.Post, "api/access/keys", new MakeApiKeyRequest(name, Roles.Viewer));
        return (await made.Content.ReadFromJsonAsync<ApiKeyMadeView>())!.Secret;
    }
}
