using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary><c>drevents programme show PROGRAMME</c>: the VENs of a programme, with the history of their consents.</summary>
static class ShowProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var offset = Typed.Integer("--offset", "Which VEN is the first that is shown, counted from 0. [0]", 0, 10_000_000);
        var limit = Typed.Integer("--limit", "How many VENs are shown. [100]", 1, 500);
        var verb = new Command("show", "Shows who takes part in a programme, or did, and by whose consent.") { programme, offset, limit };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var page = $"/vens?offset={parse.GetValue(offset) ?? 0}&limit={parse.GetValue(limit) ?? 100}";
                var answer = await backend.Get(ProgrammeArguments.Of(parse.GetRequiredValue(programme), page), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<EnrolmentPage>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(EnrolmentPage page, Shell shell)
    {
        var table = Tables.New().Column("VEN").Column("Since").Prose("Consent of").Prose("Where").Column("Until").Prose("Why");
        foreach (var (ven, time) in page.Vens.SelectMany(v => v.Times, (v, t) => (v, t)))
            table.Row(
                ven.VenId,
                Figures.LocalMinute(time.Since, shell),
                time.ConsentBy,
                Figures.Text(time.ConsentReference),
                Figures.LocalMinute(time.Until, shell),
                Figures.Text(time.Why)
            );
        table.Draw(
            shell,
            page.Vens.Count == 0 ? "No VEN is shown" : $"VENs {page.Offset + 1} to {page.Offset + page.Vens.Count} of {page.Total}"
        );
    }
}
