using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Access;

/// <summary><c>drevents setup</c>: prints a link by which somebody becomes an administrator.</summary>
static class SetUp
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command(
            "setup",
            "Prints a link by which somebody becomes an administrator with a name and a password. It is good once, and for an hour."
        );
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Post<object>(AccessPaths.Setup, null, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var link = answer.Read<LinkView>();
                run.Shell.Say($"open this in a browser before {Output.Figures.LocalMinute(link.ExpiresAt, run.Shell)}:");
                await run.Shell.Out.WriteLineAsync(Links.Whole(run.Address(parse), link));
                return ExitCode.Done;
            }
        );
        return verb;
    }
}

/// <summary>Links as they are opened.</summary>
static class Links
{
    /// <summary>The link on the address at which the backend was asked.</summary>
    public static string Whole(Uri backend, LinkView link) => backend.AbsoluteUri.TrimEnd('/') + link.Path;
}

/// <summary><c>drevents access rotate-keys</c>: has tokens signed by a new key.</summary>
static class RotateKeys
{
    public static Command Verb(Invocation run)
    {
        var verb = new Command("rotate-keys", "Has tokens signed by a new key. Those of the key before are good until their end.");
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Post<object>(AccessPaths.SigningKeys, null, stop);
                await run.Shell.Out.WriteLineAsync(
                    run.WantsJson(parse) ? answer.Json : $"{answer.Read<SigningKeyView>().Id} signs from now on"
                );
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
