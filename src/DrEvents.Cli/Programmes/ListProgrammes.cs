using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary><c>drevents programme list</c>: all programmes.</summary>
static class ListProgrammes
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("list", "Lists all programmes.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(ProgrammeArguments.All, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    ProgrammeArguments.Show(answer.Read<ProgrammeView[]>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
