using System.CommandLine;
using System.Globalization;
using DrEvents.Ven.Devices;
using DrEvents.Ven.Devices.Commissioning;
using DrEvents.Ven.Devices.Metering;
using DrEvents.Ven.Loads;
using DrEvents.Ven.Loads.Homes;
using Microsoft.Extensions.Logging.Abstractions;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven device</c>: the real devices of a home, looked at and tried by hand.</summary>
internal static class DeviceVerbs
{
    private static readonly TimeSpan SeenWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>The group.</summary>
    /// <param name="configured">The home that the configuration names; null where it names none.</param>
    /// <param name="output">Gets results.</param>
    /// <param name="clock">The machine's; null where the verbs are only described.</param>
    /// <param name="input">Where secrets are read from; null is the terminal, or what is piped in.</param>
    public static Command Group(string? configured, TextWriter output, TimeProvider? clock, TextReader? input) =>
        new("device", "The real devices of this home. It talks to them itself, beside a VEN that runs.")
        {
            ScanDevices.Verb(configured, output, clock),
            AddDevice.Verb(configured, output, clock, input),
            Show(configured, output, clock),
            Test(configured, output, clock),
        };

    private static Command Show(string? configured, TextWriter output, TimeProvider? machine)
    {
        var home = HomeOption(configured);
        var verb = new Command(
            "show",
            "Reads each device once and shows what it says. Nothing is written to any, but to take off what a trial that was broken off has left."
        )
        {
            home,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var clock = machine ?? throw new InvalidOperationException("Verbs that are only described cannot run.");
                var file = parse.GetValue(home) ?? configured;
                var loads = Build(file, clock);
                var devices = new TriedDevices(file!, loads, output, clock);
                var areFree = await devices.StartAsync(stop);
                for (
                    var began = clock.GetTimestamp();
                    clock.GetElapsedTime(began) < SeenWithin && loads.Any(l => StatusOf(l, clock)?.State == DeviceState.Unreachable);

                )
                    await Task.Delay(Look, stop);
                foreach (var load in loads.Where(l => StatusOf(l, clock) is not null))
                    await output.WriteLineAsync(Line(load, clock));
                await devices.EndAsync(isRead: true);
                return areFree && loads.All(l => StatusOf(l, clock) is null or { State: DeviceState.Ok })
                    ? ExitCode.Done
                    : ExitCode.NotHeld;
            }
        );
        return verb;
    }

    private static Command Test(string? configured, TextWriter output, TimeProvider? machine)
    {
        var home = HomeOption(configured);
        var id = new Argument<string>("load") { Description = "The load's id." };
        var record = new Option<string?>("--record")
        {
            Description = "Writes what was measured and found to this file too.",
            HelpName = "path",
            Arity = ArgumentArity.ExactlyOne,
        };
        var hasRunLong = new Option<bool>("--has-run-long")
        {
            Description =
                "You know that the device has run for its least time, which nobody here has seen. A compressor that is switched off sooner wears.",
        };
        var verb = new Command("test", "Sheds one device for ten seconds and says what it and the main meter did.")
        {
            id,
            home,
            record,
            hasRunLong,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var clock = machine ?? throw new InvalidOperationException("Verbs that are only described cannot run.");
                var file = parse.GetValue(home) ?? configured;
                var loads = Build(file, clock);
                var wanted = parse.GetRequiredValue(id);
                if (loads.OfType<DeviceLoad>().FirstOrDefault(d => d.Description.Id == wanted) is not { } device)
                    throw new InvalidDataException($"'{wanted}' is no load with a driver in this home");
                var devices = new TriedDevices(file!, [.. loads.Where(l => l == device || l is RestLoad)], output, clock);
                try
                {
                    if (!await devices.StartAsync(stop))
                        return ExitCode.NotHeld;
                    var meter = loads.OfType<RestLoad>().FirstOrDefault();
                    var trials = new DeviceTrials(device, meter, clock)
                    {
                        HasRunLong = parse.GetValue(hasRunLong),
                        Limit = (kw, now) => devices.Limit(device, kw, now),
                    };
                    var trial = await trials.RunAsync(stop);
                    var findings = TrialFindings.Of(trial);
                    var lines = TrialRecord.Lines(trial, findings);
                    foreach (var line in lines)
                        await output.WriteLineAsync(line);
                    if (parse.GetValue(record) is { } path)
                        await File.WriteAllLinesAsync(path, lines, stop);
                    await StayOffAsync(device, output, clock, stop);
                    return findings.Count == 0 ? ExitCode.Done : ExitCode.NotHeld;
                }
                catch (DeviceException e)
                {
                    await output.WriteLineAsync($"{wanted}: {e.Message}");
                    return ExitCode.NotHeld;
                }
                finally
                {
                    await devices.EndAsync(isRead: false);
                }
            }
        );
        return verb;
    }

    /// <summary>Waits until the device may come back: the end of the verb would give it back at once.</summary>
    private static async Task StayOffAsync(DeviceLoad device, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        if (device.StaysOffFor is not { Ticks: > 0 } left)
            return;
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"waiting {left.TotalSeconds:0} s until it may come back; Ctrl+C gives it back now, before its least time is over"
            )
        );
        await Task.Delay(left + Look, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Which home a verb is about.</summary>
    internal static Option<string?> HomeOption(string? configured) =>
        new("--home")
        {
            Description = configured is null ? "The home's file. [Ven:Home]" : $"The home's file. [Ven:Home, here {configured}]",
            HelpName = "path",
            Arity = ArgumentArity.ExactlyOne,
        };

    /// <exception cref="InvalidDataException">There is no such home, or no device in it.</exception>
    private static IReadOnlyList<ILoad> Build(string? nameOrPath, TimeProvider clock)
    {
        if (nameOrPath is null)
            throw new InvalidDataException("which home? Give --home, or configure Ven:Home");
        var (home, errors) = Home.Find(nameOrPath);
        if (home is null)
            throw new InvalidDataException(string.Join(Environment.NewLine, errors));
        return home.HasDevices
            ? home.Build(1, new DeviceContext(clock, NullLoggerFactory.Instance))
            : throw new InvalidDataException($"{nameOrPath}: all loads are simulated");
    }

    private static DeviceStatus? StatusOf(ILoad load, TimeProvider clock) => load.MeasureAt(clock.GetUtcNow()).Device;

    private static string Line(ILoad load, TimeProvider clock)
    {
        var readout = load.MeasureAt(clock.GetUtcNow());
        var status = readout.Device!;
        var words = new List<string> { status.Word };
        if (status.Reason is { } reason)
            words.Add(reason);
        if (status.Standing is { } standing)
            words.Add(standing);
        if (status.IsEstimated)
            words.Add("estimated: no meter of its own");
        if (status.Forgetting == LimitForgetting.ByWatchdog)
            words.Add("no timer of its own: watchdog");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{load.Description.Id, -20} {readout.PowerKw, 8:0.000} kW  {string.Join("; ", words)}"
        );
    }
}
