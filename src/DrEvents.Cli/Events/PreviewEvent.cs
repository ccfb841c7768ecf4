using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Events;

/// <summary><c>drevents event preview</c>: what an event would ask of whom. Nothing is called.</summary>
static class PreviewEvent
{
    private const int VensShown = 20;

    public static Command Verb(Invocation run)
    {
        var asked = new AskedEvent();
        var limit = Typed.Integer("--limit", $"Most VENs that are listed. [{VensShown}]", 1, 500);
        var verb = asked.Verb("preview", "Says what an event would ask of whom, and what it would lack. Nothing is called.");
        verb.Options.Add(limit);
        verb.SetAction(
            async (parse, stop) =>
            {
                var request = asked.Request(parse, run.Shell);
                using var backend = run.Backend(parse);
                var answer = await backend.Post(EventPaths.Preview(parse.GetValue(limit) ?? VensShown), request, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<EventPreview>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(EventPreview preview, Shell shell)
    {
        var facts = Tables
            .Facts()
            .Row("Start", Figures.LocalWithOffset(preview.StartTime, shell) + (preview.StartsAtOnce ? ", at once" : ""))
            .Row("End", $"{Figures.LocalWithOffset(preview.EndTime, shell)} ({Duration.Written(preview.EndTime - preview.StartTime)})")
            .Row("Asked kW", Figures.Kw(preview.RequestedReductionKw))
            .Row("Shares kW", $"{Figures.Kw(preview.AskedKw)} of {preview.VensAsked} VENs")
            .Row("Expected kW", Figures.Kw(preview.ExpectedKw))
            .Row("Can be shed now kW", Figures.Kw(preview.AvailableNowKw))
            .Row("Can be held kW", Held(preview))
            .Row("Not covered kW", Figures.Kw(preview.ShortfallKw));
        if (preview.ShortfallReasons.Count > 0)
            facts.Row("Because of", Together(preview.ShortfallReasons));
        if (preview.NotAsked.Count > 0)
            facts.Row("Not asked", Together(preview.NotAsked));
        if (preview.Limits.Count > 0)
            facts.Row("Limits of homes", string.Join(", ", preview.Limits.Select(l => $"{l.Limit} {Figures.Kw(l.Kw)} ({l.Vens})")));
        foreach (var other in preview.Conflicts)
            facts.Row(other.EventId, $"shares {other.Vens} VENs, {(other.GoesFirst ? "keeps them" : "leaves them")}");
        facts.Draw(shell);
        var vens = Tables.New().Column("VEN").Figure("Share\nkW").Figure("Could\nkW").Prose("Not asked because");
        foreach (var ven in preview.Vens)
            vens.Row(ven.VenId, Figures.Kw(ven.ShareKw), Figures.Kw(ven.AvailableKw), Figures.Text(ven.Reason));
        vens.Draw(
            shell,
            preview.Total == 0 ? "No VEN is meant" : $"{preview.Vens.Count} of {preview.Total} VENs, the largest shares first"
        );
        if (preview.IsDrawn)
            shell.Say("who is held out, or whose turn is first, is drawn anew when the event is called");
    }

    private static string Held(EventPreview preview) =>
        preview.Forecast switch
        {
            null => $"not known: {preview.NoForecastReason}",
            { Hold: { LowKw: { } low, HighKw: { } high } hold } =>
                $"{Figures.Kw(hold.Kw)}; in 8 of 10 cases {Figures.Kw(low)} to {Figures.Kw(high)}",
            { } forecast => $"{Figures.Kw(forecast.Hold.Kw)}; {forecast.NoBandReason}",
        };

    private static string Together(IEnumerable<PreviewReason> reasons) =>
        string.Join(", ", reasons.Select(r => $"{r.Reason} {Figures.Kw(r.Kw)}" + (r.Vens > 0 ? $" ({r.Vens})" : "")));
}
