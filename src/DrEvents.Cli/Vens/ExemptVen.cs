using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven exempt VEN</c>: whether a VEN is exempt from all events, and exempts it.</summary>
static class ExemptVen
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var kind = Typed.Word("--kind", "Exempts it from now on, for this reason.", ExemptionKinds.All);
        var end = new Option<bool>("--end") { Description = "Ends its exemption, which only an administrator may." };
        var why = Typed.Text("--why", "Why; needed with --kind and --end. Name no illness.", "text", Typed.ReadNonEmpty, "a text");
        var until = Typed.Time("--until", "When the exemption ends by itself; never when missing.");
        var verb = new Command("exempt", "Shows whether a VEN is exempt from all events, exempts it, or ends that.")
        {
            ven,
            kind,
            end,
            why,
            until,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var (asked, ends, reason) = (parse.GetValue(kind), parse.GetValue(end), parse.GetValue(why));
                if (asked is not null && ends)
                    throw VerbFailed.BadInput("--kind or --end: at most one of them");
                if (reason is null && (asked is not null || ends))
                    throw VerbFailed.BadInput($"--why: is missing, and {(ends ? "--end" : "--kind")} is there");
                if (reason is not null && asked is null && !ends)
                    throw VerbFailed.BadInput("--why: belongs to --kind or --end, which are missing");
                if (asked is null && parse.GetResult(until) is not null)
                    throw VerbFailed.BadInput("--until: belongs to --kind, which is missing");
                using var backend = run.Backend(parse);
                var (path, now) = (VenPaths.Exemption(parse.GetRequiredValue(ven)), run.Shell.Now);
                DateTimeOffset? ended = parse.GetValue(until) is { } given
                    ? given.Resolve(now, now, run.Shell.Clock.LocalTimeZone) ?? throw TimeWindow.SkippedByClock("--until")
                    : null;
                var answer =
                    asked is not null ? await backend.Put(path, new ExemptVenRequest(asked, reason, ended), stop)
                    : ends ? await backend.Delete(path, new EndExemptionRequest(reason), stop)
                    : await backend.Get(path, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<ExemptionView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(ExemptionView view, Shell shell) =>
        Tables
            .Facts()
            .Row("VEN", view.VenId)
            .Row("Exempt", view.IsExempt ? "yes" : "no")
            .Row("Kind", Figures.Text(view.Kind))
            .Row("Why", Figures.Text(view.Why))
            .Row("Since", Figures.Local(view.Since, shell))
            .Row("Until", Figures.Local(view.Until, shell))
            .Row("By", Figures.Text(view.By))
            .Draw(shell);
}
