using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Testing;
using DrEvents.Testing.Running;

namespace DrEvents.Local.Tests;

/// <summary>The program as a newcomer starts it, and stops it with Ctrl-C while its VENs report and an event runs.</summary>
public sealed class The_whole_system : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-whole-");
    private readonly ConcurrentQueue<string> _said = new();

    [Fact]
    public async Task stops_in_order_and_without_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        var http = FreePort.Find();
        string[] line =
        [
            "dotnet",
            Path.Combine(AppContext.BaseDirectory, "DrEvents.Local.dll"),
            $"--Local:DataDirectory={Path.Combine(_folder.FullName, "data")}",
            $"--Local:HttpPort={http}",
            "--Local:MqttPort=0",
            $"--Local:VenPort={FreePort.Find()}",
            "--Local:FleetSize=20",
            "--Local:HistoryDays=1",
            "--Local:ReportIntervalSeconds=1",
        ];
        using var program = await ChildProcess.StartAsync([], "KILL", line, _said.Enqueue);
        try
        {
            await Eventually.HoldsAsync("it runs", () => !program.IsRunning || Said("Ctrl-C stops it"), withinS: 90);
            program.IsRunning.ShouldBeTrue($"it runs; it said {Words()}");
            using var backend = new HttpClient { BaseAddress = new Uri($"http://localhost:{http}") };
            Said($"Open the pages: http://localhost:{http}/").ShouldBeTrue("it says where the pages are");
            Said($"http://localhost:{http}/docs/api").ShouldBeTrue("it names the page of its interface");
            (await backend.GetAsync("docs/api/")).EnsureSuccessStatusCode();
            await Eventually.HoldsAsync("all VENs are online", async () => await OnlineAsync(backend) == 21, withinS: 60);
            var now = TimeProvider.System.GetUtcNow();
            using var created = await backend.PostAsJsonAsync("/api/events", new CreateEventRequest(now, now.AddMinutes(5), 20, "active"));
            created.EnsureSuccessStatusCode();
            ListensToThisMachineAlone(http);

            // Whoever runs the tests in the background has their children ignore the signal of Ctrl-C; this one is handled in the same way.
            await new Command(["kill", "-TERM", program.Id.ToString(CultureInfo.InvariantCulture)]).RunOrThrowAsync();

            (await program.WaitForExitAsync(TimeSpan.FromSeconds(40))).ShouldBeTrue($"it ends; it said {Words()}");
            (await program.Exited).ShouldBe(0);
            await program.LastWordsAsync();
            Said("Application is shutting down").ShouldBeTrue();
            _said
                .Where(l => l.StartsWith("fail:", StringComparison.Ordinal) || l.StartsWith("crit:", StringComparison.Ordinal))
                .ShouldBeEmpty();
        }
        finally
        {
            if (program.IsRunning)
                program.Kill();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Nothing is set up, so nobody is asked who he is: what it opens must not be open to the network.</summary>
    private void ListensToThisMachineAlone(int http)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var all = ListeningSockets.Of(_folder.FullName);
        all.Count.ShouldBeGreaterThanOrEqualTo(4, "backend, both ports of the broker, and the page of a VEN");
        all.ShouldContain(e => e.Port == http);
        all.Where(e => !IPAddress.IsLoopback(e.Address)).ShouldBeEmpty();
    }

    private string Words() => string.Join(Environment.NewLine, _said.TakeLast(60));

    private bool Said(string words) => _said.Any(l => l.Contains(words, StringComparison.Ordinal));

    private static async Task<int> OnlineAsync(HttpClient backend) =>
        (await backend.GetFromJsonAsync<List<VenView>>("/api/vens"))!.Count(v => v.Status == "online");
}
