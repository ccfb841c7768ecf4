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

    [Fact]
    public void what_it_sets_are_settings_of_the_program_that_it_starts()
    {
        var text = Repository.Read(Unit);
        text.ShouldContain($"ExecStart=/usr/lib/drevents/{typeof(Joined).Assembly.GetName().Name}\n");
        Setting()
            .Matches(text)
            .Select(m => m.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
            .Except(["HOME"])
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

    [GeneratedRegex(@"(?m)^Environment=(\w+)=")]
    private static partial Regex Setting();
}
