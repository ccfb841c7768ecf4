using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Participations;
using DrEvents.Backend.Features.Results;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
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
    private int _booked;

    /// <summary>What is asked of every event here.</summary>
    public const double RequestedKw = 30;

    private const string Terms = """
        {"terms":[
          {"id":"evening","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"clipped","validFrom":"2020-01-01T00:00:00Z","capKw":"7.5"},
          {"id":"pools","currency":"EUR","pricePerKwh":"0.305","intervalMinutes":15,"settles":"signed","validFrom":"2020-01-01T00:00:00Z","groups":["pools"]},
          {"id":"last-year","currency":"EUR","pricePerKwh":"0.2","intervalMinutes":15,"settles":"signed","validFrom":"2018-01-01T00:00:00Z","validUntil":"2020-01-01T00:00:00Z"}
        ]}
        """;

    private readonly string _terms = Path.GetTempFileName();
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
        await File.WriteAllTextAsync(_terms, Terms);
        var settings = new Dictionary<string, string?>
        {
            ["urls"] = Url.ToString(),
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["Mqtt:Host"] = TestBroker.Host,
            ["Mqtt:Port"] = _broker.Port.ToString(CultureInfo.InvariantCulture),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Dashboard:SiteTimeZone"] = MadeUpResults.Zone.Id,
            ["Forecast:TimeZone"] = MadeUpResults.Zone.Id,
            ["Settlement:TermsFile"] = _terms,
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

    /// <summary>Opens a window with nothing in it.</summary>
    public Task<Visit> OpenAsync(int width) => _browser.OpenAsync(width, 900);

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

    /// <summary>The same, each of them issued when the one before is booked.</summary>
    public async Task<string> BookedAsync(params IReadOnlyList<MadeUpResult> results)
    {
        var id = await OverAsync(TimeSpan.FromHours(1));
        // Each of other hours: a VEN is booked once for the same.
        var earlier = TimeSpan.FromHours(-2 * (Interlocked.Increment(ref _booked) - 1));
        foreach (var (made, vens) in MadeUpResults.Issue(results, RequestedKw))
        {
            var issued = made with { Start = made.Start + earlier, End = made.End + earlier };
            await using var session = _app.Services.GetRequiredService<IDocumentStore>().LightweightSession();
            session.Events.Append(
                ResultStream.Of(id),
                [.. vens.Chunk(VenResultsIssued.VensMax).Select(page => new VenResultsIssued(issued.Number, page)), issued]
            );
            await session.SaveChangesAsync();
            await Eventually.HoldsAsync("it is booked", () => IsBookedAsync(id, issued.Number), withinS: 60);
        }
        return id;
    }

    private async Task<bool> IsBookedAsync(string id, int number)
    {
        using var answer = await Backend.GetAsync(new Uri($"api/events/{id}/bookings", UriKind.Relative));
        return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<BookingView[]>())!.Any(b => b.Number == number);
    }

    /// <summary>
    /// Appends an event of an hour that is over, with three weeks of five minutes of its VENs as the read models keep them, and has its result made: what the
    /// backend measures there, it measures.
    /// </summary>
    /// <param name="young">VENs that are known since the event's day alone.</param>
    public async Task<RealEvent> RealAsync(int vens, int young = 0)
    {
        var id = await OverAsync(TimeSpan.FromHours(1));
        string[] venIds = [.. Enumerable.Range(0, vens + young).Select(n => $"{id[4..]}-{n}")];
        var store = _app.Services.GetRequiredService<IDocumentStore>();
        await using (var session = store.LightweightSession())
        {
            var (at, end) = (MadeUpResults.Start, MadeUpResults.Start.AddHours(1));
            var share = RequestedKw / venIds.Length;
            foreach (var venId in venIds)
                session.Events.Append(
                    Participation.StreamOf(id, venId),
                    new CommandDispatched($"{id}.1.{venId}", CommandOps.ShedPanel, 1, share, end, end, "test", null, at)
                );
            await session.SaveChangesAsync();
        }
        foreach (var (n, venId) in venIds.Index())
            await store.BulkInsertAsync([.. MadeUpResults.Use(venId, n, RequestedKw / venIds.Length, isYoung: n >= vens)]);
        await Eventually.HoldsAsync(
            "the event is over, and its VENs were told",
            async () => (await Backend.GetFromJsonAsync<EventDetail>($"api/events/{id}"))?.Vens.Count == venIds.Length,
            withinS: 30
        );
        using var asked = await Backend.PostAsync($"api/events/{id}/results", null);
        asked.EnsureSuccessStatusCode();
        return new RealEvent(id, venIds, (await asked.Content.ReadFromJsonAsync<ResultAsked>())!.Newest);
    }

    public async ValueTask DisposeAsync()
    {
        Backend.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
        await _database.DisposeAsync();
        await _browser.DisposeAsync();
        File.Delete(_terms);
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

/// <summary>An event whose result was made of five minutes that are there.</summary>
public sealed record RealEvent(string Id, IReadOnlyList<string> VenIds, ResultView Result);

/// <summary>Tests that share it, one after the other.</summary>
[CollectionDefinition]
public sealed class ResultRoomCollection : ICollectionFixture<ResultRoom>;
