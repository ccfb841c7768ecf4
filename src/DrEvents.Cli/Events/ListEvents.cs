using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event list</c>: all events, or those of one status.</summary>
static class ListEvents
{
    public static Command Verb(Invocation run)
    {
        var status = Typed.Word("--status", "Only events that stand so.", "scheduled", "active", "completed", "cancelled");
        var verb = new Command("list", "Lists events.") { status };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(EventPaths.All, stop);
                var wanted = parse.GetValue(status);
                // The API has no filter; with --json the elements that stay are the server's own text.
                var events = answer.ReadEach<EventView>().Where(e => wanted is null || e.Value.Status == wanted).ToList();
                if (!run.WantsJson(parse))
                    Show([.. events.Select(e => e.Value)], run.Shell);
                else if (wanted is null)
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    await run.Shell.Out.WriteLineAsync("[" + string.Join(",", events.Select(e => e.Json)) + "]");
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(List<EventView> events, Shell shell)
    {
        if (events.Count == 0)
        {
            shell.Say("no such event");
            return;
        }
        var table = Tables
            .New()
            .Column("Event")
            .Column("Status")
            .Column("Start (local)")
            .Column("Lasts")
            .Figure("Asked\nkW")
            .Figure("Reached\nkW")
            .Figure("Priority");
        foreach (var dr in events)
            table.Row(
                dr.Id,
                Cell.Status(dr.Status),
                Figures.Local(dr.StartTime, shell),
                Duration.Written(dr.EndTime - dr.StartTime),
                Figures.Kw(dr.RequestedReductionKw),
                Figures.Kw(dr.ActualReductionKw),
                Figures.Count(dr.Priority)
            );
        table.Draw(shell);
    }
}
