using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven accept VEN</c>: says that odd readings of some hours are right as they are.</summary>
static class AcceptReadings
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var from = Typed.DateAndTime("--from", "Begin of the hours.", Earliest, Earliest.AddYears(100));
        var to = Typed.DateAndTime("--to", "Their end, at most 31 days later.", Earliest, Earliest.AddYears(100));
        var reason = Typed.Text("--reason", "Why the readings are right.", "text", Typed.ReadNonEmpty, "a text");
        var by = Typed.Text("--by", "Who looked at them.", "name", Typed.ReadNonEmpty, "a name");
        (from.Required, to.Required, reason.Required) = (true, true, true);
        var verb = new Command(
            "accept",
            "Accepts the odd readings of some hours of a VEN: they stay flagged, and results that rest on them are not provisional any more."
        )
        {
            ven,
            from,
            to,
            reason,
            by,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = new AcceptReadingsRequest(
                    parse.GetValue(from),
                    parse.GetValue(to),
                    parse.GetValue(reason),
                    parse.GetValue(by)
                );
                var answer = await backend.Post(VenPaths.AcceptReadings(parse.GetRequiredValue(ven)), request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show([answer.Read<AcceptedReadingsView>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>A table of what was accepted.</summary>
    public static void Show(IReadOnlyList<AcceptedReadingsView> accepted, Shell shell)
    {
        var table = Tables
            .New()
            .Column("From")
            .Column("To")
            .Figure("Five\nminutes")
            .Prose("Odd")
            .Prose("Reason")
            .Column("By")
            .Column("Accepted");
        foreach (var one in accepted)
            table.Row(
                Figures.LocalMinute(one.From, shell),
                Figures.LocalMinute(one.To, shell),
                Figures.Count(one.Intervals),
                string.Join(", ", one.Flags),
                Figures.Text(one.Reason),
                Figures.Text(one.By),
                Figures.LocalMinute(one.AcceptedAt, shell)
            );
        table.Draw(shell, "Odd readings that were accepted");
    }
}
