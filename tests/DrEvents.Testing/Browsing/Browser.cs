using Microsoft.Playwright;
using Xunit;

namespace DrEvents.Testing.Browsing;

/// <summary>One chromium for all tests of this program: the machine's own, since the library's download is not needed then.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Names =
    [
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];

    private const string HomeZone = "Europe/Berlin";
    private const string English = "en-GB";

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        // Tests wait for what has to come, however busy the machine is.
        Assertions.SetDefaultExpectTimeout(40_000);
        _playwright = await Playwright.CreateAsync();
        // Without a sandbox: tests often run as root, where chromium has none.
        var options = new BrowserTypeLaunchOptions { ExecutablePath = Find(), Args = ["--no-sandbox"] };
        _browser = await _playwright.Chromium.LaunchAsync(options);
    }

    /// <summary>A page as a phone shows it, or another size. What goes wrong in the page's own code is a failure.</summary>
    /// <param name="zone">The time zone of whoever looks.</param>
    /// <param name="language">The language that his browser asks for.</param>
    public async Task<Visit> VisitAsync(
        Uri address,
        int width = 390,
        int height = 844,
        bool isDark = false,
        string zone = HomeZone,
        string language = English
    )
    {
        var visit = await OpenAsync(width, height, isDark, zone, language);
        await visit.Page.GotoAsync(address.ToString());
        await Assertions.Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        return visit;
    }

    /// <summary>A window with nothing in it yet.</summary>
    public async Task<Visit> OpenAsync(int width, int height, bool isDark = false, string zone = HomeZone, string language = English)
    {
        var context = await _browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                DeviceScaleFactor = 1,
                ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
                ReducedMotion = ReducedMotion.Reduce,
                Locale = language,
                TimezoneId = zone,
            }
        );
        return new Visit(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("There is no chromium in PATH: apt-get install chromium-headless-shell");
}

/// <summary>One browser window with nothing kept from another.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        page.Request += (_, request) => _requested.Add(request.Url);
    }

    private readonly List<string> _requested = [];

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the browser's console complained about.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Every address that was asked for.</summary>
    public IReadOnlyList<string> Requested => [.. _requested];

    /// <summary>The element with an id.</summary>
    public ILocator this[string id] => Page.Locator("#" + id);

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
