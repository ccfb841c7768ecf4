using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary><c>drevents programme open PROGRAMME</c>: opens a programme.</summary>
static class OpenProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var name = Typed.Text("--name", "What people call it.", "text", Typed.ReadNonEmpty, "a name");
        name.Required = true;
        var terms = Typed.Text("--terms", "Its terms, as JSON; without, it promises nothing.", "file", Typed.ReadNonEmpty, "a file");
        var verb = new Command("open", "Opens a programme: VENs can be enrolled in it, and events be called in it.")
        {
            programme,
            name,
            terms,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var asked = new OpenProgrammeRequest(
                    parse.GetRequiredValue(programme),
                    parse.GetValue(name),
                    await ProgrammeArguments.Terms(parse.GetValue(terms), stop)
                );
                var answer = await backend.Post(ProgrammeArguments.All, asked, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ProgrammeArguments.Show([answer.Read<ProgrammeView>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
