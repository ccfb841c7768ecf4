using DrEvents.Local.Processes;

namespace DrEvents.Terraform.Tests.Tools;

/// <summary>
/// What <c>package-lock.json</c> pins beside this file, installed by npm into a folder of the build's: once for a build, and again when the pins change.
/// No script of a package is run.
/// </summary>
internal static class NpmTools
{
    private static readonly Lazy<Task<string>> Installed = new(InstallAsync);
    private static readonly string Source = Repository.PathOf("tests/DrEvents.Terraform.Tests/Tools");

    /// <summary>The provider's package.</summary>
    public static async Task<string> ProviderAsync() => Path.Combine(await Installed.Value, "node_modules", "@cdktf", "provider-aws");

    /// <summary>Every .tf file below a folder, by its path there, as JSON.</summary>
    public static async Task<string> ReadHclAsync(string folder) =>
        await new Command([Program("node"), Path.Combine(Source, "read-hcl.mjs"), folder])
        {
            WorkingDirectory = await Installed.Value,
        }.RunOrThrowAsync();

    /// <summary>A program of the search path.</summary>
    public static string Program(string name) =>
        Executables.Find(name, Executables.Path) ?? throw new InvalidOperationException($"{name} is not installed; .ci/run installs it");

    private static async Task<string> InstallAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "npm");
        var pins = await File.ReadAllTextAsync(Path.Combine(Source, "package-lock.json"));
        var marker = Path.Combine(folder, "finished.lock.json");
        if (File.Exists(marker) && await File.ReadAllTextAsync(marker) == pins)
            return folder;
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Source, "package.json"), Path.Combine(folder, "package.json"), overwrite: true);
        await File.WriteAllTextAsync(Path.Combine(folder, "package-lock.json"), pins);
        await new Command([Program("npm"), "ci", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = folder,
            Timeout = TimeSpan.FromMinutes(5),
        }.RunOrThrowAsync();
        await File.WriteAllTextAsync(marker, pins);
        return folder;
    }
}
