using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Events;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Replaying;

/// <summary><c>drevents replay EVENT</c>: has the event rebuilt from its stored events and compares that with what is shown of it.</summary>
static class ReplayEvent
{
    private const int VensNamedMax = 10;

    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var verb = new Command(
            "replay",
            "Rebuilds an event from its stored events and compares. Exit code 1 where anything differs, 5 where samples are deleted."
        )
        {
            dr,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Post<object>(EventPaths.Replay(parse.GetRequiredValue(dr)), null, stop);
                var report = answer.Read<ReplayReport>();
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(report, run.Shell);
                return !report.Identical ? ExitCode.NotHeld
                    : report.NotRecomputable is { Count: > 0 } ? ExitCode.NotRecomputable
                    : ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ReplayReport report, Shell shell)
    {
        var facts = Tables
            .Facts()
            .Row("Event", report.EventId)
            .Row("Stored events read", Figures.Count(report.EventsRead))
            .Row("Not yet in the figures", Figures.Count(report.EventsPending))
            .Row("Baselines made anew", Figures.Count(report.BaselinesRecomputed))
            .Row("Replay", Cell.Status(report.Identical ? "identical" : "different"));
        if (report.NotRecomputable is { Count: > 0 } gone)
            facts.Row(
                "Not recomputable",
                $"{gone.Count} VENs, whose samples are deleted: {string.Join(", ", gone.Take(VensNamedMax))}{(gone.Count > VensNamedMax ? ", …" : "")}"
            );
        facts.Draw(shell);
        MetricsTable.Compare(report.Stored, report.Replayed, shell);
        if (report.Differences.Count == 0)
            return;
        var table = Tables.New().Prose("Where").Prose("Stored").Prose("Replayed");
        foreach (var difference in report.Differences)
            table.Row(difference.Where, Figures.Text(difference.Stored), Figures.Text(difference.Replayed));
        table.Draw(shell, "Differences");
    }
}
