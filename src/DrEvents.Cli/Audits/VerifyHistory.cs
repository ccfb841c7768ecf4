using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Audits;

/// <summary><c>drevents audit history</c>: whether the stored events that results rest on are still what they were.</summary>
static class VerifyHistory
{
    public static Command Verb(Invocation run)
    {
        var dr = Typed.Text(
            "--event",
            "Stored events of this event alone.",
            "event",
            t => EventIds.IsValid(t) ? t : null,
            "evt- and 8 hex digits"
        );
        var head = Typed.Text("--head", "The hash that was kept elsewhere; a link has to have it.", "hash", Typed.ReadNonEmpty, "a hash");
        var verb = new Command(
            "history",
            "Looks whether all stored events that results rest on are what they were when each was issued. Exit code 1 where one is not."
        )
        {
            dr,
            head,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var asked = parse.GetValue(dr) is { } id ? $"?eventId={id}" : "";
                var kept = parse.GetValue(head);
                var answer = await backend.Get(
                    $"api/history/verify{asked}{(kept is null ? "" : (asked.Length > 0 ? "&" : "?") + "head=" + Uri.EscapeDataString(kept))}",
                    stop
                );
                var report = answer.Read<HistoryReport>();
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Tables
                        .Facts()
                        .Row("History", Cell.Status(report.Holds ? "holds" : "does not hold"))
                        .Row("Results in it", Figures.Count(report.Links))
                        .Row("Stored events looked at", Figures.Count(report.Rows))
                        .Row("Head", Figures.Text(report.Head))
                        .Draw(run.Shell);
                if (report.Holds)
                    return ExitCode.Done;
                run.Shell.Say($"the history does not hold: {report.Problem}");
                return ExitCode.NotHeld;
            }
        );
        return verb;
    }
}
