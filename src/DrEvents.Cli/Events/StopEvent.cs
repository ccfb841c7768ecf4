using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event stop EVENT</c>: ends an active event; its VENs are told to restore.</summary>
static class StopEvent
{
    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var reason = Typed.Text("--reason", "Why, for the record.", "text", Typed.ReadNonEmpty, "a text");
        var atOnce = AtOnce.Option();
        var verb = new Command("stop", "Stops an active event. Its VENs come back gently, so that they make no peak.")
        {
            dr,
            reason,
            atOnce,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = AtOnce.Request(parse.GetValue(reason), parse.GetValue(atOnce));
                var answer = await backend.Post(EventPaths.Stop(parse.GetRequiredValue(dr)), request, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var taken = answer.Read<StopTaken>();
                await run.Shell.Out.WriteLineAsync($"{taken.EventId} {taken.Status}");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
