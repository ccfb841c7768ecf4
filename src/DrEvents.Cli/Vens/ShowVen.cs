using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven show VEN</c>: the VEN, its loads and what it last acknowledged.</summary>
static class ShowVen
{
    private const int AcksShownMax = 10;

    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var verb = new Command("show", "Shows a VEN, its loads and its last acknowledgements. --json gives the VEN with its loads.")
        {
            ven,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = VenPaths.Of(parse.GetRequiredValue(ven));
                var answer = await backend.Get(path, stop);
                if (run.WantsJson(parse))
                {
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                    return ExitCode.Done;
                }
                var acks = await backend.Get(VenPaths.Acks(parse.GetRequiredValue(ven)), stop);
                var view = answer.Read<VenView>();
                VenTables.Show(view, run.Shell);
                VenTables.ShowLoads(view.Loads, run.Shell);
                AckView[] last = [.. acks.Read<AckView[]>().Take(AcksShownMax)];
                AckTable.Show(last.Length == 0 ? "No acknowledgements yet" : "Last acknowledgements", last, run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
