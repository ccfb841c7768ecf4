using System.CommandLine;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Actions;

/// <summary><c>drevents actions</c>: who did what, from where and why, and what was refused.</summary>
static class ListActions
{
    public static Command Verb(Invocation run)
    {
        var asked = new AskedActions();
        var verb = new Command("actions", "Lists who did what, from where and why, and what was refused, the newest first.");
        asked.AddTo(verb);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(asked.Path(parse, run.Shell), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<ActionPage>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ActionPage page, Shell shell)
    {
        if (page.Actions.Count == 0)
        {
            shell.Say("no such action");
            return;
        }
        var table = Tables.New().Column("At (local)").Prose("Who").Column("From").Prose("What").Column("Outcome").Prose("Why");
        foreach (var action in page.Actions)
            table.Row(
                Figures.Local(action.At, shell),
                action.Who ?? "nobody known",
                Figures.Text(action.From),
                What(action),
                Outcome(action),
                action.Why ?? ""
            );
        table.Draw(shell);
        if (page.Before is { } before)
            shell.Say($"there are older ones: --before {before}");
    }

    /// <summary>Method and route, with ids in it; of a new event its id beside it.</summary>
    private static string What(ActionView action)
    {
        var route = action.Ids.Aggregate(
            action.Route ?? "no such route",
            (text, id) => text.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal)
        );
        var made = action.EventId is { } id && !route.Contains(id, StringComparison.Ordinal) ? $" ({id})" : "";
        return route + made;
    }

    private static string Outcome(ActionView action) =>
        action.Outcome == ActionOutcomes.Refused
            ? $"{action.Outcome} {Figures.Count(action.Count)} times"
            : $"{action.Outcome} {Figures.Count(action.Status)}";
}
