using System.CommandLine;
using DrEvents.Cli.Arguments;
using VenExitCode = DrEvents.Ven.Commands.ExitCode;
using VenLine = DrEvents.Ven.Commands.CommandLine;

namespace DrEvents.Cli.Manual;

/// <summary><c>drevents man [PAGE]</c>: prints a manual page, or with <c>--out</c> writes all of them, those of <c>drevents-ven</c> too.</summary>
static class WriteManual
{
    private const string Program = "drevents";

    public static Command Verb(Invocation run)
    {
        var page = new Argument<string?>("PAGE")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "Which one, such as drevents-event-create; without it, drevents.",
        };
        var folder = Typed.Text(
            "--out",
            "Write all pages into this folder, for man(1) to find, and print none.",
            "folder",
            Typed.ReadNonEmpty,
            "a folder"
        );
        var verb = new Command("man", "Manual pages, for man(1).") { page, folder };
        verb.SetAction(
            async (parse, stop) =>
            {
                var pages = Pages(run.Shell).ToList();
                if (parse.GetValue(folder) is { } path)
                    return await Write(pages, path, run.Shell, stop);
                var name = parse.GetValue(page) ?? Program;
                if (pages.FirstOrDefault(p => p.Name == name) is not { } found)
                    throw new VerbFailed(
                        ExitCode.NotHeld,
                        $"there is no page {name}; there are {string.Join(", ", pages.Select(p => p.Name))}"
                    );
                await run.Shell.Out.WriteAsync(found.Text);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>All pages.</summary>
    public static IEnumerable<ManPage> Pages(Shell shell) =>
        [
            .. ManPage.Of(Program, CommandLine.Verbs(shell), ExitCode.InWords),
            .. ManPage.Of(VenLine.Program, VenLine.Verbs(logFile: null, TextWriter.Null, TextWriter.Null), VenExitCode.InWords),
        ];

    private static async Task<int> Write(List<ManPage> pages, string folder, Shell shell, CancellationToken stop)
    {
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var page in pages)
                await File.WriteAllTextAsync(Path.Combine(folder, page.File), page.Text, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw VerbFailed.BadInput($"--out: {e.Message}");
        }
        shell.Say($"{pages.Count} pages are in {folder}");
        return ExitCode.Done;
    }
}
