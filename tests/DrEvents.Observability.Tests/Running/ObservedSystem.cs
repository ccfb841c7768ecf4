using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using DrEvents.Backend.Mqtt;
using DrEvents.Contracts.Http;
using DrEvents.Local.Mqtt;
using DrEvents.Local.Processes;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Ven;
using DrEvents.Ven.Loads;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace DrEvents.Observability.Tests.Running;

/// <summary>Backend over real HTTP, PostgreSQL, broker and VENs, with all spans that it records.</summary>
public sealed class ObservedSystem : IAsyncDisposable
{
    private static readonly string[] Untraced = [];

    /// <summary>Settings with which everything is traced; nobody listens at the collector's address, and spans are taken before they get there.</summary>
    public static readonly string[] Traced = ["--Telemetry:OtlpEndpoint=http://127.0.0.1:1", "--Telemetry:TracedShare=1"];

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly TestDatabase _database;
    private readonly WebApplication _backend;
    private readonly Spans _spans;
    private readonly LogLines _log;

    private ObservedSystem(TestDatabase database, EmbeddedBroker broker, WebApplication backend, Spans spans, LogLines log, Uri address)
    {
        (_database, Broker, _backend, _spans, _log, Address) = (database, broker, backend, spans, log, address);
        Http = new HttpClient { BaseAddress = address };
    }

    /// <summary>What was logged from warnings on, with its template.</summary>
    public IReadOnlyCollection<(string Template, string Line)> Log => _log.All;

    /// <summary>Where the backend answers.</summary>
    public Uri Address { get; }

    public HttpClient Http { get; }

    public EmbeddedBroker Broker { get; }

    public IServiceProvider Services => _backend.Services;

    /// <summary>The spans that ended.</summary>
    public IReadOnlyCollection<Activity> Spans => _spans.Ended;

    public static async Task<ObservedSystem> StartAsync(string[]? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        var broker = await TestBroker.StartAsync();
        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}");
        var (spans, log) = (new Spans(), new LogLines());
        var backend = DrEvents.Backend.Backend.Build(
            [
                $"--ConnectionStrings:Postgres={database.ConnectionString}",
                $"--urls={address}",
                $"--Mqtt:Host={TestBroker.Host}",
                $"--Mqtt:Port={broker.Port}",
                "--Measurement:BaselineWindowSeconds=30",
                "--Measurement:BaselineMinimumSeconds=3",
                .. settings ?? Untraced,
            ],
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(log);
                builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(spans));
                configure?.Invoke(builder);
            }
        );
        await backend.StartAsync();
        var connection = backend.Services.GetRequiredService<IBroker>();
        await Eventually.HoldsAsync("the backend hears the broker", () => connection.ConnectedAt is not null, withinS: 60);
        return new(database, broker, backend, spans, log, address);
    }

    /// <summary>Starts VENs of this generation, and waits until they are online and have enough samples for a baseline.</summary>
    public async Task StartVensAsync(params string[] venIds)
    {
        foreach (var (seed, venId) in venIds.Index())
        {
            var options = new VenOptions(venId, new BrokerAddress(TestBroker.Host, Broker.Port))
            {
                ReportInterval = TimeSpan.FromSeconds(1),
            };
            await With(new VenAgent(options, HomeLoads.Typical(seed + 1), TimeProvider.System)).StartAsync();
        }
        await UntilHeardAsync(venIds);
    }

    public Task UntilHeardAsync(params string[] venIds) =>
        Eventually.HoldsAsync(
            "all VENs are online and have a baseline",
            async () =>
            {
                foreach (var venId in venIds)
                {
                    using var answer = await Http.GetAsync($"/api/vens/{venId}");
                    if (!answer.IsSuccessStatusCode)
                        return false;
                    var ven = (await answer.Content.ReadFromJsonAsync<VenView>())!;
                    var samples = await Http.GetFromJsonAsync<TelemetryPage>($"/api/vens/{venId}/telemetry?limit=1");
                    if (ven.Status != "online" || ven.Metrics.ShedAvailabilityKw <= 0 || samples!.TotalCount < 4)
                        return false;
                }
                return true;
            },
            withinS: 60
        );

    public T With<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    /// <summary>Creates an event; without a start, at once.</summary>
    public async Task<EventView> CreateAsync(double kw, double seconds, double? startInS = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var start = startInS is { } ahead ? now.AddSeconds(ahead) : (DateTimeOffset?)null;
        var request = new CreateEventRequest(start, (start ?? now).AddSeconds(seconds), kw, Status: start is null ? "active" : null);
        using var answer = await Http.PostAsJsonAsync("/api/events", request);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>Waits until an event is as it should be, and returns it.</summary>
    public async Task<EventDetail> UntilAsync(string eventId, string what, Func<EventDetail, bool> good, double withinS = 30)
    {
        EventDetail? detail = null;
        await Eventually.HoldsAsync(
            what,
            async () => good(detail = (await Http.GetFromJsonAsync<EventDetail>($"/api/events/{eventId}"))!),
            withinS
        );
        return detail!;
    }

    /// <summary>Waits until there is a span like this, and returns it.</summary>
    public async Task<Activity> SpanAsync(string what, Func<Activity, bool> isIt, double withinS = 30)
    {
        Activity? found = null;
        await Eventually.HoldsAsync(what, () => (found = Spans.FirstOrDefault(isIt)) is not null, withinS);
        return found!;
    }

    /// <summary>What <c>/metrics</c> says.</summary>
    public Task<string> ScrapeAsync() => Http.GetStringAsync("/metrics");

    public async ValueTask DisposeAsync()
    {
        for (var i = _parts.Count - 1; i >= 0; i--)
            await _parts[i].DisposeAsync();
        Http.Dispose();
        await _backend.DisposeAsync();
        await Broker.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>Keeps all spans that end.</summary>
internal sealed class Spans : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _ended = new();

    public IReadOnlyCollection<Activity> Ended => _ended;

    public override void OnEnd(Activity data) => _ended.Enqueue(data);
}
