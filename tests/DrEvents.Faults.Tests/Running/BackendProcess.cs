using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Mqtt;
using DrEvents.Testing.Running;

namespace DrEvents.Faults.Tests.Running;

/// <summary>The backend as a process, and what the tests ask it over HTTP.</summary>
/// <param name="connectionString">Its database.</param>
/// <param name="mqttPort">Its broker.</param>
/// <param name="folder">Where what it writes goes.</param>
/// <param name="name">Its name in messages.</param>
/// <param name="settings">More arguments.</param>
internal sealed class BackendProcess(
    string connectionString,
    int mqttPort,
    string folder,
    string name = "backend",
    params string[] settings
) : IAsyncDisposable
{
    private const double StartWithinS = 60;
    private const string Json = "application/json";

    private readonly KillableProgram _program = new(name, "DrEvents.Backend.dll", folder);
    private int _port;

    /// <summary>A client that gives up on an answer that does not come.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>How long it took until it answered when it was started last.</summary>
    public TimeSpan StartedWithin { get; private set; }

    /// <summary>Starts it, always on the same port, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var watch = Stopwatch.StartNew();
        for (var attempt = 1; ; attempt++)
        {
            var isNew = _port == 0;
            if (isNew)
                UsePort(FreePort.Find());
            await _program.StartAsync(Arguments());
            await Eventually.HoldsAsync(
                "the backend answers",
                async () => !_program.IsRunning || await StatusOfAsync("health/live") == 200,
                StartWithinS
            );
            StartedWithin = watch.Elapsed;
            if (_program.IsRunning)
                return;
            if (!isNew || attempt == FreePort.Attempts)
                throw new InvalidOperationException("The backend ends when it is started:\n" + _program.Output());
            _port = 0;
        }
    }

    /// <inheritdoc cref="KillableProgram.KillAsync"/>
    public Task KillAsync() => _program.KillAsync();

    /// <inheritdoc cref="KillableProgram.StopAsync"/>
    public Task<int> StopAsync() => _program.StopAsync();

    /// <inheritdoc cref="KillableProgram.LastWords"/>
    public string LastWords() => _program.LastWords();

    /// <inheritdoc cref="KillableProgram.Output"/>
    public string Output() => _program.Output();

    /// <summary>What a GET answers; anything but success fails the test.</summary>
    public async Task<T> GetAsync<T>(string path) =>
        await Http.GetFromJsonAsync<T>(path) ?? throw new InvalidOperationException($"{path} answered null");

    /// <summary>Creates an event; for all VENs unless some are named.</summary>
    public async Task<EventView> CreateAsync(DateTimeOffset start, DateTimeOffset end, params string[] venIds)
    {
        var answer = await PostEventAsync(start, end, venIds);
        ((int)answer.StatusCode).ShouldBe(201, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EventView>())!;
    }

    /// <summary>Asks for an event and gives the answer, whatever it is.</summary>
    public Task<HttpResponseMessage> PostEventAsync(DateTimeOffset start, DateTimeOffset end, params string[] venIds)
    {
        // More than the fleet has: every VEN is asked for all it can give, also one that comes late, and once: the control loop would ask again where a
        // load comes on.
        const double requestedKw = 1000;
        var targets = venIds.Length > 0 ? new EventTargets(venIds) : null;
        return Http.PostAsJsonAsync("api/events", new CreateEventRequest(start, end, requestedKw, Targets: targets, Control: "open"));
    }

    /// <summary>Ends an event that runs.</summary>
    public async Task StopEventAsync(string eventId) =>
        (await Http.PostAsync($"api/events/{eventId}/stop", content: null)).EnsureSuccessStatusCode();

    /// <summary>Has an event's figures rebuilt from the streams and compared.</summary>
    public async Task<ReplayReport> ReplayAsync(string eventId)
    {
        var answer = await Http.PostAsync($"api/events/{eventId}/replay", content: null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<ReplayReport>())!;
    }

    /// <summary>Has the code that creating an event needs compiled, so that the first one created does not start late by it.</summary>
    public async Task WarmUpAsync()
    {
        using var empty = new StringContent("{}", System.Text.Encoding.UTF8, Json);
        (await Http.PostAsync("api/events", empty)).StatusCode.ShouldBe(System.Net.HttpStatusCode.BadRequest);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        Http.Dispose();
    }

    private void UsePort(int port)
    {
        _port = port;
        Http.Dispose();
        Http = new HttpClient { BaseAddress = new Uri($"http://{TestBroker.Host}:{port}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    private async Task<int?> StatusOfAsync(string path)
    {
        try
        {
            return (int)(await Http.GetAsync(path)).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private string[] Arguments() =>
        [
            "--urls",
            Http.BaseAddress!.ToString(),
            $"--ConnectionStrings:Postgres={connectionString}",
            $"--Mqtt:Host={TestBroker.Host}",
            $"--Mqtt:Port={mqttPort.ToString(CultureInfo.InvariantCulture)}",
            // Events follow one another within seconds.
            "--Measurement:BaselineWindowSeconds=10",
            "--Measurement:BaselineMinimumSeconds=2",
            .. settings,
        ];
}
