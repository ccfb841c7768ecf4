using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Archives;

/// <summary><c>drevents archive show</c>: what is in the archive of closed days, what waits, and what was deleted.</summary>
static class ShowArchive
{
    /// <summary>Path of the archive.</summary>
    public const string ArchivePath = "api/archive";

    public static Command Verb(Invocation run)
    {
        var verb = new Command("show", "Says how many VEN-days are in the archive, how many wait, and what was deleted.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(ArchivePath, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<ArchiveView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ArchiveView archive, Shell shell) =>
        Tables
            .Facts()
            .Row("VEN-days", Figures.Count(archive.VenDays))
            .Row("Samples", Figures.Count(archive.Samples))
            .Row("Bytes", Figures.Count(archive.Bytes))
            .Row("Oldest day", Day(archive.OldestDay))
            .Row("Newest day", Day(archive.NewestDay))
            .Row("VEN-days to close", Figures.Count(archive.VenDaysDue))
            .Row("VEN-days to reopen", Figures.Count(archive.VenDaysReopening))
            .Row("VEN-days reopened", Figures.Count(archive.VenDaysReopened))
            .Row("VEN-days deleted", Figures.Count(archive.Deleted.VenDays))
            .Row("Newest day of these", Day(archive.Deleted.NewestDay))
            .Draw(shell);

    private static string Day(DateOnly? day) => Figures.Text(day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
