using System.Net.Http.Json;
using System.Text.Json;
using Alba;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;
using DrEvents.Testing;
using Marten;
using Marten.Events;
using Marten.Events.Daemon.Coordination;
using Microsoft.Extensions.DependencyInjection;
using Wolverine;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>
/// The whole backend by a clock that tests turn ahead, over a database and a broker that outlive it: it can be stopped and started again.
/// Tests say what VENs say.
/// </summary>
public sealed class BackendInTime : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private IAlbaHost? _host;

    /// <summary>Of its database.</summary>
    public string ConnectionString => _database.ConnectionString;

    /// <summary>Further settings.</summary>
    public IReadOnlyDictionary<string, string?>? Settings { get; init; }

    /// <summary>Its clock.</summary>
    public TurnedClock Clock { get; } = new();

    /// <summary>What it published, also before it was started again.</summary>
    public RecordingBroker Broker { get; private set; } = null!;

    /// <summary>Its store.</summary>
    public IDocumentStore Store => Host.Services.GetRequiredService<IDocumentStore>();

    private IAlbaHost Host => _host ?? throw new InvalidOperationException("It is stopped.");

    /// <summary>Speaks HTTP to it.</summary>
    public HttpClient Http => Host.Server.CreateClient();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Broker = new RecordingBroker(Clock);
        _database = await BackendDatabase.CreateAsync();
        await StartAsync();
    }

    /// <summary>Starts it.</summary>
    public async Task StartAsync() => _host = await BackendFixture.StartAsync(_database.ConnectionString, Broker, Clock, Settings);

    /// <summary>Stops it in order.</summary>
    public async Task StopAsync()
    {
        await Host.DisposeAsync();
        _host = null;
    }

    /// <summary>Delivers messages and returns when they are stored.</summary>
    public Task DeliverAsync(params (string Topic, string Payload)[] messages) => BackendFixture.DeliverAsync(Host, messages);

    /// <summary>Has VENs report what they use and what they could shed, kW. Their projections follow.</summary>
    public async Task ReportAsync(double sheddableKw, params string[] venIds)
    {
        await DeliverAsync([
            .. venIds.Select(v =>
                (
                    Topics.Telemetry(v),
                    FormattableString.Invariant(
                        $$"""{"timestamp":{{Clock.GetUtcNow().ToUnixTimeMilliseconds()}},"usedPowerKw":5,"loads":[{"id":"ev","currentPowerKw":5,"shedCapabilityKw":{{sheddableKw}}}]}"""
                    )
                )
            ),
        ]);
        await Eventually.HoldsAsync(
            "what the VENs can shed is known",
            async () =>
            {
                foreach (var venId in venIds)
                {
                    if ((await GetAsync<VenView>($"/api/vens/{venId}")).Metrics.ShedAvailabilityKw != sheddableKw)
                        return false;
                }
                return true;
            }
        );
    }

    /// <summary>Has a message handled now, as if its time had come.</summary>
    public Task InvokeAsync(object message) => Host.Services.GetRequiredService<IMessageBus>().InvokeAsync(message);

    /// <summary>Waits until the asynchronous projections have seen all that is stored.</summary>
    public Task CatchUpAsync() => Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));

    /// <summary>Does something while no asynchronous projection runs.</summary>
    public async Task WithoutProjectionsAsync(Func<Task> meanwhile)
    {
        await CatchUpAsync();
        var daemon = Host.Services.GetRequiredService<IProjectionCoordinator>().DaemonForMainDatabase();
        await daemon.StopAllAsync();
        try
        {
            await meanwhile();
        }
        finally
        {
            await daemon.StartAllAsync();
        }
        await CatchUpAsync();
    }

    /// <summary>One of its parts.</summary>
    public T Part<T>()
        where T : notnull => Host.Services.GetRequiredService<T>();

    /// <summary>Reads from it.</summary>
    public async Task<T> GetAsync<T>(string path) => (await Http.GetFromJsonAsync<T>(path))!;

    /// <summary>Waits until an event is as it should be, and returns it.</summary>
    public async Task<EventDetail> UntilAsync(string eventId, string what, Func<EventDetail, bool> good)
    {
        EventDetail? detail = null;
        await Eventually.HoldsAsync(what, async () => good(detail = await GetAsync<EventDetail>($"/api/events/{eventId}")));
        return detail!;
    }

    /// <summary>The commands that a VEN was sent, in order.</summary>
    public List<VenCommand> SentTo(string venId) =>
        [.. Broker.Published.Where(p => p.Topic == Topics.Command(venId)).Select(p => Read(p.Payload))];

    /// <summary>Has a VEN obey the newest command that it was sent.</summary>
    public Task ObeyAsync(string venId)
    {
        var command = SentTo(venId)[^1];
        return DeliverAsync(
            (
                Topics.Ack(venId),
                JsonSerializer.Serialize(
                    new
                    {
                        op = command.Op,
                        correlationId = command.CorrelationId,
                        ok = true,
                    }
                )
            )
        );
    }

    /// <summary>
    /// Has the outbox look at what is due now, and returns when it has: a question that no VEN answers is asked again then, and what else was
    /// due before it.
    /// </summary>
    public async Task OutboxLooksAsync()
    {
        var venId = $"unanswering-{Guid.NewGuid():N}";
        await ReportAsync(1, venId);
        (await Http.PostAsJsonAsync($"/api/vens/{venId}/commands", new SendCommandRequest(CommandOps.Ping))).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the question is asked", () => SentTo(venId).Count == 1);
        await Eventually.HoldsAsync("that it was asked is stored", async () => await AttemptsAsync(venId) == 1);
        Clock.Turn(3);
        await Eventually.HoldsAsync("the question is asked again", () => SentTo(venId).Count == 2);
        await Eventually.HoldsAsync("that it was asked again is stored", async () => await AttemptsAsync(venId) == 2);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await StopAsync();
        await _database.DisposeAsync();
        await Clock.DisposeAsync();
    }

    private async Task<int> AttemptsAsync(string venId)
    {
        await using var session = Store.QuerySession();
        var asked = await session.Query<Features.Participations.Participation>().Where(p => p.VenId == venId).ToListAsync();
        return asked.Single().Commands.Single().Attempts;
    }

    private static VenCommand Read(string payload) =>
        VenCommand.Read(System.Text.Encoding.UTF8.GetBytes(payload)).TryGet(out var command, out var error)
            ? command
            : throw new InvalidDataException(error);
}
