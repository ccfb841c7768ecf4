using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Meters;

/// <summary><c>drevents meter show VEN</c>: what was imported of a VEN's meter, and how what it reports differs from that.</summary>
static class ShowMeter
{
    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var verb = new Command(
            "show",
            "Shows the newest imports of a VEN's meter, and day by day how what the VEN reports differs from it."
        )
        {
            ven,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(VenPaths.Meter(parse.GetRequiredValue(ven)), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<VenMeterView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(VenMeterView meter, Shell shell)
    {
        Tables
            .Facts()
            .Row("VEN", meter.VenId)
            .Row("From", Figures.LocalMinute(meter.Start, shell))
            .Row("To", Figures.LocalMinute(meter.End, shell))
            .Row("Imports", Figures.Count(meter.ImportCount))
            .Draw(shell);
        var imports = Tables
            .New()
            .Figure("Import")
            .Column("At")
            .Prose("File")
            .Figure("Minutes")
            .Figure("Values")
            .Figure("Added")
            .Figure("Changed");
        foreach (var import in meter.Imports)
            imports.Row(
                Figures.Count(import.Number),
                Figures.LocalMinute(import.ImportedAt, shell),
                import.Name,
                Figures.Count(import.IntervalMinutes),
                Figures.Count(import.Readings),
                Figures.Count(import.Added),
                Figures.Count(import.Changed)
            );
        imports.Draw(shell, meter.Imports.Count == 0 ? "Nothing was imported" : "Newest imports");
        var days = Tables.New().Column("Day (UTC)").Figure("Meter\nkW").Figure("Telemetry\nkW").Figure("Bias\nkW").Figure("Both\nknown");
        foreach (var day in meter.Days)
            days.Row(
                day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Figures.Kw(day.MeterKw),
                Figures.Kw(day.TelemetryKw),
                day.BiasKw.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture),
                Figures.Share(day.BothShare)
            );
        days.Draw(shell, meter.Days.Count == 0 ? "There is no day that both know" : "Telemetry beside the meter");
    }
}
