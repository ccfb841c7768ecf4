using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Rebuilding;

/// <summary><c>drevents rebuild [NAME]</c>: has a read model made anew from the stored events; without a name, shows how far all are.</summary>
static class RebuildReadModels
{
    private const string All = "api/rebuilds";

    public static Command Verb(Invocation run)
    {
        var name = new Argument<string?>("NAME")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = "The read model; without it, all are shown with how far they are.",
        };
        var stop = new Option<bool>("--stop") { Description = "Stops the making of NAME; begun again, it goes on where it was." };
        var verb = new Command("rebuild", "Has a read model made anew from the stored events; what is in use answers until then.")
        {
            name,
            stop,
        };
        verb.Validators.Add(found =>
        {
            if (found.GetValue(stop) && found.GetValue(name) is null)
                found.AddError("--stop: which one is not said; give its NAME.");
        });
        verb.SetAction(
            async (parse, cancellation) =>
            {
                using var backend = run.Backend(parse);
                var one = parse.GetValue(name) is { } given ? $"{All}/{Uri.EscapeDataString(given)}" : null;
                var answer =
                    one is null ? await backend.Get(All, cancellation)
                    : parse.GetValue(stop) ? await backend.Delete<object>(one, null, cancellation)
                    : await backend.Post<object>(one, null, cancellation);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(one is null ? answer.Read<List<RebuildView>>() : [answer.Read<RebuildView>()], run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(IReadOnlyList<RebuildView> rebuilds, Shell shell)
    {
        var table = Tables
            .New()
            .Prose("Read model")
            .Prose("Status")
            .Figure("Events")
            .Figure("Of")
            .Figure("Per s")
            .Figure("Left")
            .Prose("Problem");
        foreach (var r in rebuilds)
            table.Row(
                r.Name,
                Cell.Status(r.Status),
                Figures.Count(r.EventsDone),
                Figures.Count(r.EventsTotal),
                Figures.Count((long)r.EventsPerS),
                r.SecondsLeft is { } s
                    ? TimeSpan.FromSeconds(Math.Round(s)).ToString("c", System.Globalization.CultureInfo.InvariantCulture)
                    : "-",
                Figures.Text(r.Problem)
            );
        table.Draw(shell);
    }
}
