using System.Runtime.InteropServices;
using DrEvents.Ven;
using DrEvents.Ven.Commands;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Enrolment;
using DrEvents.Ven.Hosting;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Provisioning;
using Microsoft.Data.Sqlite;

if (CommandLine.IsMeant(args))
{
    var configured = Configure([]);
    return CommandLine.Run(
        args,
        VenConfiguration.LogFile(configured),
        Console.Out,
        Console.Error,
        VenConfiguration.VenId(configured),
        configured["Ven:Home"]
    );
}

// First: reading a configuration throws at some of them.
IReadOnlyList<string> errors = [.. VenConfiguration.Problems(args)];
VenOptions? options = null;
if (errors.Count == 0)
    (options, errors) = VenConfiguration.Read(Configure(args));
if (options is null)
{
    foreach (var error in errors)
        await Console.Error.WriteLineAsync(error);
    return ExitCode.BadInput;
}

using var loggers = LoggerFactory.Create(logging =>
    logging.AddSimpleConsole(console =>
    {
        console.SingleLine = true;
        console.TimestampFormat = "HH:mm:ss ";
    })
);
var stop = new TaskCompletionSource();
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.TrySetResult();
}
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

try
{
    using var service = ServiceManager.From(Environment.GetEnvironmentVariable, Environment.ProcessId);
    using var stopping = new CancellationTokenSource();
    _ = stop.Task.ContinueWith(_ => stopping.Cancel(), TaskScheduler.Default);
    options = Enrol.Apply(options);
    options = await FirstStart.ProvisionAsync(options, TimeProvider.System, loggers, stopping.Token);
    var loads = options.Home?.Build(options.Seed, new DeviceContext(TimeProvider.System, loggers)) ?? HomeLoads.Typical(options.Seed);
    await using var ven = new VenAgent(options, loads, TimeProvider.System, loggers, service);
    await ven.StartAsync();
    await Task.WhenAny(stop.Task, ven.Completion);
    await ven.StopAsync();
    await ven.Completion;
    return 0;
}
catch (OperationCanceledException) when (stop.Task.IsCompleted)
{
    return 0;
}
catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or SqliteException)
{
    // What the machine refuses (a port, a file, a full disk) is told in one line; anything else is a bug and keeps its trace.
    await Console.Error.WriteLineAsync(e.Message);
    return ExitCode.BadInput;
}

static IConfigurationRoot Configure(string[] args) =>
    new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
