using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using DrEvents.Backend.Features.Events;
using DrEvents.Backend.Features.Results;
using DrEvents.Contracts.Http;
using DrEvents.Dashboard.Tests.Results;
using DrEvents.Local;
using DrEvents.Local.Processes;
using DrEvents.Measurement.Results;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace DrEvents.Dashboard.Tests.Bounded;

/// <summary>
/// The whole system with two programmes, each with VENs that are heard, with events that are coming, running and over, with results and with booked lines; and
/// people who are bounded to one of them.
/// </summary>
public sealed class BoundedRoom : IAsyncLifetime
{
    public const string Own = "here-programme";
    public const string Other = "elsewhere-programme";
    public const string OwnVen = "ven-1";
    public const string OwnName = "Villa Here";

    /// <summary>A VEN of both programmes, which an event of the other one holds.</summary>
    public const string SharedVen = "ven-4";

    public const string OtherVen = "ven-5";

    /// <summary>A VEN of the own programme that no event holds.</summary>
    public const string FreeVen = "ven-3";

    /// <summary>A VEN that the own result has, and one that the other result has.</summary>
    public const string OwnBooked = "ven-00001";

    public const string OtherBooked = "far-00001";
    private const string Terms = """
        {"terms":[{"id":"evening","currency":"EUR","pricePerKwh":"0.25","intervalMinutes":15,"settles":"clipped","validFrom":"2020-01-01T00:00:00Z"}]}
        """;

    private const string AdministratorKey = "an-administrators-key-of-32-characters";
    private static readonly string[] OwnVens = [OwnVen, "ven-2", FreeVen, SharedVen];
    private static readonly string[] OtherVens = [SharedVen, OtherVen, "ven-6", "ven-7"];
    private static readonly string[] NobodysVens = ["ven-8", "ven-9"];
    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-bounded-").FullName;
    private readonly Dictionary<string, string> _keys = [];
    private TestDatabase _database = null!;
    private LocalSystem _system = null!;

    public Browser Browser { get; } = new();

    public Uri Url => _system.BackendUrl;

    public IServiceProvider Services => _system.Services;

    /// <summary>The interface, as the administrator has it.</summary>
    public HttpClient Backend { get; private set; } = null!;

    /// <summary>Events of the own programme: one runs, one is coming, one is over and has a result.</summary>
    public (string Running, string Coming, string Over) OwnEvents { get; private set; }

    /// <inheritdoc cref="OwnEvents"/>
    public (string Running, string Coming, string Over) OtherEvents { get; private set; }

    /// <summary>What nobody who is bounded to the own programme may find anywhere.</summary>
    public IReadOnlyList<string> OfOthers =>
        [
            OtherEvents.Running,
            OtherEvents.Coming,
            OtherEvents.Over,
            Other,
            "Villa Elsewhere",
            "Villa Nobody",
            "far-side",
            "far-0000",
            .. OtherVens.Except(OwnVens).Concat(NobodysVens),
        ];

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        _database = await TestPostgres.CreateDatabaseAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "terms.json"), Terms);
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = _database.ConnectionString,
            ["Measurement:BaselineMinimumSeconds"] = "5",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Dashboard:SiteTimeZone"] = "Europe/Berlin",
            ["Access:AdministratorKey"] = AdministratorKey,
            ["Settlement:TermsFile"] = Path.Combine(_folder, "terms.json"),
            ["Identity:CaFile"] = Path.Combine(_folder, "ca.pem"),
            ["Http:RequestsPerSecond"] = "10000",
            ["Http:RequestsAtOnce"] = "10000",
        };
        var options = new LocalOptions
        {
            DataDirectory = Path.Combine(_folder, "data"),
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = null,
            FleetSize = OwnVens.Union(OtherVens).Union(NobodysVens).Count() - 1,
            MixedHomes = false,
            ReportIntervalSeconds = 1,
        };
        _system = new LocalSystem(options, new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), NullLoggerFactory.Instance);
        await _system.StartBackendAsync(CancellationToken.None);
        await _system.StartVensAsync();
        Backend = ClientOf(AdministratorKey);
        await Eventually.HoldsAsync(
            "all VENs are online",
            async () => (await Backend.GetFromJsonAsync<NetworkStats>("api/stats/network"))!.OnlineVens == options.FleetSize + 1,
            withinS: 60
        );
        await NameAsync();
        OtherEvents = await EventsAsync(Other, OtherVens);
        OwnEvents = await EventsAsync(Own, OwnVens[..2]);
        foreach (var role in new[] { Roles.Viewer, Roles.Operator, Roles.Installer, Roles.Auditor })
            _keys[role] = (
                await PostAsync<ApiKeyMadeView>("api/access/keys", new MakeApiKeyRequest($"Desk {role}", role, Programmes: [Own]))
            ).Secret;
        _keys["unbounded"] = (
            await PostAsync<ApiKeyMadeView>("api/access/keys", new MakeApiKeyRequest("Night shift", Roles.Operator))
        ).Secret;
    }

    /// <summary>The interface and the pages' files, as somebody has them who is bounded to the own programme.</summary>
    public HttpClient ClientOfRole(string role) => ClientOf(_keys[role]);

    /// <summary>As an operator of the whole installation has them.</summary>
    public HttpClient ClientOfUnbounded() => ClientOf(_keys["unbounded"]);

    /// <summary>Signs in as somebody who is bounded to the own programme, and opens a page.</summary>
    public Task<Visit> VisitAsync(string role, string path, Action<IPage>? before = null) => VisitByAsync(_keys[role], path, before);

    /// <summary>As an operator of the whole installation.</summary>
    public Task<Visit> VisitUnboundedAsync(string path, Action<IPage>? before = null) => VisitByAsync(_keys["unbounded"], path, before);

    public async Task<T> GetAsync<T>(string path) => (await Backend.GetFromJsonAsync<T>(path))!;

    public async Task<T> PostAsync<T>(string path, object? body)
    {
        using var answer = await Backend.PostAsync(path, body is null ? null : JsonContent.Create(body, body.GetType()));
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>())!;
    }

    public async ValueTask DisposeAsync()
    {
        Backend.Dispose();
        await _system.DisposeAsync();
        await _database.DisposeAsync();
        await Browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>As whoever has a key.</summary>
    public async Task<Visit> VisitByAsync(string key, string path, Action<IPage>? before = null)
    {
        var visit = await Browser.OpenAsync(1400, 900);
        before?.Invoke(visit.Page);
        await visit.Page.GotoAsync(new Uri(Url, path).ToString());
        await visit.Page.GetByLabel("Your key").FillAsync(key);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        return visit;
    }

    private HttpClient ClientOf(string key) =>
        new() { BaseAddress = Url, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    private async Task NameAsync()
    {
        foreach (
            var (vens, name, group) in new[]
            {
                (OtherVens, "Villa Elsewhere", "far-side"),
                (NobodysVens, "Villa Nobody", "far-side"),
                (OwnVens, OwnName, "near-side"),
            }
        )
        {
            foreach (var (n, ven) in vens.Index())
            {
                using var answer = await Backend.PatchAsJsonAsync(
                    $"api/vens/{ven}",
                    new ChangeVenRequest($"{name} {n + 1}", new GeoLocation(52 + n / 10.0, 13), Groups: [group])
                );
                answer.EnsureSuccessStatusCode();
            }
        }
        foreach (var (programme, name, vens) in new[] { (Own, "Here", OwnVens), (Other, "Elsewhere", OtherVens) })
        {
            await PostAsync<ProgrammeView>("api/programmes", new { id = programme, name = $"{name} programme" });
            await PostAsync<EnrolmentsChanged>($"api/programmes/{programme}/enrolments", new { venIds = vens, consentBy = "Ada" });
        }
        foreach (var ven in new[] { OwnVen, OtherVen })
            await PostAsync<EnrolmentOfferView>($"api/vens/{ven}/enrolment", null);
    }

    /// <summary>Calls events of a programme: the VEN that takes part in both is held by the one that is called first.</summary>
    private async Task<(string, string, string)> EventsAsync(string programme, IReadOnlyList<string> vens)
    {
        var (now, targets) = (TimeProvider.System.GetUtcNow(), new EventTargets(vens, Programme: programme));
        var running = await PostAsync<EventView>("api/events", new CreateEventRequest(now, now.AddHours(3), 2, "active", Targets: targets));
        var coming = await PostAsync<EventView>(
            "api/events",
            new CreateEventRequest(now.AddHours(4), now.AddHours(5), 2, Targets: targets)
        );
        await Eventually.HoldsAsync(
            "its VENs answered",
            async () => (await Backend.GetFromJsonAsync<EventDetail>($"api/events/{running.Id}"))!.Vens.Any(v => v.Status == "shedding"),
            withinS: 60
        );
        return (running.Id, coming.Id, await OverAsync(programme));
    }

    /// <summary>Appends an event that is over, with the result that was issued of it, and waits until that is booked.</summary>
    private async Task<string> OverAsync(string programme)
    {
        var id = $"evt-{Random.Shared.Next():x8}";
        var (start, kw, targets) = (MadeUpResults.Start, ResultRoom.RequestedKw, new EventTargets(Programme: programme));
        var asked = new EventScheduled(start, start.AddHours(1), kw, 100, "weighted", targets, 0, start.AddHours(-3), Control: "open");
        var (issued, vens) = MadeUpResults.Issue([new MadeUpResult(4)], kw)[0];
        IReadOnlyList<VenResult> named =
            programme == Own ? vens : [.. vens.Select(v => v with { VenId = v.VenId.Replace("ven-", "far-", StringComparison.Ordinal) })];
        await using var session = Services.GetRequiredService<IDocumentStore>().LightweightSession();
        session.Events.Append(id, asked, new EventActivated(null, 0, start), new EventStopped("the test says so", start.AddHours(1)));
        session.Events.Append(ResultStream.Of(id), new VenResultsIssued(issued.Number, named), issued);
        await session.SaveChangesAsync();
        await Eventually.HoldsAsync("it is booked", () => IsBookedAsync(id), withinS: 60);
        return id;
    }

    private async Task<bool> IsBookedAsync(string id)
    {
        using var answer = await Backend.GetAsync(new Uri($"api/events/{id}/bookings", UriKind.Relative));
        return answer.IsSuccessStatusCode && (await answer.Content.ReadFromJsonAsync<BookingView[]>())!.Length > 0;
    }
}

/// <summary>What looks at it.</summary>
[CollectionDefinition(nameof(BoundedRoom))]
public sealed class BoundedCollection : ICollectionFixture<BoundedRoom>;
