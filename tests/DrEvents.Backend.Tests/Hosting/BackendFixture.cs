using System.Collections.Concurrent;
using System.Text;
using Alba;
using DrEvents.Backend.Features.Vens;
using DrEvents.Backend.Mqtt;
using DrEvents.Testing;
using Marten;
using Marten.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>
/// The whole backend over a database of its own. Messages are put into its inbox as the broker's connection does; what it publishes is
/// recorded. The connection itself finds no broker and goes on trying.
/// </summary>
public sealed class BackendFixture : IAsyncLifetime
{
    /// <summary>An origin whose pages may use it.</summary>
    public const string FrontEnd = "https://front-end.example:8443";

    private readonly SettlementFiles _settlement = new(SettlementFiles.ForAll);

    /// <summary>Its database.</summary>
    public TestDatabase Database { get; private set; } = null!;

    /// <summary>The running backend.</summary>
    public IAlbaHost Host { get; private set; } = null!;

    /// <summary>What it published.</summary>
    public RecordingBroker Broker { get; } = new();

    /// <summary>What it remembers of VENs.</summary>
    public VenDirectory Directory => Host.Services.GetRequiredService<VenDirectory>();

    /// <summary>Its store.</summary>
    public IDocumentStore Store => Host.Services.GetRequiredService<IDocumentStore>();

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        Database = await BackendDatabase.CreateAsync();
        var settings = new Dictionary<string, string?>(_settlement.Settings) { ["Identity:CaFile"] = _settlement.PathOf("authority.pem") };
        Host = await StartAsync(Database.ConnectionString, Broker, TimeProvider.System, settings);
    }

    /// <summary>Starts a backend over this database, with a broker that records, by this clock, and with further settings and services.</summary>
    public static Task<IAlbaHost> StartAsync(
        string connectionString,
        RecordingBroker broker,
        TimeProvider clock,
        IReadOnlyDictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = connectionString,
                ["Mqtt:Host"] = "127.0.0.1",
                ["Mqtt:Port"] = "1",
                ["Http:AllowedOrigins:0"] = FrontEnd,
                // Without it there is no such file.
                ["Http:SecurityContact"] = "mailto:security@drevents.example",
                ["Store:Migrate"] = BackendDatabase.IsToMigrate(connectionString),
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Services.AddSingleton(clock);
        DrEvents.Backend.Backend.Configure(builder);
        builder.Services.AddSingleton<IBroker>(broker);
        services?.Invoke(builder.Services);
        return AlbaHost.For(builder, DrEvents.Backend.Backend.Map);
    }

    /// <summary>Delivers messages and returns when the backend has acknowledged all of them, which it does when they are stored.</summary>
    public Task DeliverAsync(params (string Topic, string Payload)[] messages) => DeliverAsync(Host, messages);

    /// <inheritdoc cref="DeliverAsync((string, string)[])"/>
    public static async Task DeliverAsync(IAlbaHost host, params (string Topic, string Payload)[] messages)
    {
        var stored = new CountdownEvent(messages.Length);
        var inbox = host.Services.GetRequiredService<Inbox>();
        var clock = host.Services.GetRequiredService<TimeProvider>();
        foreach (var (topic, payload) in messages)
        {
            await inbox.PutAsync(
                new InboundMessage(
                    topic,
                    Encoding.UTF8.GetBytes(payload),
                    DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds()),
                    () =>
                    {
                        stored.Signal();
                        return Task.CompletedTask;
                    }
                ),
                CancellationToken.None
            );
        }
        await Eventually.HoldsAsync("all messages are acknowledged", () => stored.IsSet);
        stored.Dispose();
    }

    /// <summary>Waits until the asynchronous projections have seen all that is stored.</summary>
    public Task CatchUpAsync() => Store.WaitForNonStaleProjectionDataAsync(TimeSpan.FromSeconds(30));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Database.DisposeAsync();
        _settlement.Dispose();
    }
}

/// <summary>Takes every message and keeps it.</summary>
/// <param name="clock">By which it takes them; the machine's where none is named.</param>
public sealed class RecordingBroker(TimeProvider? clock = null) : IBroker
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;

    /// <summary>What was published, in order.</summary>
    public ConcurrentQueue<(string Topic, string Payload)> Published { get; } = new();

    /// <inheritdoc />
    public DateTimeOffset? ConnectedAt { get; } = (clock ?? TimeProvider.System).GetUtcNow();

    /// <inheritdoc />
    public string? Problem => null;

    /// <inheritdoc />
    public Task<bool> PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        Action<DateTimeOffset> handed,
        CancellationToken cancellation
    )
    {
        handed(_clock.GetUtcNow());
        Published.Enqueue((topic, Encoding.UTF8.GetString(payload.Span)));
        return Task.FromResult(true);
    }
}
