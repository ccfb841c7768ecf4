using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Mqtt;
using DrEvents.Simulator;

namespace DrEvents.Cli.Fleets;

/// <summary><c>drevents fleet</c>: any number of real VEN agents with simulated homes, in this process.</summary>
static class SimulateFleet
{
    /// <summary>A fleet of which nobody is connected after that time has no broker.</summary>
    private static readonly TimeSpan FirstConnectionWithin = TimeSpan.FromSeconds(15);

    public static Command Verb(Invocation run)
    {
        var fleet = new FleetArguments();
        var broker = new BrokerOptions();
        var span = Typed.Span("--for", "End after this time. [until Ctrl-C]");
        var every = Typed.Span("--every", "Time between two lines of progress. [5s]");
        var verb = new Command(
            "fleet",
            "Simulates a fleet of VENs, and writes down what they really delivered. --json: one JSON object a line."
        );
        foreach (var option in (IEnumerable<Option>)[.. fleet.All, span, every, .. broker.OfAnyClient])
            verb.Options.Add(option);
        verb.SetAction(
            async (parse, stop) =>
            {
                var options = fleet.Read(parse, broker.Read(parse, run.Shell, FleetOptions.IdMark));
                for (var number = 1; number <= options.Count; number++)
                    BrokerOptions.CheckOwn(options.BrokerOf(number), run.Shell);
                var view = new FleetView(run.Shell, run.WantsJson(parse), parse.GetValue(every) ?? FleetView.UsualPause);
                return await Run(options, view, parse.GetValue(span), run.Shell, stop);
            }
        );
        return verb;
    }

    private static async Task<int> Run(FleetOptions options, FleetView view, TimeSpan? span, Shell shell, CancellationToken stop)
    {
        using var troubles = new Troubles();
        Fleet fleet;
        try
        {
            fleet = new Fleet(options, shell.Clock, troubles);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw VerbFailed.BadInput($"--truth: {e.Message}");
        }
        using var timeUp = new CancellationTokenSource(span ?? Timeout.InfiniteTimeSpan, shell.Clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, timeUp.Token);
        try
        {
            await using (fleet)
            {
                var starting = fleet.StartAsync(end.Token);
                var showing = view.Show(fleet, end.Token);
                var refused = NobodyConnects(fleet, options, troubles, shell, end.Token);
                // Starting ends by itself when all are started; what ends the run is the time, Ctrl-C or a failure.
                await Task.WhenAny(showing, refused, fleet.Completion, fleet.TakenOver, Failure(starting));
                await end.CancelAsync();
                await showing;
                await refused;
                if (fleet.Completion.IsFaulted)
                    await fleet.Completion;
                if (fleet.TakenOver.IsCompleted)
                    throw PushedOff(await fleet.TakenOver, options);
                await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (starting.IsFaulted)
                    await starting;
                view.Conclude(fleet);
            }
        }
        catch (IOException e)
        {
            throw new VerbFailed(ExitCode.NotHeld, e.Message);
        }
        catch (InvalidDataException e)
        {
            // A certificate or a key; the message says which.
            throw VerbFailed.BadInput(e.Message);
        }
        return ExitCode.Done;
    }

    private static VerbFailed PushedOff(string venId, FleetOptions options) =>
        new(
            ExitCode.TakenOver,
            $"{venId} is pushed off the broker, as by another client of its id: is there another fleet with --prefix {options.Prefix} "
                + "at this broker? Each needs a prefix of its own."
        );

    /// <summary>Ends only if starting fails.</summary>
    private static async Task Failure(Task starting)
    {
        await starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!starting.IsFaulted)
            await new TaskCompletionSource().Task;
    }

    /// <summary>Fails where there is no broker to connect to; one that goes away later is the VENs' own business.</summary>
    private static async Task NobodyConnects(Fleet fleet, FleetOptions options, Troubles troubles, Shell shell, CancellationToken end)
    {
        await Task.Delay(FirstConnectionWithin, shell.Clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!end.IsCancellationRequested && fleet.Look() is { Connected: 0, HistoryWritten: 0 })
            throw new VerbFailed(
                ExitCode.Unreachable,
                $"no VEN could connect within {Duration.Written(FirstConnectionWithin)}: {troubles.Newest ?? "the broker does not answer"}"
            );
        await Task.Delay(Timeout.InfiniteTimeSpan, shell.Clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
