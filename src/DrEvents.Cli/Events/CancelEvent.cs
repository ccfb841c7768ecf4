using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event cancel EVENT</c>: takes an event back.</summary>
static class CancelEvent
{
    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var reason = Typed.Text("--reason", "Why, for the record.", "text", Typed.ReadNonEmpty, "a text");
        var atOnce = AtOnce.Option();
        var verb = new Command("cancel", "Cancels an event. The server answers without a body, so --json prints nothing.")
        {
            dr,
            reason,
            atOnce,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var eventId = parse.GetRequiredValue(dr);
                var request = AtOnce.Request(parse.GetValue(reason), parse.GetValue(atOnce));
                await backend.Delete(EventPaths.Of(eventId), request, stop);
                if (!run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync($"{eventId} cancelled");
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
