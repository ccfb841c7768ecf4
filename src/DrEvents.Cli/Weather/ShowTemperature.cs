using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Weather;

/// <summary><c>drevents temperature show</c>: what was imported of a site's outdoor temperatures, and the newest of them by day.</summary>
static class ShowTemperature
{
    public static Command Verb(Invocation run)
    {
        var site = TemperatureOptions.Site();
        var verb = new Command("show", "Shows the newest imports of a site's outdoor temperatures, and the days of the newest week.")
        {
            site,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get(TemperatureOptions.PathOf(parse.GetValue(site)), stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    Show(answer.Read<SiteTemperatureView>(), run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static void Show(SiteTemperatureView shown, Shell shell)
    {
        Tables
            .Facts()
            .Row("Site", shown.Site)
            .Row("From", Figures.LocalMinute(shown.Start, shell))
            .Row("To", Figures.LocalMinute(shown.End, shell))
            .Row("Imports", Figures.Count(shown.ImportCount))
            .Draw(shell);
        var imports = Tables.New().Figure("Import").Column("At").Prose("File").Figure("Values").Figure("Added").Figure("Changed");
        foreach (var import in shown.Imports)
            imports.Row(
                Figures.Count(import.Number),
                Figures.LocalMinute(import.ImportedAt, shell),
                import.Name,
                Figures.Count(import.Values),
                Figures.Count(import.Added),
                Figures.Count(import.Changed)
            );
        imports.Draw(shell, shown.Imports.Count == 0 ? "Nothing was imported" : "Newest imports");
        var days = Tables.New().Column("Day (UTC)").Figure("Values").Figure("Lowest\n°C").Figure("Highest\n°C");
        foreach (var day in shown.Values.GroupBy(v => DateOnly.FromDateTime(v.Time.UtcDateTime)))
            days.Row(
                day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                Figures.Count(day.Count()),
                Degrees(day.Min(v => v.Celsius)),
                Degrees(day.Max(v => v.Celsius))
            );
        days.Draw(shell, shown.Values.Count == 0 ? "Nothing is known of these days" : "The newest week");
    }

    private static string Degrees(double celsius) => celsius.ToString("0.0", CultureInfo.InvariantCulture);
}
