using System.Diagnostics;
using DrEvents.Local.Processes;

namespace DrEvents.Local.Demo;

/// <summary>Runs one event through all ten steps of the manual test, on ports and data of its own.</summary>
public static class DemoRun
{
    private const int FleetSize = 10;

    /// <summary>A system apart from the one that may be running: free ports, data that is thrown away.</summary>
    public static LocalOptions Options(IConfiguration configuration) =>
        new()
        {
            DataDirectory = Path.Combine(configuration["Local:DataDirectory"] ?? ".data", "demo-" + Environment.ProcessId),
            HttpPort = FreePort.Find(),
            MqttPort = 0,
            VenPort = null,
            FleetSize = FleetSize - 1,
            MixedHomes = false,
            ReportIntervalSeconds = 1,
            PostgresBinaries = configuration["Local:PostgresBinaries"],
        };

    /// <summary>0 only if every step held.</summary>
    public static async Task<int> RunAsync(
        LocalOptions options,
        DemoArguments arguments,
        IConfiguration configuration,
        ILoggerFactory loggers
    )
    {
        var measured = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Measurement:BaselineWindowSeconds"] = "20",
                    ["Measurement:BaselineMinimumSeconds"] = "8",
                    ["Logging:LogLevel:Default"] = "Warning",
                }
            )
            .Build();
        var watch = Stopwatch.StartNew();
        var clock = TimeProvider.System;
        var pace = new DemoPace(arguments, Console.IsInputRedirected ? null : Console.In, Console.Out, clock);
        Console.WriteLine($"DrEvents demo: one event, {FleetSize} VENs, ten steps. PostgreSQL and a broker are started for it.");
        try
        {
            int failed;
            await using (var system = new LocalSystem(options, measured, loggers))
            {
                await system.StartBackendAsync(CancellationToken.None);
                using var steps = new DemoSteps(system, pace, clock);
                failed = await steps.RunAsync();
            }
            Console.WriteLine(
                failed == 0 ? $"All ten steps hold. {watch.Elapsed.TotalSeconds:0} s." : $"{failed} of ten steps do not hold."
            );
            return failed == 0 ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped before its end.");
            return 1;
        }
        finally
        {
            if (Directory.Exists(options.DataDirectory))
                Directory.Delete(options.DataDirectory, recursive: true);
        }
    }
}
