using System.CommandLine;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents access me</c>: who the backend takes the caller for.</summary>
static class ShowMe
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("me", "Shows who you are to the backend, and what you may do.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(AccessPaths.Me, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<AccessMe>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(AccessMe me, Shell shell)
    {
        Tables
            .Facts()
            .Row("Name", me.Name)
            .Row("Known by", me.Way)
            .Row("Roles", string.Join(", ", me.Roles))
            .Row("May", string.Join(", ", me.Needs))
            .Row(
                "Programmes",
                me.Programmes is null ? AccessArguments.Shown(null) : string.Join(", ", me.Programmes.Select(p => Shown(me, p)))
            )
            .Draw(shell);
        if (me.IsOpen)
            shell.Say("access is not set up: everybody on the backend's own machine is an administrator");
    }

    private static string Shown(AccessMe me, string programme) =>
        me.ProgrammeRoles?.GetValueOrDefault(programme) is { } roles
            ? $"{new ProgrammeRole(programme, string.Join(", ", roles))}"
            : programme;
}
