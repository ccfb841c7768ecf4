using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests;

/// <summary>What the audit of packages makes of the words of <c>dotnet list</c>: a source without a list is not taken for one without weaknesses, nor for a command that failed.</summary>
public sealed class AuditScriptTests : IDisposable
{
    private const string NoneFound = "The given project `A` has no vulnerable packages given the current sources.";
    private const string Found =
        "Project `A` has the following vulnerable packages\n   Top-level Package  Requested\n   > Weak.Package  1.0.0  1.0.0  High";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-audit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(0, 0, NoneFound)]
    [InlineData(1, 0, NoneFound + "\n" + Found)]
    [InlineData(3, 0, NoneFound + "\nwarn : NU1905: the source did not provide a vulnerability database")]
    [InlineData(3, 1, "error: Unable to load the service index for source https://packages.example/index.json.")]
    [InlineData(4, 1, "error: No assets file was found for `A`. Please run restore before running this command.")]
    [InlineData(4, 0, "error: No assets file was found for `A`. Please run restore before running this command.")]
    [InlineData(4, 127, "")]
    public async Task says_by_its_exit_code_what_was_found_out(int exitCode, int ofDotNet, string said)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is of Unix.");
        var words = Path.Combine(_folder.FullName, "said");
        await File.WriteAllTextAsync(words, said + "\n");
        var dotnet = Path.Combine(_folder.FullName, "dotnet");
        await File.WriteAllTextAsync(dotnet, $"#!/bin/sh\ncat '{words}'\nexit {ofDotNet}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = $"PATH={_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";

        var end = await new Command(["env", path, "bash", Repository.PathOf("ops/scripts/audit-dependencies")]).RunAsync();

        end.ExitCode.ShouldBe(exitCode, end.Text);
        end.Text.Contains("no package with a known weakness", StringComparison.Ordinal).ShouldBe(exitCode == 0);
    }
}
