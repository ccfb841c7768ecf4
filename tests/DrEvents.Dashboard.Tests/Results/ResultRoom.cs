using System.Collections.Concurrent;
using System.Globalization;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;
using DrEvents.Contracts;
using DrEvents.Host;
using DrEvents.Local.Mqtt;
using DrEvents.Local.Processes;
using DrEvents.Measurement.Results;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using DrEvents.Testing.Mqtt;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace DrEvents.Dashboard.Tests.Results;

/// <summary>
/// Backend and pages with a store, and a browser. What an event of weeks of history came to is appended to the store as it is issued; whatever shows it
/// is the system itself.
/// </summary>
public sealed class ResultRoom : IAsyncLifetime
{
    /// <summary>What is asked of every event here.</summary>
    public const double RequestedKw = 30;

    private readonly ConcurrentQueue<string> _asked = [];
    private readonly Browser _browser = new();
    private TestDatabase _database = null!;
    private EmbeddedBroker _broker = null!;
    private WebApplication _app = null!;

    /// <summary>Where the pages are.</summary>
    public Uri Url { get; } = new($"http://localhost:{FreePort.Find()}/");

    /// <summary>The HTTP interface.</summary>
    public HttpClient Backend { get; private set; } = null!;

    /// <summary>What was asked of the HTTP interface, with its query.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    public async ValueTask InitializeAsync()
    {
        await _browser.InitializeAsync();
        _database = await TestPostgres.CreateDatabaseAsync();
        _broker = await TestBroker.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = Url.ToString(),
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["Mqtt:Host"] = TestBroker.Host,
            ["Mqtt:Port"] = _broker.Port.ToString(CultureInfo.InvariantCulture),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Dashboard:SiteTimeZone"] = MadeUpResults.Zone.Id,
            ["Forecast:TimeZone"] = MadeUpResults.Zone.Id,
        };
        _app = Joined.Build(
            [],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(settings);
                builder.Services.AddSingleton<IStartupFilter>(new Listener(_asked));
            }
        );
        await Joined.CheckAsync(_app);
        await _app.StartAsync();
        Backend = new HttpClient { BaseAddress = Url };
    }

    /// <summary>Opens a page and waits until it is live.</summary>
    public Task<Visit> VisitAsync(string path, int width = 1400, int height = 900, bool isDark = false) =>
        _browser.VisitAsync(new Uri(Url, path), width, height, isDark);

    /// <summary>Opens a page of somebody else's server.</summary>
    public Task<Visit> VisitAsync(Uri address) => _browser.VisitAsync(address, 1400, 900);

    /// <summary>Appends an event that is over, without a result.</summary>
    public async Task<string> OverAsync(TimeSpan length)
    {
        var id = $"evt-{Random.Shared.Next():x8}";
        EventIds.IsValid(id).ShouldBeTrue();
        var (start, end) = (MadeUpResults.Start, MadeUpResults.Start + length);
        var asked = new EventScheduled(
            start,
            start.AddHours(1),
            RequestedKw,
            100,
            "weighted",
            null,
            0,
            start.AddHours(-3),
            Control: "open"
        );
        await using var session = _app.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.Append(id, asked, new EventActivated(null, 0, start), new EventStopped("the test says so", end));
        await session.SaveChangesAsync();
        return id;
    }

    /// <summary>Appends an event of an hour that is over, and the results that are issued of it, one after the other.</summary>
    public async Task<string> MeasuredAsync(params IEnumerable<MadeUpResult> results)
    {
        var id = await OverAsync(TimeSpan.FromHours(1));
        await using var session = _app.Services.GetRequiredService<IDocumentStore>().LightweightSession();
        foreach (var (issued, vens) in MadeUpResults.Issue(results, RequestedKw))
        {
            session.Events.Append(
                ResultStream.Of(id),
                [.. vens.Chunk(VenResultsIssued.VensMax).Select(page => new VenResultsIssued(issued.Number, page)), issued]
            );
        }
        await session.SaveChangesAsync();
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        Backend.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await _browser.DisposeAsync();
    }

    private sealed class Listener(ConcurrentQueue<string> asked) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, then) =>
                    {
                        if (context.Request.Path.StartsWithSegments("/api"))
                            asked.Enqueue(context.Request.Path + context.Request.QueryString);
                        return then(context);
                    }
                );
                next(app);
            };
    }
}

/// <summary>Tests that share it, one after the other.</summary>
[CollectionDefinition]
public sealed class ResultRoomCollection : ICollectionFixture<ResultRoom>;
