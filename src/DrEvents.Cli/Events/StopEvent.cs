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
        var verb = new Command("stop", "Stops an active event.") { dr, reason };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var request = parse.GetValue(reason) is { } why ? new StopEventRequest(why) : null;
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
