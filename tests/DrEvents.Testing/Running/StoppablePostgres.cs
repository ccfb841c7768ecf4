using DrEvents.Local.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Testing.Running;

/// <summary>A PostgreSQL of a test's own, that can be stopped and started again with its data, and that is gone with the test.</summary>
public sealed class StoppablePostgres : IAsyncDisposable
{
    private const string Database = "drevents";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-postgres-");
    private readonly PostgresServer _server;

    private StoppablePostgres() =>
        _server = new PostgresServer(
            new PostgresOptions { DataDirectory = _folder.FullName, Durability = Durability.ForgetfulTestsOnly },
            NullLogger<PostgresServer>.Instance
        );

    /// <summary>How to connect.</summary>
    public string ConnectionString => _server.ConnectionString(Database);

    /// <summary>Starts one with an empty database.</summary>
    public static async Task<StoppablePostgres> StartNewAsync()
    {
        var postgres = new StoppablePostgres();
        try
        {
            await postgres.StartAsync();
            await postgres._server.EnsureDatabaseAsync(Database);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again, on the same port.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>Stops it; connections are ended in the middle of what they do.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
