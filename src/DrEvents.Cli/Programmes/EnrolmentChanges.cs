using System.CommandLine;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Programmes;

/// <summary>Asks for enrolments to be changed, and shows what became of each.</summary>
static class EnrolmentChanges
{
    public static async Task<int> Show(Invocation run, ParseResult parse, string path, object request, CancellationToken stop)
    {
        using var backend = run.Backend(parse);
        var answer = await backend.Post(path, request, stop);
        if (run.WantsJson(parse))
        {
            await run.Shell.Out.WriteLineAsync(answer.Json);
            return ExitCode.Done;
        }
        var outcome = answer.Read<EnrolmentsChanged>();
        var table = Tables.New().Column("VEN").Column("Outcome");
        foreach (var ven in outcome.Vens)
            table.Row(ven.VenId, ven.Outcome);
        table.Draw(shell: run.Shell, $"{outcome.Changed} changed, {outcome.Unchanged} unchanged, {outcome.Failed} not found");
        return ExitCode.Done;
    }
}
