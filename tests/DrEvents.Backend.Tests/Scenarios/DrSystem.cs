using System.Net.Http.Json;
using Alba;
using DrEvents.Backend.Mqtt;
using DrEvents.Backend.Tests.Hosting;
using DrEvents.Contracts.Http;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VenState = DrEvents.Backend.Features.Vens.Ven;

namespace DrEvents.Backend.Tests.Scenarios;

/// <summary>Backend, PostgreSQL, broker and VENs, all real; the backend's HTTP goes through Alba.</summary>
public sealed class DrSystem : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly TestDatabase _database;
    private readonly BrokerAddress _broker;

    private DrSystem(TestDatabase database, IAsyncDisposable broker, BrokerAddress address)
    {
        (_database, _broker) = (database, address);
        _parts.Add(database);
        _parts.Add(broker);
    }

    /// <summary>The backend.</summary>
    public IAlbaHost Host { get; private set; } = null!;

    /// <summary>Port of the broker.</summary>
    public int BrokerPort => _broker.Port;

    /// <summary>The backend's store.</summary>
    public IDocumentStore Store => Host.Services.GetRequiredService<IDocumentStore>();

    /// <summary>Starts everything but the VENs, with a broker that lives in this process.</summary>
    public static async Task<DrSystem> StartAsync()
    {
        var broker = await TestBroker.StartAsync();
        return await StartAsync(broker, new BrokerAddress(TestBroker.Host, broker.Port), []);
    }

    /// <summary>The same, with VENs told of events that are only just ahead.</summary>
    public static async Task<DrSystem> StartAnnouncingAsync()
    {
        var broker = await TestBroker.StartAsync();
        return await StartAsync(broker, new BrokerAddress(TestBroker.Host, broker.Port), Announcing);
    }

    /// <summary>Settings with which VENs are told of events that are only just ahead.</summary>
    public static Dictionary<string, string?> Announcing => new() { ["Announcements:SecondsMin"] = "0.5" };

    /// <summary>Starts everything but the VENs, over a database that is filled before; the argument says how to connect to it.</summary>
    public static async Task<DrSystem> StartAsync(Func<string, Task> fill, Dictionary<string, string?> settings)
    {
        var broker = await TestBroker.StartAsync();
        return await StartAsync(broker, new BrokerAddress(TestBroker.Host, broker.Port), settings, fill);
    }

    /// <summary>Starts everything but the VENs, with this broker.</summary>
    public static async Task<DrSystem> StartAsync(
        IAsyncDisposable broker,
        BrokerAddress address,
        Dictionary<string, string?> settings,
        Func<string, Task>? fill = null
    )
    {
        var database = fill is null ? await BackendDatabase.CreateAsync() : await TestPostgres.CreateDatabaseAsync();
        var system = new DrSystem(database, broker, address);
        if (fill is not null)
            await fill(system._database.ConnectionString);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(settings)
            {
                ["ConnectionStrings:Postgres"] = system._database.ConnectionString,
                ["Store:Migrate"] = BackendDatabase.IsToMigrate(database.ConnectionString),
                ["Mqtt:Host"] = address.Host,
                ["Mqtt:Port"] = $"{address.Port}",
                ["Measurement:BaselineWindowSeconds"] = "30",
                ["Measurement:BaselineMinimumSeconds"] = "3",
            }
        );
        DrEvents.Backend.Backend.Configure(builder);
        system.Host = await AlbaHost.For(builder, DrEvents.Backend.Backend.Map);
        system._parts.Add(system.Host);
        // What is published before it listens, and not retained, it never hears. Over what others left it may have to wait for them.
        var connection = system.Host.Services.GetRequiredService<IBroker>();
        if (fill is null)
            await Eventually.HoldsAsync("the backend hears the broker", () => connection.ConnectedAt is not null, withinS: 30);
        return system;
    }

    /// <summary>Starts VENs of this generation, and waits until they are online and have told what they can shed.</summary>
    public async Task<List<VenAgent>> StartVensAsync(params string[] venIds)
    {
        var agents = new List<VenAgent>();
        foreach (var (venId, seed) in venIds.Select((id, n) => (id, n + 1)))
        {
            var agent = new VenAgent(
                new VenOptions(venId, _broker) { ReportInterval = TimeSpan.FromSeconds(1), WebPort = 0 },
                HomeLoads.Typical(seed),
                TimeProvider.System
            );
            _parts.Add(agent);
            agents.Add(agent);
            await agent.StartAsync();
        }
        await UntilHeardAsync(venIds);
        // A sample can be stored before the status that says what the VEN understands.
        await Eventually.HoldsAsync("all VENs said what they understand", () => HaveCapabilitiesAsync(venIds), withinS: 30);
        return agents;
    }

    private async Task<bool> HaveCapabilitiesAsync(string[] venIds)
    {
        await using var session = Store.QuerySession();
        var states = await session.LoadManyAsync<VenState>(venIds.Select(VenState.StreamOf));
        return states.Count == venIds.Length && states.All(v => v.TakesAnnouncements);
    }

    /// <summary>Waits until these VENs are online and have enough samples for a baseline.</summary>
    public Task UntilHeardAsync(params string[] venIds) =>
        Eventually.HoldsAsync(
            "all VENs are online and have a baseline",
            async () =>
            {
                foreach (var venId in venIds)
                {
                    if ((await Host.Server.CreateClient().GetAsync($"/api/vens/{venId}")).StatusCode != System.Net.HttpStatusCode.OK)
                        return false;
                    var ven = await GetAsync<VenView>($"/api/vens/{venId}");
                    if (ven.Status != "online" || ven.Metrics.ShedAvailabilityKw <= 0)
                        return false;
                    if ((await GetAsync<TelemetryPage>($"/api/vens/{venId}/telemetry?limit=1")).TotalCount < 4)
                        return false;
                }
                return true;
            },
            withinS: 30
        );

    /// <summary>Takes part of the system to be stopped with it.</summary>
    public T With<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    /// <summary>Reads from the backend.</summary>
    public async Task<T> GetAsync<T>(string path) => (await Host.Server.CreateClient().GetFromJsonAsync<T>(path))!;

    /// <summary>Creates an event.</summary>
    public async Task<EventView> CreateAsync(CreateEventRequest request)
    {
        var answer = await Host.Server.CreateClient().PostAsJsonAsync("/api/events", request);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>Starts an event now.</summary>
    public Task<EventView> StartEventAsync(double kw, double seconds, int? priority = null, params string[] venIds) =>
        CreateAsync(
            new CreateEventRequest(
                null,
                TimeProvider.System.GetUtcNow().AddSeconds(seconds),
                kw,
                Status: "active",
                Priority: priority,
                Targets: venIds.Length == 0 ? null : new EventTargets(venIds)
            )
        );

    /// <summary>Waits until an event is as it should be, and returns it.</summary>
    public async Task<EventDetail> UntilAsync(string eventId, string what, Func<EventDetail, bool> good, double withinS = 20)
    {
        EventDetail? detail = null;
        await Eventually.HoldsAsync(what, async () => good(detail = await GetAsync<EventDetail>($"/api/events/{eventId}")), withinS);
        return detail!;
    }

    /// <summary>Replays an event, after the projections have seen all that is stored.</summary>
    public async Task<ReplayReport> ReplayAsync(string eventId)
    {
        await Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));
        var answer = await Host.Server.CreateClient().PostAsync($"/api/events/{eventId}/replay", null);
        return (await answer.Content.ReadFromJsonAsync<ReplayReport>())!;
    }

    /// <summary>Stops everything, last first.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
            await _parts[i].DisposeAsync();
    }
}
