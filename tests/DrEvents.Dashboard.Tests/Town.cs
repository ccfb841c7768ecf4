using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Host;
using DrEvents.Local;
using DrEvents.Local.Processes;
using DrEvents.Simulator;
using DrEvents.Simulator.Faults;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using DrEvents.Testing.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;

namespace DrEvents.Dashboard.Tests;

/// <summary>
/// What a newcomer has running, with two homes more whose relays are stuck, and the pages in a process of their own, so that they are there while the
/// backend is away.
/// </summary>
internal sealed class Town : IAsyncDisposable
{
    /// <summary>Homes that do what they are asked.</summary>
    private const int Homes = 30;
    private const int Stuck = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-town-").FullName;
    private readonly Browser _browser = new();
    private readonly Uri _venPage = new($"http://localhost:{FreePort.Find()}");
    private readonly Uri _pages = new($"http://localhost:{FreePort.Find()}");
    private StoppablePostgres? _postgres;
    private LocalSystem? _system;
    private Fleet? _stuck;
    private WebApplication? _alone;

    /// <summary>The HTTP interface.</summary>
    public HttpClient Backend { get; private set; } = null!;

    /// <summary>Starts all of it, and returns when the fleet's past is known.</summary>
    public async Task StartAsync()
    {
        await _browser.InitializeAsync();
        _postgres = await StoppablePostgres.StartNewAsync();
        var options = new LocalOptions
        {
            DataDirectory = Path.Combine(_folder, "data"),
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = _venPage.Port,
            FleetSize = Homes - 1,
        };
        var settings = new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Warning",
            ["Forecast:TimeZone"] = "Europe/Berlin",
            ["ConnectionStrings:Postgres"] = _postgres.ConnectionString,
        };
        _system = new LocalSystem(options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), NullLoggerFactory.Instance);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        Backend = new HttpClient { BaseAddress = _system.BackendUrl };
        await StartStuckAsync();
        _alone = Joined.Build(
            [$"--Dashboard:Backend={_system.BackendUrl}", $"--urls={_pages}", "--Dashboard:SiteTimeZone=Europe/Berlin"],
            builder => builder.Logging.SetMinimumLevel(LogLevel.Warning)
        );
        await _alone.StartAsync();
        await Eventually.HoldsAsync(
            "nearly all homes are online, and their days before are reported",
            async () =>
                !_system.ReportsDaysBefore
                && (await Backend.GetFromJsonAsync<NetworkStats>("api/stats/network"))!.OnlineVens >= Homes
                && (await Backend.GetFromJsonAsync<ForecastView>("api/forecast"))!.NoBandReason is null,
            withinS: 480
        );
    }

    /// <summary>Opens a page of the operators.</summary>
    public Task<Visit> VisitAsync(string path, int width, int height, bool isDark) =>
        _browser.VisitAsync(new Uri(_pages, path), width, height, isDark);

    /// <summary>Asks for a reduction.</summary>
    public async Task<string> CreateAsync(double kw, DateTimeOffset start, TimeSpan length)
    {
        using var answer = await Backend.PostAsJsonAsync("api/events", new CreateEventRequest(start, start + length, kw));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    /// <summary>The people of the first home have enough of it.</summary>
    public async Task LeaveAtHomeAsync()
    {
        await using var home = await _browser.VisitAsync(_venPage);
        await home["leave"].ClickAsync();
        await home["opt-out"].GetByRole(AriaRole.Button, new() { Name = "Opt out" }).ClickAsync();
    }

    /// <summary>Takes the database away, and nothing else.</summary>
    public Task StopDatabaseAsync() => _postgres!.StopAsync();

    /// <summary>Brings it back with its data.</summary>
    public Task StartDatabaseAsync() => _postgres!.StartAsync();

    /// <summary>Takes the backend away, with its broker and the homes.</summary>
    public async Task TakeBackendAwayAsync()
    {
        if (_stuck is not null)
            await _stuck.DisposeAsync();
        if (_system is not null)
            await _system.DisposeAsync();
        (_stuck, _system) = (null, null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_alone is not null)
            await _alone.DisposeAsync();
        await TakeBackendAwayAsync();
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        await _browser.DisposeAsync();
        Backend?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartStuckAsync()
    {
        var options = new FleetOptions(_system!.Broker, Stuck)
        {
            Prefix = "ven-9",
            IdFormat = "00",
            Homes = [FleetHomes.Typical],
            Faults = new FaultShares().With(Fault.Stuck, 1),
            IsWarm = true,
        };
        for (var number = 1; number <= Stuck; number++)
        {
            var place = new GeoLocation(52.515 + (0.002 * number), 13.41);
            var home = new RegisterVenRequest($"Marktplatz {number}", place, RegistrationId: options.VenIdOf(number), Groups: ["centre"]);
            using var answer = await Backend.PostAsJsonAsync("api/vens", home);
            answer.EnsureSuccessStatusCode();
        }
        _stuck = new Fleet(options, TimeProvider.System);
        await _stuck.StartAsync(CancellationToken.None);
    }
}
