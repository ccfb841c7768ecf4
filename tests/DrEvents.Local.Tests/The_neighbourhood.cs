using System.Net.Http.Json;
using DrEvents.Contracts.Http;
using DrEvents.Local.Processes;
using DrEvents.Mqtt;
using DrEvents.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Local.Tests;

/// <summary>The homes that a newcomer sees.</summary>
public sealed class The_neighbourhood : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("drevents-homes-");

    [Fact]
    public void is_mixed_and_each_home_has_a_name_a_place_and_groups_of_its_own()
    {
        var count = new LocalOptions().FleetSize + 1;
        var homes = new Neighbourhood(
            new BrokerAddress("localhost", 1),
            count,
            historyDays: 0,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );

        var all = Enumerable.Range(1, count).Select(homes.Registration).ToList();

        all.Select(r => r.Name).Distinct().Count().ShouldBe(count);
        all.Select(r => r.Location).Distinct().Count().ShouldBe(count);
        all.SelectMany(r => r.Groups!)
            .Distinct()
            .Order()
            .ShouldBe(["apartment", "detached-solar", "east", "north", "south", "terraced", "two-vehicles", "typical", "west"]);
        // The VEN with the page has something to shed at every hour.
        all[0].Groups!.ShouldBe(["north", "typical"]);
        homes.LoadsOf(1).Select(l => l.Description.Id).ShouldBe(homes.LoadsOf(1).Select(l => l.Description.Id));
    }

    [Fact]
    public async Task reports_the_days_before_the_first_start_once_and_leaves_what_an_operator_changed()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)Convert.ToInt32("755", 8));
        var now = TimeProvider.System.GetUtcNow();
        await using (var first = await StartAsync())
        {
            using var backend = new HttpClient { BaseAddress = first.BackendUrl };
            var hour = $"api/vens/ven-2/history?start={now.AddHours(-20):s}Z&end={now.AddHours(-19):s}Z&granularity=5m";
            await Eventually.HoldsAsync(
                "the day before is there",
                async () => (await backend.GetFromJsonAsync<HistoryView>(hour))!.Points.Count >= 11 && !first.ReportsDaysBefore,
                withinS: 60
            );
            (await backend.GetFromJsonAsync<VenView>("api/vens/ven-2"))!.Name.ShouldBe("Birkenweg 1");
            using var renamed = await backend.PatchAsJsonAsync("api/vens/ven-2", new ChangeVenRequest("The mayor's"));
            renamed.EnsureSuccessStatusCode();
        }

        await using var second = await StartAsync();

        second.ReportsDaysBefore.ShouldBeFalse();
        using var again = new HttpClient { BaseAddress = second.BackendUrl };
        (await again.GetFromJsonAsync<VenView>("api/vens/ven-2"))!.Name.ShouldBe("The mayor's");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<LocalSystem> StartAsync()
    {
        var options = new LocalOptions
        {
            DataDirectory = Path.Combine(_folder.FullName, "data"),
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = null,
            FleetSize = 2,
            HistoryDays = 1,
            ReportIntervalSeconds = 1,
        };
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Warning" };
        var system = new LocalSystem(
            options,
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(),
            NullLoggerFactory.Instance
        );
        await system.StartBackendAsync(CancellationToken.None);
        await system.StartVensAsync();
        return system;
    }
}
