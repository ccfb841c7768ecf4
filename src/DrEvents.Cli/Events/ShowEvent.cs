using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event show EVENT</c>: the event's figures, each VEN's part, and the life of every command.</summary>
static class ShowEvent
{
    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var verb = new Command("show", "Shows an event: its figures, each VEN's part and the life of its commands.") { dr };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(EventPaths.Of(parse.GetRequiredValue(dr)), stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var detail = answer.Read<EventDetail>();
                EventTables.Show(detail, run.Shell);
                MetricsTable.Show(detail.Metrics, run.Shell);
                ParticipationTables.Show(detail.Vens, run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
