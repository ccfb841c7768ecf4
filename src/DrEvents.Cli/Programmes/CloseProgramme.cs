using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary><c>drevents programme close PROGRAMME</c>: closes a programme.</summary>
static class CloseProgramme
{
    public static Command Verb(Invocation run)
    {
        var programme = ProgrammeArguments.Programme();
        var why = ProgrammeArguments.Why();
        var verb = new Command("close", "Closes a programme: no event is called in it any more.") { programme, why };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = ProgrammeArguments.Of(parse.GetRequiredValue(programme), "/close");
                var answer = await backend.Post(path, new CloseProgrammeRequest(parse.GetValue(why)), stop);
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
