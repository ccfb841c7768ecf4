using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event create</c>: calls a demand-response event.</summary>
static class CreateEvent
{
    /// <summary>The status that starts an event at once, whatever the two clocks say.</summary>
    private const string StartAtOnce = "active";

    public static Command Verb(Invocation run)
    {
        var kw = Typed.Kw("--kw", "Reduction that is asked of the fleet.");
        kw.Required = true;
        var start = Typed.Time("--start", "When it starts: now (default), +5m, 17:30 (local) or RFC 3339 with an offset.");
        var end = Typed.Time("--end", "When it ends: like --start; a local time is the next one after the start.");
        var duration = Typed.Span("--duration", "How long it lasts, instead of --end: 30m, 1h30m.");
        var priority = Typed.Integer("--priority", "Rank among events that want the same VENs; 0 is highest. [100]", 0, int.MaxValue);
        var allocation = Typed.Word("--allocation", "How the reduction is split over VENs. [weighted]", "weighted", "equal");
        var control = Typed.Word(
            "--control",
            "closed: the measured reduction is held at what is asked; open: shares stay as they began. [closed]",
            "closed",
            "open"
        );
        var vens = Typed.Vens("A VEN that is meant; without VENs and groups, all enabled VENs are.");
        var groups = Typed.Many("--group", "A group that is meant.", "name", Typed.ReadNonEmpty, "a name");
        var verb = new Command("create", "Calls a demand-response event.")
        {
            kw,
            start,
            end,
            duration,
            priority,
            allocation,
            control,
            vens,
            groups,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                // Here and not as a validator: one that fails hides what is wrong with single options.
                if ((parse.GetResult(end) is null) == (parse.GetResult(duration) is null))
                    throw VerbFailed.BadInput("--end or --duration: exactly one of them is needed");
                using var backend = run.Backend(parse);
                var starts = parse.GetValue(start) ?? Moment.Now;
                var (startTime, endTime) = TimeWindow.Of(starts, parse.GetValue(end), parse.GetValue(duration) ?? default, run.Shell);
                var request = new CreateEventRequest(
                    startTime,
                    endTime,
                    parse.GetValue(kw),
                    starts.IsNow ? StartAtOnce : null,
                    parse.GetValue(priority),
                    parse.GetValue(allocation),
                    Targets(parse.GetValue(vens), parse.GetValue(groups)),
                    parse.GetValue(control)
                );
                var answer = await backend.Post(EventPaths.All, request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    EventTables.Show(answer.Read<EventView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static EventTargets? Targets(string[]? vens, string[]? groups) =>
        vens is { Length: > 0 } || groups is { Length: > 0 }
            ? new EventTargets(vens is { Length: > 0 } ? vens : null, groups is { Length: > 0 } ? groups : null)
            : null;
}
