using System.Globalization;
using System.Runtime.InteropServices;
using DrEvents.Local.Postgres;
using DrEvents.Local.Processes;
using DrEvents.Testing.Mqtt;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace DrEvents.Benchmarks.Surroundings;

/// <summary>What all benchmarks of a run share: one PostgreSQL that forces every commit to disk, as in the field.</summary>
internal sealed class Machine : IAsyncDisposable
{
    private static readonly string[] Settings =
    [
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "wal_level",
        "shared_buffers",
        "max_wal_size",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-benchmarks-");
    private readonly PostgresServer _postgres;

    private Machine() =>
        _postgres = new PostgresServer(
            new PostgresOptions { DataDirectory = _folder.FullName, Durability = Durability.Full },
            NullLogger<PostgresServer>.Instance
        );

    public static async Task<Machine> StartAsync(CancellationToken cancellation)
    {
        var machine = new Machine();
        await machine._postgres.StartAsync(cancellation);
        return machine;
    }

    /// <summary>Makes a database and says how a backend connects to it.</summary>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellation)
    {
        await _postgres.EnsureDatabaseAsync(name, cancellation);
        return _postgres.ConnectionString(name);
    }

    /// <summary>Makes a copy of a database that nobody is connected to, with the same owner, and says how a backend connects to it.</summary>
    public async Task<string> CopyDatabaseAsync(string name, string of, CancellationToken cancellation)
    {
        NpgsqlConnection.ClearAllPools();
        await using var source = NpgsqlDataSource.Create(_postgres.SuperuserConnectionString("postgres"));
        var owner = await ScalarAsync(source, $"select pg_get_userbyid(datdba) from pg_database where datname = '{of}'", cancellation);
        await using var command = source.CreateCommand($"create database {name} template {of} owner {owner}");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
        return _postgres.ConnectionString(name);
    }

    /// <summary>Drops a database, whoever is still connected to it.</summary>
    public async Task DropDatabaseAsync(string name, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(_postgres.SuperuserConnectionString("postgres"));
        await using var command = source.CreateCommand($"drop database {name} with (force)");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Writes to the disk what PostgreSQL keeps in memory, so that the next measurement does not pay for it.</summary>
    public async Task CheckpointAsync(CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(_postgres.SuperuserConnectionString("postgres"));
        await using var command = source.CreateCommand("checkpoint");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>What a reader has to know to compare the figures with those of another machine.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FactsAsync(CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(_postgres.SuperuserConnectionString("postgres"));
        var settings = new List<string>();
        foreach (var setting in Settings)
            settings.Add($"{setting}={await ScalarAsync(source, $"show {setting}", cancellation)}");
        var memoryGiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30);
        return new Dictionary<string, string>
        {
            ["machine"] = string.Create(
                CultureInfo.InvariantCulture,
                $"{Environment.ProcessorCount} cores, {CpuModel()}, {memoryGiB:0} GiB"
            ),
            ["system"] = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}",
            ["PostgreSQL"] = $"{await ScalarAsync(source, "show server_version", cancellation)}: {string.Join(", ", settings)}",
            ["broker"] = await BrokerAsync(cancellation),
        };
    }

    /// <summary>From Linux' /proc.</summary>
    private static string CpuModel()
    {
        const string Key = "model name";
        var line = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }

    /// <summary>What mosquitto calls itself in the first line of its help.</summary>
    private static async Task<string> BrokerAsync(CancellationToken cancellation) =>
        MosquittoBroker.Program is { } program
            ? (await new Command([program, "-h"]).RunAsync(cancellation)).Output.Split('\n')[0].Trim()
            : "embedded (mosquitto is not installed)";

    private static async Task<object?> ScalarAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _postgres.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
