using DrEvents.Local.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>A temporary folder and the servers that a test runs on it, one after the other.</summary>
public sealed class ServerInFolder : IAsyncDisposable
{
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("drevents-local-tests-");
    private PostgresServer? server;

    /// <summary>The folder for the data, of which nothing exists yet.</summary>
    public string Data => Path.Combine(temporary.FullName, "data");

    /// <summary>Opens the temporary folder for everybody, as a home folder often is.</summary>
    public ServerInFolder()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(temporary.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    /// <summary>A server on the folder, as a new process of DrEvents would make it.</summary>
    public PostgresServer New(Func<PostgresOptions, PostgresOptions>? change = null)
    {
        var options = new PostgresOptions { DataDirectory = Data, Durability = Durability.ForgetfulTestsOnly };
        server = new PostgresServer(change?.Invoke(options) ?? options, NullLogger<PostgresServer>.Instance);
        return server;
    }

    /// <summary>Starts such a server.</summary>
    public async Task<PostgresServer> StartAsync()
    {
        var started = New();
        await started.StartAsync();
        return started;
    }

    /// <summary>Runs SQL as the superuser and gives its first value.</summary>
    public static async Task<object?> RunAsync(PostgresServer on, string sql)
    {
        await using var connection = new NpgsqlConnection(on.SuperuserConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.StopAsync();
        temporary.Delete(recursive: true);
    }
}
