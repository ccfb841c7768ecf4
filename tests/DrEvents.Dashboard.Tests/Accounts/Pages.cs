using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using DrEvents.Contracts.Http;
using DrEvents.Host;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Tests.Accounts;

/// <summary>A backend with its pages, whose first administrator came by the link of its setup.</summary>
public sealed class Pages : IAsyncLifetime
{
    public const string Password = "copper violin ninety rivers";
    public const string OtherPassword = "tram orchid lantern seven";
    public const string Administrator = "Anna";
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    public Uri Url { get; } = new($"http://localhost:{FreePort.Find()}/");

    /// <summary>The link by which the administrator came, which was used.</summary>
    public string UsedLink { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync();
        _app = await StartAsync(Url);
        using var http = new HttpClient { BaseAddress = Url };
        using var offered = await http.PostAsync("api/access/setup", content: null);
        UsedLink = (await offered.Content.ReadFromJsonAsync<LinkView>())!.Path;
        using var browser = new PlainBrowser(Url);
        using var taken = await browser.SubmitAsync(
            UsedLink,
            "/setup",
            ("name", Administrator),
            ("password", Password),
            ("again", Password)
        );
        taken.StatusCode.ShouldBe(HttpStatusCode.Redirect, await taken.Content.ReadAsStringAsync());
        taken.Headers.Location!.ToString().ShouldBe("/account");
        (await browser.StatusAsync("/account")).ShouldBe(200);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    /// <summary>Looks for texts in all that is stored.</summary>
    public Task<(int Tables, IReadOnlyList<string> Found)> SearchAsync(IReadOnlyDictionary<string, string> texts) =>
        DatabaseSearch.FindAsync(_database.ConnectionString, texts);

    /// <summary>Another node over the same database.</summary>
    public async Task<WebApplication> StartAsync(Uri url)
    {
        var app = Joined.Build(
            [$"--ConnectionStrings:Postgres={_database.ConnectionString}", "--Mqtt:Port=1", $"--urls={url}"],
            builder => builder.Logging.ClearProviders()
        );
        await Joined.CheckAsync(app);
        await app.StartAsync();
        return app;
    }

    /// <summary>A user who set his password on the page of his invitation, with the browser in which he did.</summary>
    public async Task<(UserView User, PlainBrowser Browser)> MakeUserAsync(string role)
    {
        var invited = await InviteAsync(role);
        var browser = new PlainBrowser(Url);
        using var taken = await browser.SubmitAsync(invited.Link.Path, "/invitation", ("password", Password), ("again", Password));
        taken.StatusCode.ShouldBe(HttpStatusCode.Redirect, await taken.Content.ReadAsStringAsync());
        return (invited.User, browser);
    }

    public async Task<UserInvitedView> InviteAsync(string role)
    {
        using var answer = await AskAsync(HttpMethod.Post, "api/access/users", new InviteUserRequest($"Ben {Guid.NewGuid():N}", role));
        return (await answer.Content.ReadFromJsonAsync<UserInvitedView>())!;
    }

    /// <summary>Asks the interface as the administrator.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, object? body = null)
    {
        using var http = new HttpClient { BaseAddress = Url };
        using var given = await http.PostAsync(
            "connect/token",
            new FormUrlEncodedContent([new("grant_type", "urn:drevents:person"), new("username", Administrator), new("password", Password)])
        );
        var token = (await given.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("access_token").GetString();
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).ShouldBeLessThan(300, await answer.Content.ReadAsStringAsync());
        return answer;
    }
}

/// <summary>What looks at them.</summary>
[CollectionDefinition(nameof(Pages))]
public sealed class PagesCollection : ICollectionFixture<Pages>;

/// <summary>A browser without scripts: it keeps cookies, and fills in forms with what they hide.</summary>
public sealed partial class PlainBrowser : IDisposable
{
    private readonly HttpClient _http;

    public PlainBrowser(Uri url) =>
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = url };

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http => _http;

    public Task<HttpResponseMessage> SignInAsync(string name, string password, string code = "", string back = "/") =>
        SubmitAsync("/sign-in", "/sign-in", ("name", name), ("password", password), ("code", code), ("key", ""), ("return", back));

    /// <summary>Opens a page and submits one of its forms.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields)
    {
        var html = await _http.GetStringAsync(page);
        var form = Forms().Matches(html).Single(f => f.Groups["action"].Value == action).Value;
        var hidden = Hidden().Matches(form).Select(h => (h.Groups["name"].Value, WebUtility.HtmlDecode(h.Groups["value"].Value)));
        var all = hidden.ExceptBy(fields.Select(f => f.Name), h => h.Item1).Concat(fields);
        return await _http.PostAsync(action, new FormUrlEncodedContent(all.Select(f => KeyValuePair.Create(f.Item1, f.Item2))));
    }

    public async Task<int> StatusAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using var answer = await _http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("<form [^>]*action=\"(?<action>[^\"]+)\".*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
