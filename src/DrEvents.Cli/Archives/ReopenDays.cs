using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Archives;

/// <summary><c>drevents archive reopen FROM TO</c>: has closed days put back into the table of events.</summary>
static class ReopenDays
{
    public static Command Verb(Invocation run)
    {
        var from = Day("FROM", "First day, UTC.");
        var to = Day("TO", "Last day, UTC.");
        var vens = Typed.Vens("Only the days of this VEN.");
        var verb = new Command("reopen", "Has closed days reopened; archive show says when they are.") { from, to, vens };
        // As it was called first.
        verb.Aliases.Add("restore");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = new ReopenDaysRequest(
                    parse.GetRequiredValue(from),
                    parse.GetRequiredValue(to),
                    parse.GetValue(vens) is { Length: > 0 } some ? some : null
                );
                var answer = await backend.Post(ShowArchive.ArchivePath + "/reopen", request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<ReopenTaken>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ReopenTaken taken, Shell shell) =>
        Tables
            .Facts()
            .Row("VEN-days", Figures.Count(taken.VenDays))
            .Row("Samples", Figures.Count(taken.Samples))
            .Row("Open until", Figures.LocalWithOffset(taken.OpenUntil, shell))
            .Draw(shell);

    private static Argument<string> Day(string name, string description) =>
        Typed.Required(
            name,
            description,
            text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null,
            "a day such as 2026-10-31"
        );
}
