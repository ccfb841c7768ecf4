using System.CommandLine;
using System.Text;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven log export</c>: the whole log with its hashes, as JSON lines.</summary>
internal static class ExportLog
{
    public static Command Verb(LogOption log, TextWriter output, TextWriter error)
    {
        var target = new Argument<string>("FILE") { Description = "Where to; a file that is not there yet, or - for the standard output." };
        var verb = new Command("export", "Writes the whole log as JSON lines, which `log verify --export` can verify.")
        {
            target,
            log.File,
        };
        verb.SetAction(parse =>
        {
            using var file = log.Open(parse);
            var ends = file.Ends ?? throw new InvalidDataException("what the log says about its ends is gone: see `log verify`");
            var path = parse.GetRequiredValue(target);
            if (path == "-")
            {
                ExportFormat.Write(output, ends, file.Read());
                return ExitCode.Done;
            }
            using var lines = new StreamWriter(new FileStream(path, FileMode.CreateNew), new UTF8Encoding(false));
            var count = ExportFormat.Write(lines, ends, file.Read());
            error.WriteLine($"drevents-ven: {count} entries");
            return ExitCode.Done;
        });
        return verb;
    }
}
