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
        configured["Ven:Home"],
        TimeProvider.System
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

// Who tries a device over a connection that is lost gives it back too.
using var onHangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);

try
{
    using var service = ServiceManager.From(Environment.GetEnvironmentVariable, Environment.ProcessId);
    using var stopping = new CancellationTokenSource();
    _ = stop.Task.ContinueWith(_ => stopping.Cancel(), TaskScheduler.Default);
    while (await RunAsync(options, service, stopping.Token))
    {
        // systemd starts it again itself; it has been told that this run is over.
        if (service is not null)
            return 0;
        (options, errors) = VenConfiguration.Read(Configure(args));
        if (options is null)
            throw new InvalidDataException(string.Join(Environment.NewLine, errors));
    }
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

// Whether it is to be started again, with what its configuration and its home's file say then.
async Task<bool> RunAsync(VenOptions configured, ServiceManager? service, CancellationToken stopping)
{
    configured = Enrol.Apply(configured);
    configured = await FirstStart.ProvisionAsync(configured, TimeProvider.System, loggers, stopping);
    var devices = new DeviceContext(TimeProvider.System, loggers)
    {
        Folder = Path.GetDirectoryName(configured.LogFile),
        VenId = configured.VenId,
    };
    var loads = configured.Home?.Build(configured.Seed, devices) ?? HomeLoads.Typical(configured.Seed);
    await using var ven = new VenAgent(configured, loads, TimeProvider.System, loggers, service);
    await ven.StartAsync();
    await Task.WhenAny(stop.Task, ven.Completion, ven.RestartAsked);
    await ven.StopAsync();
    await ven.Completion;
    return ven.RestartAsked.IsCompleted && !stop.Task.IsCompleted;
}

static IConfigurationRoot Configure(string[] args) =>
    new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
