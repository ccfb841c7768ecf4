using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DrEvents.Contracts.Http;
using DrEvents.Host;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Homes;

/// <summary>A backend with an authority of its own and its pages, to which people sign in by the key of their role. Its VENs are known and never heard.</summary>
public sealed class HomesRoom : IAsyncLifetime
{
    /// <summary>Pictures are taken of pages that are so wide.</summary>
    public const int DesktopWidth = 1400;

    private const int Height = 900;
    private const string AdministratorKey = "an-administrators-key-of-32-characters";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-homes-");
    private readonly Browser _browser = new();
    private readonly Dictionary<string, string> _keys = new() { [Roles.Administrator] = AdministratorKey };
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    public Uri Url { get; } = new($"http://localhost:{FreePort.Find()}/");

    /// <summary>The interface, as the administrator has it.</summary>
    public HttpClient Backend { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        _database = await TestPostgres.CreateDatabaseAsync();
        _app = Joined.Build(
            [
                $"--ConnectionStrings:Postgres={_database.ConnectionString}",
                "--Mqtt:Port=1",
                $"--urls={Url}",
                $"--Access:AdministratorKey={AdministratorKey}",
                $"--Identity:CaFile={Path.Combine(_folder.FullName, "ca.pem")}",
                "--Dashboard:SiteTimeZone=Europe/Berlin",
            ],
            builder => builder.Logging.ClearProviders()
        );
        await Joined.CheckAsync(_app);
        await _app.StartAsync();
        Backend = new HttpClient { BaseAddress = Url };
        Backend.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdministratorKey);
        foreach (var role in new[] { Roles.Viewer, Roles.Operator, Roles.Installer })
            _keys[role] = (await PostAsync<ApiKeyMadeView>("api/access/keys", new MakeApiKeyRequest(role, role))).Secret;
    }

    /// <summary>Signs in and opens a page, and waits until it is live.</summary>
    public async Task<Visit> VisitAsync(string role, string path, int width = DesktopWidth, bool isDark = false)
    {
        var visit = await _browser.OpenAsync(width, Height, isDark);
        var page = visit.Page;
        await page.GotoAsync(new Uri(Url, path).ToString());
        await page.GetByLabel("Your key").FillAsync(_keys[role]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        return visit;
    }

    /// <summary>Registers VENs.</summary>
    public async Task RegisterAsync(params string[] venIds)
    {
        foreach (var venId in venIds)
            await PostAsync<VenView>(
                "api/vens",
                new RegisterVenRequest($"Home {venId}", new GeoLocation(52.5, 13.4), RegistrationId: venId)
            );
    }

    /// <summary>Registers a VEN and gives it a certificate.</summary>
    public async Task EnrolAsync(string venId)
    {
        await RegisterAsync(venId);
        await UseAsync(venId, (await PostAsync<EnrolmentOfferView>($"api/vens/{venId}/enrolment", null)).Code);
    }

    /// <summary>Comes with a VEN's code as its agent does.</summary>
    public async Task UseAsync(string venId, string code)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={venId}", key, HashAlgorithmName.SHA256);
        await PostAsync<EnrolledView>("api/enrol", new EnrolRequest(code, request.CreateSigningRequestPem()));
    }

    public async Task<T> GetAsync<T>(string path) => (await Backend.GetFromJsonAsync<T>(path))!;

    public async Task<T> PostAsync<T>(string path, object? body)
    {
        using var answer = await Backend.PostAsync(path, body is null ? null : JsonContent.Create(body, body.GetType()));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    /// <summary>Writes a picture of the operators' guide, where a folder for them is named.</summary>
    public static async Task ShootAsync(Visit visit, string name, int width, bool isDark)
    {
        if (width != DesktopWidth || Environment.GetEnvironmentVariable("DREVENTS_SCREENSHOTS") is not { } folder)
            return;
        // Without the bar, which says that there is no broker.
        var top = Math.Max(0, (await visit.Page.Locator("main").BoundingBoxAsync())!.Y);
        var clip = new Clip
        {
            X = 0,
            Y = top,
            Width = width,
            Height = Height - top,
        };
        var path = Path.Combine(folder, $"room-{name}-desktop{(isDark ? "-dark" : "")}.png");
        await visit.Page.ScreenshotAsync(new() { Path = path, Clip = clip });
    }

    public async ValueTask DisposeAsync()
    {
        Backend.Dispose();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
        await _browser.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Tests that share it.</summary>
[CollectionDefinition(nameof(HomesRoom))]
public sealed class HomesRoomCollection : ICollectionFixture<HomesRoom>;
