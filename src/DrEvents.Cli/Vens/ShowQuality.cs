using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;
using Spectre.Console;

namespace DrEvents.Cli.Vens;

/// <summary><c>drevents ven quality VEN</c>: how well a VEN's meter is known, day by day.</summary>
static class ShowQuality
{
    private const string Form = "yyyy-MM-dd";

    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var from = Day("--from", "First day; six before the last one unless it is said.");
        var to = Day("--to", "Last day; today unless it is said.");
        var verb = new Command(
            "quality",
            "Shows how well a VEN's meter is known, day by day: five minutes that are known, estimated or missing, and odd readings."
        )
        {
            ven,
            from,
            to,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = VenPaths.Quality(parse.GetRequiredValue(ven), ("from", parse.GetValue(from)), ("to", parse.GetValue(to)));
                var answer = await backend.Get(path, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<VenQualityView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static Option<string?> Day(string name, string description) =>
        Typed.Text(
            name,
            description,
            "day",
            text => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text : null,
            "a day such as 2026-07-15"
        );

    private static void Show(VenQualityView quality, Shell shell)
    {
        var days = Tables
            .New()
            .Column($"Day ({quality.TimeZone})")
            .Figure("Known")
            .Figure("Estimated")
            .Figure("Missing")
            .Figure("Minutes\nunknown")
            .Prose("Five minutes with odd readings");
        foreach (var day in quality.Days)
            Row(days, day.Day.ToString(Form, CultureInfo.InvariantCulture), day.Counts, shell);
        Row(days, "All days", quality.Totals, shell);
        days.Draw(shell, $"Five minutes of {quality.VenId}");
        if (quality.Accepted is { Count: > 0 } accepted)
            AcceptReadings.Show(accepted, shell);
    }

    private static void Row(Table table, string name, QualityCountsView counts, Shell shell) =>
        table.Row(
            name,
            Figures.Count(counts.Known),
            Figures.Count(counts.Estimated),
            Figures.Count(counts.Missing),
            (counts.UnknownS / 60).ToString("0.0", CultureInfo.InvariantCulture),
            Figures.Text(string.Join("; ", counts.Flags.Select(f => $"{f.Intervals} {f.Flag} from {Figures.LocalMinute(f.First, shell)}")))
        );
}
