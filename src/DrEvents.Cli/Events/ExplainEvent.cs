using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event why EVENT</c>: each missing kW, by five minutes and by VEN, with its reason.</summary>
static class ExplainEvent
{
    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var verb = new Command("why", "Says why an event delivers what it does: each missing or surplus kW with its reason.") { dr };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(EventPaths.Why(parse.GetRequiredValue(dr)), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<WhyView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>Whether anything of it is left in two places; <c>--json</c> has all of it.</summary>
    private static bool IsShown(double kw) => Math.Abs(kw) >= 0.005;

    private static void Show(WhyView why, Shell shell)
    {
        var spans = Tables.New().Column("From").Figure("Asked\nkW").Figure("Measured\nkW").Figure("Missing\nkW").Prose("Because of");
        foreach (var span in why.Intervals)
            spans.Row(
                Figures.Local(span.Start, shell),
                Figures.Kw(span.RequestedKw),
                Figures.Kw(span.MeasuredKw),
                Figures.Kw(span.MissingKw),
                string.Join(
                    ", ",
                    span.Reasons.Where(r => IsShown(r.Kw))
                        .Select(r => $"{r.Reason} {Figures.Kw(r.Kw)}" + (r.Vens > 0 ? $" ({r.Vens})" : ""))
                )
            );
        spans.Draw(shell, why.Intervals.Count == 0 ? "Nothing is measured yet" : "Five minutes each; in brackets the VENs");
        var vens = Tables.New().Column("VEN").Figure("Asked\nkW").Figure("Measured\nkW").Figure("Missing\nkW").Prose("Because of");
        foreach (var ven in why.Vens.OrderByDescending(v => Math.Abs(v.MissingKw)))
            vens.Row(
                ven.VenId,
                Figures.Kw(ven.AskedKw),
                Figures.Kw(ven.MeasuredKw),
                Figures.Kw(ven.MissingKw),
                string.Join(
                    ", ",
                    ven.Reasons.Where(r => IsShown(r.Kw))
                        .Select(r => $"{r.Reason} {Figures.Kw(r.Kw)}" + (r.Detail is { } detail ? $" ({detail})" : ""))
                )
            );
        if (why.Vens.Count > 0)
            vens.Draw(shell, "VENs, those that differ most first");
        foreach (var skipped in why.Skipped)
            shell.Out.WriteLine($"{Printable.Of(skipped.VenId)} was asked for nothing: {Printable.Of(skipped.Reason)}");
    }
}
