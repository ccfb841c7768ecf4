using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Backend;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Contracts.Mqtt;

namespace DrEvents.Cli.Commands;

/// <summary><c>drevents command send VEN OP</c>: sends one command and, with <c>--wait</c>, waits for its acknowledgement.</summary>
static class SendCommand
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var op = Typed.Required("OP", "What is asked. Options that each reads: " + OptionsOfOps.InWords() + ".", ReadOp, OpExpected);
        var kw = Typed.Kw(OptionsOfOps.Kw, "Reduction (shedPanel, shedLoad), or the power to aim at (set, setConfig).");
        var duration = Typed.Span(OptionsOfOps.Duration, "For how long.");
        var load = Typed.Text(OptionsOfOps.Load, "Which load.", "id", Typed.ReadNonEmpty, "the id of a load");
        var enabled = Typed.Flag(OptionsOfOps.Enabled, "Whether it takes part in events.");
        var capacity = Typed.Kw(OptionsOfOps.Capacity, "Rated power of the load.");
        var priority = Typed.Integer(OptionsOfOps.Priority, "Place in the order of shedding; 1 is shed first.", 0, int.MaxValue);
        var what = Typed.Word(OptionsOfOps.What, "What get asks for.", "status", "config", "loads");
        var interval = Typed.Span(OptionsOfOps.Interval, "Time between two samples of telemetry.");
        var wait = Typed.Span("--wait", "Wait so long for the VEN's acknowledgement and print it.");
        Option[] fields = [kw, duration, load, enabled, capacity, priority, what, interval];
        var verb = new Command("send", "Sends one command to a VEN, outside of an event.") { ven, op };
        foreach (var option in (Option[])[.. fields, wait])
            verb.Options.Add(option);
        verb.SetAction(
            async (parse, stop) =>
            {
                var name = parse.GetRequiredValue(op);
                RefuseIgnoredOptions(name, fields, parse);
                using var backend = run.Backend(parse);
                var request = new SendCommandRequest(name)
                {
                    RequestedReductionKw = name is CommandOps.ShedPanel ? parse.GetValue(kw) : null,
                    ReduceKw = name is CommandOps.ShedLoad ? parse.GetValue(kw) : null,
                    TargetPowerKw = name is CommandOps.Set or CommandOps.SetConfig ? parse.GetValue(kw) : null,
                    DurationS = Seconds(parse.GetValue(duration)),
                    LoadId = parse.GetValue(load),
                    Enabled = parse.GetValue(enabled) is { } takesPart ? bool.Parse(takesPart) : null,
                    CapacityKw = parse.GetValue(capacity),
                    Priority = parse.GetValue(priority),
                    What = parse.GetValue(what),
                    ReportIntervalSeconds = Seconds(parse.GetValue(interval)),
                };
                var answer = await backend.Post(VenPaths.Commands(parse.GetRequiredValue(ven)), request, stop);
                return parse.GetValue(wait) is { } patience
                    ? await AwaitAck(answer, patience, backend, run, run.WantsJson(parse), stop)
                    : await ShowTaken(answer, run, run.WantsJson(parse));
            }
        );
        return verb;
    }

    private static string OpExpected => "one of " + string.Join(", ", OptionsOfOps.Ops);

    private static string? ReadOp(string text) => CommandOps.Canonical(text) is var op && OptionsOfOps.Ops.Contains(op) ? op : null;

    private static int? Seconds(TimeSpan? span) => span is { } s ? (int)s.TotalSeconds : null;

    private static void RefuseIgnoredOptions(string op, Option[] fields, ParseResult parse)
    {
        if (fields.FirstOrDefault(o => parse.GetResult(o) is not null && !OptionsOfOps.Of(op).Contains(o.Name)) is { } ignored)
            throw VerbFailed.BadInput($"{ignored.Name}: {op} does not read it");
    }

    private static async Task<int> ShowTaken(Answer answer, Invocation run, bool asJson)
    {
        var taken = answer.Read<CommandTaken>();
        await run.Shell.Out.WriteLineAsync(
            asJson ? answer.Json : $"{taken.Op} for {taken.VenId} {taken.Status}, correlation id {taken.CorrelationId}"
        );
        return ExitCode.Done;
    }

    /// <summary>Prints one document with <c>--json</c>: the acknowledgement, or what the server took when none came.</summary>
    private static async Task<int> AwaitAck(
        Answer answer,
        TimeSpan patience,
        BackendClient backend,
        Invocation run,
        bool asJson,
        CancellationToken stop
    )
    {
        var taken = answer.Read<CommandTaken>();
        if (!asJson)
            await ShowTaken(answer, run, asJson);
        var ack = await AwaitedAck.Of(taken, patience, backend, run.Shell, stop);
        if (asJson)
            await run.Shell.Out.WriteLineAsync(ack?.Json ?? answer.Json);
        if (ack is not { } came)
        {
            run.Shell.Say($"no acknowledgement of {taken.Op} from {taken.VenId} within {Duration.Written(patience)}");
            return ExitCode.NotHeld;
        }
        if (!asJson)
            AckTable.Show("Acknowledgement", [came.Value], run.Shell);
        if (!VenAck.IsRefusal(came.Value.Status))
            return ExitCode.Done;
        run.Shell.Say($"{taken.VenId} refuses {taken.Op}: {came.Value.Reason ?? came.Value.Status}");
        return ExitCode.NotHeld;
    }
}
