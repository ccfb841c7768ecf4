using DrEvents.Backend.Features.Live;
using DrEvents.Backend.Hosting;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using Marten;

namespace DrEvents.Backend.Tests.Hosting;

/// <summary>The backend's event store over a database of its own, without the rest of the backend. Made anew for every test class.</summary>
public sealed class StoreFixture : IAsyncLifetime
{
    private string _connectionString = "";

    /// <summary>The store.</summary>
    public DocumentStore Store { get; private set; } = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        _connectionString = await TestServer.CreateAsync();
        Store = DocumentStore.For(options => EventStore.Configure(options, _connectionString));
        await Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
    }

    /// <summary>Appends events to a stream.</summary>
    public async Task AppendAsync(string stream, params object[] events)
    {
        await using var session = Store.LightweightSession();
        session.Events.Append(stream, events);
        await session.SaveChangesAsync();
    }

    /// <summary>Builds a projection from the first event on, as an operator does.</summary>
    public async Task RebuildAsync(string projection)
    {
        using var daemon = await Store.BuildProjectionDaemonAsync();
        await daemon.RebuildProjectionAsync(projection, TimeSpan.FromSeconds(60), CancellationToken.None);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await TestServer.DropAsync(_connectionString);
    }
}
