using System.Net.Sockets;
using DrEvents.Backend.Hosting;
using DrEvents.Local;
using DrEvents.Local.Demo;
using DrEvents.Local.Postgres;

const int exitBadConfiguration = 2;

var isDemo = args is ["demo", ..];
if (args.Length > 0 && !isDemo && !args[0].StartsWith('-'))
{
    await Console.Error.WriteLineAsync($"'{args[0]}' is none of: demo. Without a word, everything starts and runs until Ctrl-C.");
    return exitBadConfiguration;
}
var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(isDemo ? args[1..] : args).Build();
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
    {
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync(problem);
        return exitBadConfiguration;
    }
    return isDemo ? await DemoRun.RunAsync(options, configuration, loggers) : await RunAsync(options);
}
catch (Exception e) when (ConfigurationException.IsCauseOf(e) || e is PostgresUnavailableException or IOException or SocketException)
{
    // What the machine or the configuration refuses is told in a line; anything else is a bug and keeps its trace.
    await Console.Error.WriteLineAsync(e.Message);
    return exitBadConfiguration;
}

async Task<int> RunAsync(LocalOptions options)
{
    await using var system = new LocalSystem(options, configuration, loggers);
    using var stopping = new CancellationTokenSource();
    await system.StartBackendAsync(stopping.Token);
    await system.StartVensAsync();
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
    await system.WaitAsync();
    return 0;
}
