using System.CommandLine;
using System.Text;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Persons;

/// <summary><c>drevents person export</c>: all that is held of a person.</summary>
static class ExportPerson
{
    public static Command Verb(Invocation run)
    {
        var whose = new PersonArguments();
        var to = Typed.Text("--out", "A file that is not there yet; stdout when missing.", "file", Typed.ReadNonEmpty, "a file");
        var verb = new Command("export", "Writes all that is held of a person, as JSON.");
        whose.AddTo(verb);
        verb.Options.Add(to);
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var (of, other) = whose.Asked(parse, "person");
                var answer = other is null ? await backend.Get(of, stop) : await backend.Post(of, other, stop);
                var export = answer.Read<PersonExport>();
                if (parse.GetValue(to) is { } file)
                    await NewFile.Write("--out", file, async stream => await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.Json), stop));
                else
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                foreach (var (what, path) in export.Measured)
                    run.Shell.Say($"not in it: {what}, which {path} has");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
