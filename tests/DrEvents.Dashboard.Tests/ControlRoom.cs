using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Feeds;
using DrEvents.Local;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Dashboard.Tests;

/// <summary>The whole system on this machine, with its pages, and a browser: what all tests of this assembly look at.</summary>
public sealed class ControlRoom : IAsyncLifetime
{
    /// <summary>VENs of the fleet.</summary>
    public const int Vens = 9;

    /// <summary>The VEN with a page of its own.</summary>
    public const string VenWithPage = "ven-1";

    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-pages-").FullName;
    private TestDatabase _database = null!;
    private LocalSystem _system = null!;

    /// <summary>The browser.</summary>
    public Browser Browser { get; } = new();

    /// <summary>Where the pages are.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>The page of <see cref="VenWithPage"/>.</summary>
    public Uri VenPage { get; } = new($"http://localhost:{FreePort.Find()}");

    /// <summary>The HTTP interface, to which the pages are held.</summary>
    public HttpClient Backend { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        _database = await TestPostgres.CreateDatabaseAsync();
        await StartAsync(FreePort.Find());
    }

    /// <summary>Opens a page and waits until it is live.</summary>
    public Task<Visit> VisitAsync(string path, int width = 1400, int height = 900, bool isDark = false) =>
        Browser.VisitAsync(new Uri(Url, path), width, height, isDark);

    /// <summary>Schedules an event that begins at once.</summary>
    public async Task<EventView> BeginAsync(double kw, TimeSpan length)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var answer = await Backend.PostAsJsonAsync("api/events", new CreateEventRequest(now, now + length, kw, "active"));
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>Stops an event, and returns when its VENs are free.</summary>
    public async Task EndAsync(string eventId)
    {
        using var answer = await Backend.PostAsJsonAsync($"api/events/{eventId}/stop", new StopEventRequest(AtOnce: true));
        answer.EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "its VENs are free",
            async () =>
                (await Backend.GetFromJsonAsync<EventDetail>($"api/events/{eventId}"))!.Vens.All(v =>
                    v.Status is not ("shedding" or "pending")
                ),
            withinS: 30
        );
    }

    /// <summary>Stops all that runs.</summary>
    public async Task EndAllAsync()
    {
        foreach (var left in (await Backend.GetFromJsonAsync<EventView[]>("api/events?status=active"))!)
            await EndAsync(left.Id);
    }

    /// <summary>Whether somebody looks at what is live of an event.</summary>
    public bool IsWatched(string eventId) => _system.Services.GetRequiredService<SharedByReach>().Of(null).Events.Of(eventId).IsWatched;

    /// <summary>Publishes a message as a VEN does.</summary>
    public async Task PublishAsync(string topic, byte[] payload)
    {
        await using var client = await TestClient.ConnectAsync(_system.Broker.Port);
        await client.PublishAsync(topic, payload);
    }

    /// <summary>Stops the backend and starts it again on its port, with its data.</summary>
    public async Task RestartAsync(Func<Task>? meanwhile = null)
    {
        var port = Url.Port;
        await _system.DisposeAsync();
        if (meanwhile is not null)
            await meanwhile();
        await StartAsync(port);
    }

    public async ValueTask DisposeAsync()
    {
        Backend.Dispose();
        await _system.DisposeAsync();
        await _database.DisposeAsync();
        await Browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(int port)
    {
        var options = new LocalOptions
        {
            DataDirectory = Path.Combine(_folder, "data"),
            HttpPort = port,
            MqttPort = 0,
            VenPort = VenPage.Port,
            FleetSize = Vens - 1,
            MixedHomes = false,
            ReportIntervalSeconds = 1,
        };
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["Measurement:BaselineMinimumSeconds"] = "5",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Dashboard:SiteTimeZone"] = "Europe/Berlin",
            ["Webhooks:AllowPrivateAddresses"] = "true",
            ["Webhooks:RetryPausesS:0"] = "0.1",
        };
        _system = new LocalSystem(options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), NullLoggerFactory.Instance);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        Url = _system.BackendUrl;
        Backend = new HttpClient { BaseAddress = Url };
        await Eventually.HoldsAsync(
            "all VENs are online",
            async () => (await Backend.GetFromJsonAsync<NetworkStats>("api/stats/network"))!.OnlineVens == Vens,
            withinS: 60
        );
    }
}

/// <summary>Tests that share it, one after the other.</summary>
[CollectionDefinition]
public sealed class ControlRoomCollection : ICollectionFixture<ControlRoom>;
