using System.Globalization;
using System.Text.RegularExpressions;
using DrEvents.Backend.Hosting;
using DrEvents.Host;
using DrEvents.Local.Processes;

namespace DrEvents.Docs.Tests;

/// <summary>The unit of backend and pages, as systemd's own tool and the program's settings read it.</summary>
public sealed partial class ServiceFileTests : IDisposable
{
    private const string Unit = "ops/systemd/drevents.service";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-unit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task systemd_knows_every_key() => (await ProblemsAsync("ProtectHome=yes", "ProtectHome=yes")).ShouldBeEmpty();

    [Theory]
    [InlineData("RestartPreventExitStatus=2", "RestartPreventExitCode=2", "RestartPreventExitCode")]
    [InlineData("TimeoutStopSec=60", "TimeoutStopSec=for ever", "for ever")]
    public async Task a_mistake_is_found(string right, string wrong, string problem) =>
        (await ProblemsAsync(right, wrong)).ShouldContain(problem);

    /// <summary>By systemd's own scale from 0 to 10: what is below 2 it calls well protected.</summary>
    [Theory]
    [InlineData("drevents.service", 1.6)]
    [InlineData("drevents-ven.service", 1.4)]
    public async Task a_process_has_only_what_it_needs(string unit, double exposureMax)
    {
        Assert.SkipWhen(Executables.Find("systemd-analyze", Executables.Path) is null, "systemd-analyze is not installed");
        var file = Path.Combine(_folder.FullName, unit);
        var text = Programs().Replace(Repository.Read($"ops/systemd/{unit}"), "ExecStart=/bin/true");
        await File.WriteAllTextAsync(file, text);

        var said = (await new Command(["systemd-analyze", "security", "--offline=true", "--no-pager", file]).RunAsync()).Text;

        var level = Exposure().Match(said);
        level.Success.ShouldBeTrue(said);
        double.Parse(level.Groups[1].Value, CultureInfo.InvariantCulture).ShouldBeLessThanOrEqualTo(exposureMax, said);
    }

    /// <summary>Keys and passwords are in a process's memory, which a dump writes down and the port of .NET's diagnostics hands out.</summary>
    [Theory]
    [InlineData("drevents.service")]
    [InlineData("drevents-ven.service")]
    public void a_process_that_crashes_leaves_no_secret_behind(string unit)
    {
        var text = Repository.Read($"ops/systemd/{unit}");

        text.ShouldContain("\nLimitCORE=0\n");
        text.ShouldContain("\nEnvironment=DOTNET_EnableDiagnostics=0\n");
    }

    [Fact]
    public void what_it_sets_are_settings_of_the_program_that_it_starts()
    {
        var text = Repository.Read(Unit);
        text.ShouldContain($"ExecStart=/usr/lib/drevents/{typeof(Joined).Assembly.GetName().Name}\n");
        Setting()
            .Matches(text)
            .Select(m => m.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
            .Except(["HOME", "DOTNET_EnableDiagnostics"])
            .Except(Settings.Names([Joined.Section, .. Backend.Backend.Sections()]), StringComparer.OrdinalIgnoreCase)
            .ShouldBeEmpty();
    }

    private async Task<string> ProblemsAsync(string right, string wrong)
    {
        Assert.SkipWhen(Executables.Find("systemd-analyze", Executables.Path) is null, "systemd-analyze is not installed");
        var text = Repository.Read(Unit);
        text.ShouldContain(right);
        var unit = Path.Combine(_folder.FullName, "drevents.service");
        // The program is not installed here.
        text = text.Replace("/usr/lib/drevents/DrEvents.Host", "/bin/true", StringComparison.Ordinal);
        await File.WriteAllTextAsync(unit, text.Replace(right, wrong, StringComparison.Ordinal));
        var said = (await new Command(["systemd-analyze", "verify", "--man=no", unit]).RunAsync()).Text.Split('\n');
        return string.Join('\n', said.Where(line => line.Contains(_folder.FullName, StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"(?m)^ExecStart=.*$")]
    private static partial Regex Programs();

    [GeneratedRegex(@"exposure level for \S+: ([0-9.]+)")]
    private static partial Regex Exposure();

    [GeneratedRegex(@"(?m)^Environment=(\w+)=")]
    private static partial Regex Setting();
}
