using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Local.Mqtt;
using DrEvents.Local.Processes;
using DrEvents.Mqtt;
using DrEvents.Testing;
using DrEvents.Testing.Browsing;
using DrEvents.Testing.Mqtt;
using DrEvents.Testing.Running;
using DrEvents.Ven;
using DrEvents.Ven.Loads;

namespace DrEvents.Dashboard.Tests.Away;

/// <summary>
/// A system whose parts can go away: PostgreSQL, broker, the joined program of backend and pages as a process, and the pages alone as another one.
/// </summary>
public sealed class AwaySystem : IAsyncLifetime
{
    /// <summary>VENs of the fleet.</summary>
    public const int Vens = 4;

    private const double StartsWithinS = 60;
    private const string Program = "DrEvents.Host.dll";

    private readonly string _folder = Directory.CreateTempSubdirectory("drevents-away-").FullName;
    private readonly List<VenAgent> _vens = [];
    private KillableProgram _joined = null!;
    private KillableProgram _alone = null!;
    private EmbeddedBroker _broker = null!;

    /// <summary>The browser.</summary>
    public Browser Browser { get; } = new();

    /// <summary>The event store.</summary>
    public StoppablePostgres Postgres { get; private set; } = null!;

    /// <summary>Backend and pages in one process.</summary>
    public Uri Joined { get; } = new($"http://127.0.0.1:{FreePort.Find()}/");

    /// <summary>The pages in a process of their own.</summary>
    public Uri Alone { get; } = new($"http://127.0.0.1:{FreePort.Find()}/");

    /// <summary>The HTTP interface.</summary>
    public HttpClient Backend { get; private set; } = null!;

    /// <summary>An event that runs all the time.</summary>
    public string EventId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Browser.InitializeAsync();
        Postgres = await StoppablePostgres.StartNewAsync();
        _broker = await TestBroker.StartAsync();
        _joined = new KillableProgram("joined", Program, _folder);
        _alone = new KillableProgram("alone", Program, _folder);
        Backend = new HttpClient { BaseAddress = Joined };
        await StartBackendAsync();
        await StartAloneAsync();
        await StartVensAsync();
        EventId = await BeginAsync();
        await MakeWebhookAsync();
    }

    /// <summary>Starts the process of the backend unless it runs, and returns when it is ready.</summary>
    public async Task StartBackendAsync()
    {
        if (_joined.IsRunning)
            return;
        await _joined.StartAsync([
            $"--urls={Joined}",
            $"--ConnectionStrings:Postgres={Postgres.ConnectionString}",
            $"--Mqtt:Host={TestBroker.Host}",
            $"--Mqtt:Port={_broker.Port.ToString(CultureInfo.InvariantCulture)}",
            "--Measurement:BaselineWindowSeconds=10",
            "--Measurement:BaselineMinimumSeconds=2",
            "--Webhooks:AllowPrivateAddresses=true",
        ]);
        await AnswersAsync(_joined, Joined, "health/ready");
    }

    /// <summary>Processors that the process of backend and pages keeps busy, over some time.</summary>
    public async Task<double> CoresAsync(TimeSpan length)
    {
        var (before, begin) = (_joined.ProcessorTime, Stopwatch.GetTimestamp());
        await Task.Delay(length);
        return (_joined.ProcessorTime - before) / Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>Kills the process of the backend.</summary>
    public Task KillBackendAsync() => _joined.KillAsync();

    /// <summary>Starts the process of the pages anew: it knows nothing of before.</summary>
    public async Task StartAloneAsync()
    {
        await _alone.KillAsync();
        await _alone.StartAsync([$"--urls={Alone}", $"--Dashboard:Backend={Joined}"]);
        await AnswersAsync(_alone, Alone, "health/live");
    }

    /// <summary>Stops the broker; VENs and backend lose their connections.</summary>
    public Task StopBrokerAsync() => _broker.StopAsync();

    /// <summary>Starts it again, on its port.</summary>
    public Task StartBrokerAsync() => _broker.StartAsync();

    /// <summary>What the running event's figures are.</summary>
    public async Task<EventMetricsView> MetricsAsync() =>
        (await Backend.GetFromJsonAsync<EventMetricsView>($"api/events/{EventId}/metrics"))!;

    /// <summary>Waits until every VEN is heard again.</summary>
    public Task HearsVensAsync() =>
        Eventually.HoldsAsync(
            "all VENs are online",
            async () => (await Backend.GetFromJsonAsync<NetworkStats>("api/stats/network"))!.OnlineVens == Vens,
            StartsWithinS
        );

    public async ValueTask DisposeAsync()
    {
        Backend.Dispose();
        foreach (var ven in _vens)
            await ven.DisposeAsync();
        await _alone.DisposeAsync();
        await _joined.DisposeAsync();
        await _broker.DisposeAsync();
        await Postgres.DisposeAsync();
        await Browser.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartVensAsync()
    {
        for (var n = 1; n <= Vens; n++)
        {
            var options = new VenOptions($"ven-{n}", new BrokerAddress(TestBroker.Host, _broker.Port))
            {
                ReportInterval = TimeSpan.FromSeconds(1),
                LogFile = Path.Combine(_folder, $"ven-{n}.db"),
                Seed = n,
            };
            _vens.Add(new VenAgent(options, HomeLoads.Typical(n), TimeProvider.System));
            await _vens[^1].StartAsync();
        }
        await HearsVensAsync();
    }

    private async Task<string> BeginAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var answer = await Backend.PostAsJsonAsync("api/events", new CreateEventRequest(now, now.AddHours(2), 3, "active"));
        answer.EnsureSuccessStatusCode();
        EventId = (await answer.Content.ReadFromJsonAsync<EventView>())!.Id;
        await Eventually.HoldsAsync("VENs shed for it", async () => (await MetricsAsync()).VensResponding > 0, StartsWithinS);
        return EventId;
    }

    /// <summary>One that is off: nothing is told, and there is one to be shown.</summary>
    private async Task MakeWebhookAsync()
    {
        var request = new CreateWebhookRequest("Control centre", "http://127.0.0.1:9/", Enabled: false);
        (await Backend.PostAsJsonAsync("api/webhooks", request)).EnsureSuccessStatusCode();
    }

    private static Task AnswersAsync(KillableProgram program, Uri address, string path) =>
        Eventually.HoldsAsync(
            $"{address}{path} answers",
            async () =>
            {
                if (!program.IsRunning)
                    throw new InvalidOperationException("It ended:\n" + program.Output());
                try
                {
                    using var http = new HttpClient();
                    using var answer = await http.GetAsync(new Uri(address, path));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            StartsWithinS
        );
}

/// <summary>Tests that share it, one after the other, and beside no other tests: what they wait for is all that is slow.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AwaySystemCollection : ICollectionFixture<AwaySystem>;
