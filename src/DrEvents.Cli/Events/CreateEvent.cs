using System.CommandLine;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event create</c>: calls a demand-response event.</summary>
static class CreateEvent
{
    public static Command Verb(Invocation run)
    {
        var asked = new AskedEvent();
        var verb = asked.Verb("create", "Calls a demand-response event.");
        verb.SetAction(
            async (parse, stop) =>
            {
                var request = asked.Request(parse, run.Shell);
                using var backend = run.Backend(parse);
                var answer = await backend.Post(EventPaths.All, request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    EventTables.Show(answer.Read<EventView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
