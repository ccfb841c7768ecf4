using DrEvents.Backend.Features.Ingest;
using DrEvents.Backend.Mqtt;
using DrEvents.Benchmarks.Ingest;
using DrEvents.Benchmarks.Surroundings;
using Marten;
using Marten.Events.Projections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Wolverine;
using Wolverine.Runtime;

namespace DrEvents.Benchmarks.Store;

/// <summary>
/// The backend's store and its way in, in this process. Only the ingest is started, and messages, because states tell of stored events: no
/// broker is there and no projection runs.
/// </summary>
internal sealed class StoreBed : IAsyncDisposable
{
    private readonly WebApplication _backend;

    private readonly WolverineRuntime _messages;

    private IngestLoop Ingest => _backend.Services.GetRequiredService<IngestLoop>();

    private StoreBed(WebApplication backend, NpgsqlDataSource database)
    {
        (_backend, Database) = (backend, database);
        _messages = backend.Services.GetServices<IHostedService>().OfType<WolverineRuntime>().Single();
    }

    public NpgsqlDataSource Database { get; }

    public Inbox Inbox => _backend.Services.GetRequiredService<Inbox>();

    /// <summary>One of the backend's services.</summary>
    public T Service<T>()
        where T : notnull => _backend.Services.GetRequiredService<T>();

    /// <summary>One of the backend's services that run.</summary>
    public T Hosted<T>()
        where T : IHostedService => _backend.Services.GetServices<IHostedService>().OfType<T>().Single();

    public DocumentStore Store => (DocumentStore)_backend.Services.GetRequiredService<IDocumentStore>();

    /// <summary>Makes a database and all tables in it.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="name">Its name.</param>
    /// <param name="projections">More projections than the backend has.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<StoreBed> CreateAsync(
        Machine machine,
        string name,
        Action<ProjectionOptions> projections,
        CancellationToken cancellation
    )
    {
        var connectionString = await machine.CreateDatabaseAsync(name, cancellation);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:Postgres"] = connectionString, ["Mqtt:Host"] = "127.0.0.1" }
        );
        Backend.Backend.Configure(builder);
        builder.Services.ConfigureMarten(o => projections(o.Projections));
        builder.Services.AddSingleton<IWolverineExtension, WithoutAgents>();
        var bed = new StoreBed(builder.Build(), NpgsqlDataSource.Create(connectionString));
        await bed.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        await bed._messages.StartAsync(cancellation);
        await bed.Ingest.StartAsync(cancellation);
        return bed;
    }

    /// <summary>Messages as the broker delivers them, already in memory.</summary>
    public static List<InboundMessage> Messages(int vens, int samples, DateTimeOffset begin) =>
        [
            .. SampleSeries
                .Rounds(vens, samples, begin)
                .Select(m => new InboundMessage(m.Topic, m.Payload, DateTimeOffset.UtcNow, () => Task.CompletedTask)),
        ];

    public async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Ingest.StopAsync(CancellationToken.None);
        await _messages.StopAsync(CancellationToken.None);
        await _backend.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Messages are worked on, and nothing runs by itself.</summary>
    internal sealed class WithoutAgents : IWolverineExtension
    {
        public void Configure(WolverineOptions options) => options.Durability.Mode = DurabilityMode.Serverless;
    }
}
