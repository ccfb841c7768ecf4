using System.Net.Sockets;
using DrEvents.Backend.Hosting;
using DrEvents.Backend.Store;
using DrEvents.Local;
using DrEvents.Local.Demo;
using DrEvents.Local.Postgres;

if (LocalSettings.IsHelp(args))
{
    Console.WriteLine(LocalSettings.Help);
    return 0;
}
var isDemo = args is ["demo", ..];
var arguments = isDemo ? args[1..] : args;
if (LocalSettings.Problems(arguments).ToList() is { Count: > 0 } wrong)
    return await RefuseAsync(wrong);
var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(arguments).Build();
if (LocalSettings.Problems(arguments, configuration).ToList() is { Count: > 0 } unknown)
    return await RefuseAsync(unknown);
using var loggers = LoggerFactory.Create(logging =>
    logging
        .SetMinimumLevel(isDemo ? LogLevel.Warning : LogLevel.Information)
        .AddFilter("DrEvents.Ven", LogLevel.Warning)
        .AddSimpleConsole(console => console.SingleLine = true)
);

try
{
    var options = isDemo ? DemoRun.Options(configuration) : configuration.GetSection("Local").Get<LocalOptions>() ?? new LocalOptions();
    if (options.Problems().ToList() is { Count: > 0 } problems)
        return await RefuseAsync(problems);
    return isDemo ? await DemoRun.RunAsync(options, configuration, loggers) : await RunAsync(options);
}
catch (Exception e) when (StartFailure.Of(e) is { } failure)
{
    return await RefuseAsync([failure.Line], failure.ExitCode);
}
catch (Exception e) when (e is PostgresUnavailableException or IOException or SocketException)
{
    // What the machine refuses is told in a line; anything else is a bug and keeps its trace.
    return await RefuseAsync([e.Message]);
}

static async Task<int> RefuseAsync(IEnumerable<string> lines, int exitCode = StartFailure.BadSettings)
{
    foreach (var line in lines)
        await Console.Error.WriteLineAsync(line);
    return exitCode;
}

async Task<int> RunAsync(LocalOptions options)
{
    await using var system = new LocalSystem(options, configuration, loggers);
    await system.StartBackendAsync(CancellationToken.None);
    await system.StartVensAsync();
    if (system.IsStopping.IsCancellationRequested)
        return 0;
    Console.WriteLine(
        $"""

        DrEvents runs on this machine.
          backend    {system.BackendUrl}api/vens
          health     {system.BackendUrl}health/ready
          interface  {system.BackendUrl}openapi/v1.json
          broker     mqtt://{system.Broker.Host}:{system.Broker.Port}
          VEN page   {(options.VenPort is { } port ? $"http://localhost:{port}" : "none")}  ({system.VenIds[
            0
        ]}, and {options.FleetSize} more VENs without a page)
          data       {Path.GetFullPath(options.DataDirectory)}
        Ctrl-C stops it; the next start goes on with the same data.

        """
    );
    await Task.Delay(Timeout.Infinite, system.IsStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
