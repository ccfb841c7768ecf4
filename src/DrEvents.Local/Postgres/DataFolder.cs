using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Postgres;

/// <summary>
/// What a server keeps: <c>cluster</c> (PostgreSQL's own data directory), <c>password</c> (generated, for our eyes only) and
/// <c>lock</c>, held while a process uses the folder, so that a server found running without it is an orphan.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    private readonly PostgresBinaries binaries;
    private readonly ServerAccount account;
    private readonly string root;
    private readonly FileStream held;

    private DataFolder(string root, PostgresBinaries binaries, ServerAccount account, FileStream held)
    {
        (this.root, this.binaries, this.account, this.held) = (root, binaries, account, held);
    }

    /// <summary>PostgreSQL's data directory.</summary>
    public string Cluster => Path.Combine(root, "cluster");

    private string PasswordFile => Path.Combine(root, "password");

    private string PidFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>Takes the folder for this process, making it when it is new.</summary>
    /// <exception cref="PostgresUnavailableException">Another process uses it, or it belongs to another user.</exception>
    public static async Task<DataFolder> OpenAsync(string root, PostgresBinaries binaries, ServerAccount account, CancellationToken cancel)
    {
        try
        {
            CreatePrivate(root);
            var held = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var folder = new DataFolder(root, binaries, account, held);
            await account.OwnAsync([root], cancel);
            return folder;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new PostgresUnavailableException(
                $"{root} belongs to another user: it was made by a run as root or by somebody else.",
                refused
            );
        }
        catch (IOException busy)
        {
            throw new PostgresUnavailableException($"{root} is in use by another running process: {busy.Message}", busy);
        }
    }

    /// <summary>The superuser's password.</summary>
    public string ReadPassword() => File.ReadAllText(PasswordFile).Trim();

    /// <summary>Makes the database cluster unless it is there. Cut off half-way, it leaves nothing that looks like one.</summary>
    public async Task InitializeAsync(Durability durability, CancellationToken cancel)
    {
        if (Directory.Exists(Cluster))
            return;
        var unfinished = Cluster + ".new";
        if (Directory.Exists(unfinished))
            Directory.Delete(unfinished, recursive: true);
        File.Delete(PasswordFile);
        await using (var password = new FileStream(PasswordFile, PrivateFile()))
        await using (var writer = new StreamWriter(password))
            await writer.WriteAsync(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
        await account.OwnAsync([PasswordFile], cancel);
        var made = await account.Command([binaries.Initdb, .. InitdbArguments(unfinished, durability)]).RunAsync(cancel);
        if (made.ExitCode != 0)
            throw new PostgresUnavailableException($"PostgreSQL could not make a database in {unfinished}:\n{made.Text}");
        Directory.Move(unfinished, Cluster);
    }

    /// <summary>
    /// Stops a server that a crashed run left behind, and removes a pid file whose process is somebody else by now.
    /// We hold the lock, so no living run of ours owns that server.
    /// </summary>
    public async Task EndOrphanAsync(CancellationToken cancel)
    {
        if (PostmasterId() is not { } id)
            return;
        if (IsPostgres(id))
            await StopServerAsync("fast", StopTimeout, cancel);
        else
            File.Delete(PidFile);
    }

    /// <summary>Asks the running server to stop; false when it did not within the time.</summary>
    /// <param name="mode">pg_ctl's mode: <c>fast</c> ends sessions and checkpoints, <c>immediate</c> leaves a recovery to the next start.</param>
    /// <param name="timeout">How long to wait for it.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<bool> StopServerAsync(string mode, TimeSpan timeout, CancellationToken cancel)
    {
        var seconds = timeout.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var result = await account
            .Command(binaries.PgCtl, "stop", "--pgdata", Cluster, "--mode", mode, "--wait", "--timeout", seconds)
            .RunAsync(cancel);
        return result.ExitCode == 0 || PostmasterId() is null;
    }

    /// <summary>Kills the server's main process; its others end by themselves when they miss it.</summary>
    public void KillServer()
    {
        if (PostmasterId() is { } id && IsPostgres(id))
        {
            using var postmaster = Process.GetProcessById(id);
            postmaster.Kill();
        }
    }

    /// <summary>The process id in the pid file, or null when there is none.</summary>
    public int? PostmasterId() =>
        File.Exists(PidFile) && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();

    private IEnumerable<string> InitdbArguments(string cluster, Durability durability) =>
        [
            $"--pgdata={cluster}",
            $"--username={PostgresServer.Superuser}",
            $"--pwfile={PasswordFile}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            .. durability == Durability.Full ? Array.Empty<string>() : ["--no-sync"],
        ];

    private static bool IsPostgres(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal) && !IsZombie(id);
        }
        catch (ArgumentException)
        {
            // No process has this id.
            return false;
        }
    }

    // A container without an init process keeps the dead until it ends itself, and PostgreSQL takes them for the living.
    private static bool IsZombie(int id)
    {
        var status = $"/proc/{id}/status";
        return File.Exists(status) && File.ReadLines(status).Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
