using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Weather;

/// <summary><c>drevents temperature import FILE</c>: hands a file of outdoor temperatures to the backend.</summary>
static class ImportTemperature
{
    private const string Table = "text/csv";

    public static Command Verb(Invocation run)
    {
        var path = FileToImport.Path("The temperatures: a time and a value on each line.");
        var site = TemperatureOptions.Site();
        var unit = Typed.Word("--unit", "What a value is: Celsius or Fahrenheit. [c]", "c", "f");
        var zone = FileToImport.Zone();
        var verb = new Command(
            "import",
            "Imports a file of a site's outdoor temperatures: all of it, or nothing. Baselines by the weather rest on it from then on."
        )
        {
            path,
            site,
            unit,
            zone,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var file = parse.GetRequiredValue(path);
                var bytes = await FileToImport.Read(file, TemperatureLimits.BytesMax, stop);
                using var backend = run.Backend(parse);
                (string Name, string? Value)[] query =
                [
                    ("name", Path.GetFileName(file)),
                    ("unit", parse.GetValue(unit)),
                    ("zone", parse.GetValue(zone)),
                ];
                var answer = await backend.PostFile(TemperatureOptions.PathOf(parse.GetValue(site), query), bytes, Table, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    await run.Shell.Out.WriteLineAsync(Told(answer.Read<TemperatureImportAnswer>(), run.Shell));
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static string Told(TemperatureImportAnswer answer, Shell shell)
    {
        var import = answer.Newest;
        return answer.Imported
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Import {import.Number}: {import.Values} values from {Figures.LocalMinute(import.Start, shell)} to {Figures.LocalMinute(import.End, shell)}, {import.Added} added and {import.Changed} changed."
            )
            : string.Create(CultureInfo.InvariantCulture, $"Nothing new: import {import.Number} was of the same file.");
    }
}
