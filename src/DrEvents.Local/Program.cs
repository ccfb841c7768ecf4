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
if (LocalSettings.Problems(args).ToList() is { Count: > 0 } wrong)
    return await RefuseAsync(wrong);
var demo = args is ["demo", ..] ? DemoArguments.Of(args[1..]) : null;
string[] arguments = [.. demo?.Settings ?? args];
var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(arguments).Build();
if (LocalSettings.Problems(arguments, configuration).ToList() is { Count: > 0 } unknown)
    return await RefuseAsync(unknown);
using var loggers = LoggerFactory.Create(logging =>
    logging
        .SetMinimumLevel(demo is not null ? LogLevel.Warning : LogLevel.Information)
        .AddFilter("DrEvents.Ven", LogLevel.Warning)
        .AddSimpleConsole(console => console.SingleLine = true)
);

try
{
    var options = demo is not null
        ? DemoRun.Options(configuration)
        : configuration.GetSection("Local").Get<LocalOptions>() ?? new LocalOptions();
    if (options.Problems().ToList() is { Count: > 0 } problems)
        return await RefuseAsync(problems);
    return demo is not null ? await DemoRun.RunAsync(options, demo, configuration, loggers) : await RunAsync(options);
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
          Open the pages: {system.BackendUrl}
          their guide     ops/docs/control-room.md
          interface       {system.BackendUrl}docs/api
          health          {system.BackendUrl}health/ready
          broker          mqtt://{system.Broker.Host}:{system.Broker.Port}
          VENs            {system.VenIds.Count}; {system.VenIds[0]} has a page of its own: {(
            options.VenPort is { } port ? $"http://localhost:{port}" : "none"
        )}
          data            {Path.GetFullPath(options.DataDirectory)}{(
            system.ReportsDaysBefore
                ? $"{Environment.NewLine}  First start: the homes' last {options.HistoryDays} days are reported meanwhile, for one or two minutes; forecasts rest on them."
                : ""
        )}
        Ctrl-C stops it; the next start goes on with the same data.

        """
    );
    await Task.Delay(Timeout.Infinite, system.IsStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    return 0;
}
