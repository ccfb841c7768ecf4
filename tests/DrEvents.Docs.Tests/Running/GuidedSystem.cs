using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Local;
using DrEvents.Local.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Docs.Tests.Running;

/// <summary>What somebody has running who follows the README: everything on one machine, on ports of its own, with samples that come every second.</summary>
public sealed class GuidedSystem : IAsyncLifetime
{
    private const int VensBesideTheFirst = 3;
    private const string Group = "north";

    private LocalSystem _system = null!;
    private TestDatabase _database = null!;

    public Uri Backend => _system.BackendUrl;

    public Uri VenPage { get; } = new($"http://localhost:{FreePort.Find()}");

    public int BrokerPort => _system.Broker.Port;

    public string VenId => _system.VenIds[0];

    public HttpClient Http { get; private set; } = null!;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("drevents-guided-");

    public async ValueTask InitializeAsync()
    {
        var options = new LocalOptions
        {
            DataDirectory = _data.FullName,
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = VenPage.Port,
            FleetSize = VensBesideTheFirst,
            MixedHomes = false,
            ReportIntervalSeconds = 1,
        };
        _database = await TestPostgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["Measurement:BaselineWindowSeconds"] = "20",
            ["Measurement:BaselineMinimumSeconds"] = "3",
            ["Logging:LogLevel:Default"] = "Critical",
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _system = new LocalSystem(options, configuration, NullLoggerFactory.Instance);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        Http = new HttpClient { BaseAddress = Backend };
        await Eventually.HoldsAsync(
            "all VENs are online and have a baseline",
            async () =>
            {
                var vens = await Http.GetFromJsonAsync<VenView[]>("/api/vens");
                var samples = await Http.GetAsync($"/api/vens/{_system.VenIds[^1]}/telemetry?limit=1");
                return vens!.Count(v => v.Status == "online" && v.Metrics.ShedAvailabilityKw > 0) == VensBesideTheFirst + 1
                    && samples.IsSuccessStatusCode
                    && (await samples.Content.ReadFromJsonAsync<TelemetryPage>())!.TotalCount > 4;
            },
            withinS: 90
        );
    }

    /// <summary>Nobody types the next command before an event that starts at once shows something.</summary>
    public Task UntilMeasuredAsync(string eventId) =>
        Eventually.HoldsAsync(
            "the event shows something",
            async () =>
                (await Http.GetFromJsonAsync<WhyView>($"/api/events/{eventId}/why"))!.Intervals.Count > 0
                && (await Http.GetFromJsonAsync<EventMetricsView>($"/api/events/{eventId}/metrics"))!.VensResponding > 0,
            withinS: 30
        );

    /// <summary>Ends what another page began: events, and sheds outside of them; and puts the first VEN into the group that pages name.</summary>
    public async Task CalmAsync()
    {
        foreach (var running in (await Http.GetFromJsonAsync<EventView[]>("/api/events"))!.Where(e => e.Status == "active"))
            (await Http.PostAsJsonAsync($"/api/events/{running.Id}/stop", new StopEventRequest(AtOnce: true))).EnsureSuccessStatusCode();
        (
            await Http.PatchAsJsonAsync($"/api/vens/{VenId}", new ChangeVenRequest(Groups: [Group], Limits: new HomeLimits()))
        ).EnsureSuccessStatusCode();
        (await Http.PostAsJsonAsync($"/api/vens/{VenId}/commands", new SendCommandRequest("restore"))).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync(
            "the VEN sheds nothing",
            async () => (await Http.GetFromJsonAsync<AckView[]>($"/api/vens/{VenId}/events"))!.FirstOrDefault()?.Op == "restore"
        );
    }

    /// <summary>An event that begins tomorrow.</summary>
    public async Task<string> ScheduleAsync()
    {
        var start = TimeProvider.System.GetUtcNow().AddDays(1);
        using var answer = await Http.PostAsJsonAsync("/api/events", new CreateEventRequest(start, start.AddHours(1), 1));
        return (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
    }

    /// <summary>A load of the first VEN.</summary>
    public async Task<LoadView> LoadAsync() => (await Http.GetFromJsonAsync<LoadView[]>($"/api/vens/{VenId}/loads"))![0];

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _system.DisposeAsync();
        await _database.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
