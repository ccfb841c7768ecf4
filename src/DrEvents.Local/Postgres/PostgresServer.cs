using System.Net.Sockets;
using System.Text.RegularExpressions;
using DrEvents.Local.Processes;
using Npgsql;

namespace DrEvents.Local.Postgres;

/// <summary>
/// A PostgreSQL server for this machine alone: it listens on the loopback interface only and asks for a generated password.
/// Stopped or killed, it can be started again on the same data and the same port.
/// </summary>
public sealed partial class PostgresServer(PostgresOptions options, ILogger<PostgresServer> log) : IAsyncDisposable
{
    /// <summary>Who may do everything; for backups and for people.</summary>
    public const string Superuser = "postgres";

    /// <summary>Whom the databases of backends belong to, and whom backends connect as.</summary>
    public const string Owner = "drevents";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(5);

    private PostgresBinaries? binaries;
    private ServerAccount? account;
    private DataFolder? data;
    private ChildProcess? process;
    private readonly DatabaseOwner owner = new(Owner);
    private string password = "";

    /// <summary>The port on the loopback interface, known once started.</summary>
    public int Port { get; private set; } = options.Port;

    /// <summary>The folder that is really used; differs from the wanted one where the server's user could not reach that.</summary>
    public string DataDirectory { get; private set; } = Path.GetFullPath(options.DataDirectory);

    /// <summary>The server's main process while it runs, else null.</summary>
    public int? ProcessId => process is { IsRunning: true } ? data?.PostmasterId() : null;

    /// <summary>Starts the server and returns when it accepts connections.</summary>
    /// <exception cref="PostgresUnavailableException">There is no PostgreSQL, the data are in use, or it does not start.</exception>
    public async Task StartAsync(CancellationToken cancel = default)
    {
        if (process is not null)
            throw new InvalidOperationException("The server was started before.");
        try
        {
            await PrepareAsync(cancel);
            await LaunchAsync(cancel);
            await using var connection = new NpgsqlConnection(Unpooled("postgres"));
            await connection.OpenAsync(cancel);
            await owner.EnsureAsync(connection, cancel);
        }
        catch
        {
            Release();
            throw;
        }
        log.LogInformation("PostgreSQL from {Folder} serves {DataDirectory} on port {Port}", binaries!.Folder, DataDirectory, Port);
    }

    /// <summary>How a backend connects to a database of its own.</summary>
    public string ConnectionString(string database) => ConnectionString(database, Owner, owner.Password);

    /// <summary>How the superuser connects to any database.</summary>
    public string SuperuserConnectionString(string database) => ConnectionString(database, Superuser, password);

    /// <summary>Makes a database for a backend unless it is there. One that an earlier version made as the superuser is handed over.</summary>
    public Task EnsureDatabaseAsync(string database, CancellationToken cancel = default) =>
        owner.EnsureDatabaseAsync(database, Unpooled, cancel);

    /// <summary>Stops the server: its sessions are ended and all is written. One that does not stop in time is killed.</summary>
    public async Task StopAsync(CancellationToken cancel = default)
    {
        if (process is null || data is null)
            return;
        var stopped = await data.StopServerAsync("fast", StopTimeout, cancel);
        if (!stopped)
        {
            log.LogWarning("PostgreSQL did not stop within {Timeout} and is killed; the next start recovers", StopTimeout);
            data.KillServer();
        }
        await process.WaitForExitAsync(KillTimeout);
        Release();
    }

    /// <summary>Kills the server without a warning, as a fault would.</summary>
    public async Task KillAsync()
    {
        if (process is null || data is null)
            return;
        data.KillServer();
        await process.WaitForExitAsync(KillTimeout);
        Release();
    }

    /// <summary>Stops the server.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task PrepareAsync(CancellationToken cancel)
    {
        var wanted = Path.GetFullPath(options.DataDirectory);
        account = await ServerAccount.ResolveAsync(Path.Combine(wanted, "cluster"), cancel);
        DataDirectory = await account.ReachableAsync(wanted, cancel);
        if (DataDirectory != wanted)
        {
            account = await ServerAccount.ResolveAsync(Path.Combine(DataDirectory, "cluster"), cancel);
            log.LogWarning(
                "User {User} cannot reach {Wanted}; PostgreSQL's data are in {DataDirectory}",
                account.User,
                wanted,
                DataDirectory
            );
        }
        var install = options.InstallDirectory ?? Path.Combine(Path.GetDirectoryName(wanted)!, "postgres-binaries");
        install = await account.ReachableAsync(install, cancel);
        binaries = await PostgresBinaries.FindAsync(options.Binaries, install, SearchPlaces.OfThisMachine(), cancel);
        data = await DataFolder.OpenAsync(DataDirectory, binaries, account, cancel);
        await data.EndOrphanAsync(cancel);
        await data.InitializeAsync(options.Durability, cancel);
        password = data.ReadPassword();
    }

    private async Task LaunchAsync(CancellationToken cancel)
    {
        var choose = Port == 0;
        for (var attempt = 1; ; attempt++)
        {
            if (choose)
                Port = FreePort.Find();
            process = await ChildProcess.StartAsync(account!.RunAs, "INT", [binaries!.Postgres, .. Arguments()], Report);
            if (await AcceptsAsync(process, cancel))
                return;
            var lastWords = await process.LastWordsAsync();
            process.Dispose();
            process = null;
            var worthRepeating = (choose && PortTaken().IsMatch(lastWords)) || RemainsOfAKilledServer().IsMatch(lastWords);
            if (!worthRepeating || attempt == FreePort.Attempts)
            {
                if (choose)
                    Port = 0;
                throw new PostgresUnavailableException($"PostgreSQL does not start on port {Port} with {DataDirectory}:\n{lastWords}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        }
    }

    private IEnumerable<string> Arguments() =>
        PostgresSettings.For(options.Durability, Port).SelectMany(setting => new[] { "-c", setting }).Prepend(data!.Cluster).Prepend("-D");

    /// <summary>Whether the started server accepts connections; false when it ended instead.</summary>
    private async Task<bool> AcceptsAsync(ChildProcess server, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(StartTimeout);
        while (server.IsRunning)
        {
            if (await ConnectsAsync(bound.Token))
                return true;
            await server.WaitForExitAsync(TimeSpan.FromMilliseconds(50));
            if (bound.IsCancellationRequested)
            {
                data!.KillServer();
                server.Kill();
                cancel.ThrowIfCancellationRequested();
                return false;
            }
        }
        return false;
    }

    // With the password, so that a stranger's server on the same port is not taken for ours.
    private async Task<bool> ConnectsAsync(CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Unpooled("postgres"));
            await connection.OpenAsync(cancel);
            return true;
        }
        catch (Exception notYet) when (notYet is NpgsqlException or SocketException or OperationCanceledException)
        {
            log.LogTrace(notYet, "PostgreSQL does not accept connections yet");
            return false;
        }
    }

    private string ConnectionString(string database, string role, string secret) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = role,
            Password = secret,
            Database = database,
        }.ConnectionString;

    private string Unpooled(string database) =>
        new NpgsqlConnectionStringBuilder(SuperuserConnectionString(database)) { Pooling = false, Timeout = 5 }.ConnectionString;

    // Clients get their own errors; only what ends the whole server concerns whoever watches it.
    private void Report(string line)
    {
        if (line.Contains("PANIC:", StringComparison.Ordinal))
            log.LogError("PostgreSQL: {Line}", line);
        else
            log.LogDebug("PostgreSQL: {Line}", line);
    }

    private void Release()
    {
        process?.Dispose();
        data?.Dispose();
        (process, data) = (null, null);
    }

    [GeneratedRegex("could not bind|could not create any TCP/IP sockets")]
    private static partial Regex PortTaken();

    // The other processes of a killed server need a moment to notice; until then its shared memory is in use.
    [GeneratedRegex("pre-existing shared memory block|lock file .* already exists")]
    private static partial Regex RemainsOfAKilledServer();
}
