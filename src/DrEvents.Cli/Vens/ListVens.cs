using System.CommandLine;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven list</c>: all VENs, one line each.</summary>
static class ListVens
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all VENs.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get("api/vens/summary", stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<VenSummary[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(VenSummary[] vens, Shell shell)
    {
        if (vens.Length == 0)
        {
            shell.Say("no VEN is registered");
            return;
        }
        var table = Tables
            .New()
            .Column("VEN")
            .Prose("Name")
            .Column("Status")
            .Figure("Used\nkW")
            .Figure("Sheddable\nkW")
            .Figure("Answer\nms")
            .Column("Last seen");
        foreach (var ven in vens)
            table.Row(
                ven.Id,
                ven.Name,
                Cell.Status(ven.Status),
                Figures.Kw(ven.CurrentPower),
                Figures.Kw(ven.ControllablePower),
                Figures.Ms(ven.ResponseTime),
                Figures.Local(ven.LastSeen, shell)
            );
        table.Draw(shell);
    }
}
