using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Host;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests;

/// <summary>Where the backend asks for keys, people sign in to the pages, and the pages ask on their behalf.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private const string AdministratorKey = "an-administrators-key-of-32-characters";
    private readonly Browser _browser = new();
    private readonly Uri _url = new($"http://localhost:{FreePort.Find()}/");
    private readonly CookieContainer _cookies = new();
    private TestDatabase _database = null!;
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private string _viewer = "";

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        _database = await TestPostgres.CreateDatabaseAsync();
        _app = Joined.Build(
            [
                $"--ConnectionStrings:Postgres={_database.ConnectionString}",
                "--Mqtt:Port=1",
                $"--urls={_url}",
                $"--Access:AdministratorKey={AdministratorKey}",
            ],
            builder => builder.Logging.ClearProviders()
        );
        await Joined.CheckAsync(_app);
        await _app.StartAsync();
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = _url };
        _viewer = await MakeAsync(Roles.Viewer);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        await _browser.DisposeAsync();
    }

    [Fact]
    public async Task a_person_signs_in_sees_what_is_live_and_signs_out()
    {
        await using var visit = await _browser.OpenAsync(1400, 900);
        var page = visit.Page;
        await page.GotoAsync(new Uri(_url, "events?status=active").ToString());
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in\\?return=%2Fevents%3Fstatus%3Dactive$"));
        await page.GetByLabel("Your key").FillAsync("dre_00000000_wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The key is not known");

        await page.GetByLabel("Your key").FillAsync(_viewer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(_url, "events?status=active").ToString());
        await Assertions.Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        await page.GotoAsync(new Uri(_url, "plan?kw=5").ToString());
        await Assertions.Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        await Assertions.Expect(page.Locator("#main button.primary")).ToHaveCountAsync(0);
        await page.GotoAsync(new Uri(_url, "system/webhooks").ToString());
        await Assertions.Expect(page.GetByText("GET /api/webhooks needs administer")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in$"));
        await page.GotoAsync(_url.ToString());
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task the_key_is_kept_where_no_script_and_no_other_site_has_it_and_the_interface_does_not_take_it()
    {
        using var asked = await _http.GetAsync("/vens");
        asked.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "a program is not led to a page");

        using var taken = await SignInAsync(_viewer, "/vens");

        taken.Headers.Location!.ToString().ShouldBe("/vens");
        var cookie = taken.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("drevents=", StringComparison.Ordinal));
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldNotContain(_viewer[13..]);
        (await StatusAsync("/vens")).ShouldBe(200);
        (await StatusAsync("/export/events.csv")).ShouldBe(200);
        (await StatusAsync("/export/events/evt-00000000/audit.zip")).ShouldBe(403);
        (await StatusAsync("/docs/api/")).ShouldBe(200);
        (await StatusAsync("/api/vens")).ShouldBe(401);
        (await StatusAsync("/metrics")).ShouldBe(401);
        (await _http.GetStringAsync("/vens")).ShouldNotContain(_viewer);
    }

    [Fact]
    public async Task a_key_that_is_revoked_opens_no_page_any_more()
    {
        var key = await MakeAsync(Roles.Operator);
        (await SignInAsync(key, "/")).Dispose();
        (await StatusAsync("/")).ShouldBe(200);
        using var revoke = new HttpRequestMessage(HttpMethod.Delete, $"/api/access/keys/{key[4..12]}");
        revoke.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        (await _http.SendAsync(revoke)).EnsureSuccessStatusCode();

        (await StatusAsync("/")).ShouldBe(401);
        (await StatusAsync("/export/events.csv")).ShouldBe(401);
    }

    [Fact]
    public async Task nobody_is_signed_in_by_another_site_or_led_to_one()
    {
        using var forged = await _http.PostAsync("/sign-in", new FormUrlEncodedContent([new("key", _viewer)]));
        forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var elsewhere in new[] { "https://evil.example/", "//evil.example/", "/\\evil.example", "evil" })
        {
            using var taken = await SignInAsync(_viewer, elsewhere);
            taken.Headers.Location!.ToString().ShouldBe("/", elsewhere);
        }
        using var signOut = await _http.PostAsync("/sign-out", new FormUrlEncodedContent([]));
        signOut.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var other = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Origin", "https://evil.example" } } };
        (await _http.SendAsync(other)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task who_signs_in_may_come_by_any_name_and_through_a_proxy()
    {
        (await SignInAsync(_viewer, "/")).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "control-room.example";
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        // A browser keeps cookies by name: here it is sent for the other one too.
        request.Headers.Add("Cookie", _cookies.GetCookieHeader(_url));
        using var plain = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = _url };

        (await plain.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> SignInAsync(string key, string back)
    {
        var form = await _http.GetStringAsync("/sign-in");
        var token = Token().Match(form);
        var answer = await _http.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent([new("key", key), new("return", back), new(token.Groups[1].Value, token.Groups[2].Value)])
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer;
    }

    private async Task<int> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(path);
        return (int)answer.StatusCode;
    }

    private async Task<string> MakeAsync(string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/access/keys");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        request.Content = JsonContent.Create(new MakeApiKeyRequest(role, role));
        using var answer = await _http.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<ApiKeyMadeView>())!.Secret;
    }

    [GeneratedRegex("name=\"(__RequestVerificationToken)\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
