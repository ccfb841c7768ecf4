using System.Text.RegularExpressions;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Tests.Demo;

/// <summary>The demo as a program.</summary>
public sealed partial class The_demo : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-demo-");

    [Fact]
    public async Task is_followed_on_the_pages_without_a_terminal_too()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        var program = Path.Combine(AppContext.BaseDirectory, "DrEvents.Local.dll");
        var end = await new Command(["dotnet", program, "demo", "--watch", "--pause", "1s", $"--Local:DataDirectory={_folder.FullName}"])
        {
            Timeout = TimeSpan.FromMinutes(4),
        }.RunAsync(TestContext.Current.CancellationToken);

        end.ExitCode.ShouldBe(0, end.Text);
        end.Output.ShouldContain("All ten steps hold.");
        var lines = end.Output.Split(Environment.NewLine, StringSplitOptions.TrimEntries);
        var said = Enumerable.Range(1, 10).Select(n => Array.FindIndex(lines, l => Regex.IsMatch(l, $@"\A{n}\s+[a-z ]+: "))).ToList();
        var held = Enumerable.Range(1, 10).Select(n => Array.FindIndex(lines, l => Regex.IsMatch(l, $@"\Aok\s+{n}\s"))).ToList();
        said.Zip(held).ShouldAllBe(step => step.First >= 0 && step.First < step.Second);
        said.ShouldAllBe(i => Link().IsMatch(lines[i + 1]));
        lines[said[4] + 1].ShouldMatch("/events/evt-[0-9a-f]{8}$");
        _folder.GetFileSystemInfos().ShouldBeEmpty("its data is thrown away");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"\Ahttp://localhost:\d+/\S*\z")]
    private static partial Regex Link();
}
