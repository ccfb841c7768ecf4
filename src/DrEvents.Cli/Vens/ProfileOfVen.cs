using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Baselines;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven profile VEN</c>: by which profile a VEN is measured first, and assigns one by hand.</summary>
static class ProfileOfVen
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var assign = Typed.Text("--assign", "Assigns this profile, from its next event on.", "name", Typed.ReadNonEmpty, "a name");
        var why = Typed.Text("--why", "Why; needed with --assign.", "text", Typed.ReadNonEmpty, "a text");
        var who = Typed.Text("--who", "Who assigns it.", "name", Typed.ReadNonEmpty, "a name");
        var none = new Option<bool>("--none") { Description = "Takes it away: the order of the settings holds again." };
        var verb = new Command("profile", "Shows by which profile a VEN is measured before those of the settings, and assigns one by hand.")
        {
            ven,
            assign,
            why,
            who,
            none,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var (name, reason) = (parse.GetValue(assign), parse.GetValue(why));
                if (name is not null && parse.GetValue(none))
                    throw VerbFailed.BadInput("--assign or --none: at most one of them");
                if (name is not null && reason is null)
                    throw VerbFailed.BadInput("--why: is missing, and --assign is there");
                if (name is null && (reason ?? parse.GetValue(who)) is not null)
                    throw VerbFailed.BadInput("--why and --who: belong to --assign, which is missing");
                using var backend = run.Backend(parse);
                var path = VenPaths.Profile(parse.GetRequiredValue(ven));
                var answer =
                    name is not null ? await backend.Put(path, new AssignProfileRequest(name, reason, parse.GetValue(who)), stop)
                    : parse.GetValue(none) ? await backend.Delete<object>(path, null, stop)
                    : await backend.Get(path, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<VenProfileView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(VenProfileView view, Shell shell)
    {
        Tables
            .Facts()
            .Row("VEN", view.VenId)
            .Row("Profile", view.Profile is { } name ? $"{name}, version {Figures.Count(view.ProfileVersion)}" : "none: by the settings")
            .Row("Assigned", Figures.Text(view.By))
            .Row("Why", Figures.Text(view.Why))
            .Row("Who", Figures.Text(view.Who))
            .Row("Since", Figures.Local(view.At, shell))
            .Draw(shell);
        if (view.BackTest is { } test)
            BacktestVen.Show(test, shell);
    }
}
