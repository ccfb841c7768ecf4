using System.Net;
using System.Text.RegularExpressions;
using DrEvents.Local.Processes;
using DrEvents.Testing.Running;

namespace DrEvents.Local.Tests.Demo;

/// <summary>The demo as a program.</summary>
public sealed partial class The_demo : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-demo-");

    private static readonly string[] Found =
    [
        "10 VENs are registered",
        "10 VENs are online",
        "1[2-9] samples of ven-1 are stored",
        "shortfall 0.0 kW",
        "10 commands, ",
        "10 say yes, ",
        @"kW are off the meters \((9\d|1\d\d) %\)",
        "10 VENs are metered against a sealed baseline, 0 by their claim",
        "10 VENs restored, ",
        "10 responding .* stored events is identical",
    ];

    [Fact]
    public async Task is_followed_on_the_pages_without_a_terminal_too()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        var program = Path.Combine(AppContext.BaseDirectory, "DrEvents.Local.dll");
        var running = new Command(["dotnet", program, "demo", "--watch", "--pause", "1s", $"--Local:DataDirectory={_folder.FullName}"])
        {
            Timeout = TimeSpan.FromMinutes(4),
        }.RunAsync(TestContext.Current.CancellationToken);
        var opened = await OpenedUntilAsync(running);
        var end = await running;

        // How long steps take beside other work is no matter of a test: what they find is, and that the end says whether all hold.
        foreach (var found in Found)
            end.Output.ShouldMatch(found);
        var isMissed = end.Output.Contains("FAIL", StringComparison.Ordinal);
        end.ExitCode.ShouldBe(isMissed ? 1 : 0, end.Text);
        end.Output.Contains("All ten steps hold.", StringComparison.Ordinal).ShouldBe(!isMissed, end.Text);
        var lines = end.Output.Split(Environment.NewLine, StringSplitOptions.TrimEntries);
        var said = Enumerable.Range(1, 10).Select(n => Array.FindIndex(lines, l => Regex.IsMatch(l, $@"\A{n}\s+[a-z ]+: "))).ToList();
        var held = Enumerable.Range(1, 10).Select(n => Array.FindIndex(lines, l => Regex.IsMatch(l, $@"\A(ok|FAIL)\s+{n}\s"))).ToList();
        said.Zip(held).ShouldAllBe(step => step.First >= 0 && step.First < step.Second);
        said.ShouldAllBe(i => Link().IsMatch(lines[i + 1]));
        lines[said[4] + 1].ShouldMatch("/events/evt-[0-9a-f]{8}$");
        _folder.GetFileSystemInfos().ShouldBeEmpty("its data is thrown away");
        if (OperatingSystem.IsLinux())
            opened.Count.ShouldBeGreaterThanOrEqualTo(3, "backend and both ports of the broker");
        opened.Where(e => !IPAddress.IsLoopback(e.Address)).ShouldBeEmpty("nobody is asked who he is");
    }

    /// <summary>Where it listens, looked at again and again.</summary>
    private async Task<HashSet<IPEndPoint>> OpenedUntilAsync(Task ended)
    {
        HashSet<IPEndPoint> opened = [];
        while (OperatingSystem.IsLinux() && await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(1))) != ended)
            opened.UnionWith(ListeningSockets.Of(_folder.FullName));
        return opened;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex(@"\Ahttp://localhost:\d+/\S*\z")]
    private static partial Regex Link();
}
