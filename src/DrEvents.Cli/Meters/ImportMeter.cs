using System.CommandLine;
using System.Globalization;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Output;
using DrEvents.Cli.Vens;
using DrEvents.Contracts.Http;
using DrEvents.Measurement.Files;

namespace DrEvents.Cli.Meters;

/// <summary><c>drevents meter import VEN FILE</c>: hands a file of the utility's meter to the backend.</summary>
static class ImportMeter
{
    private const string Table = "text/csv";
    private const string GreenButton = "application/xml";

    public static Command Verb(Invocation run)
    {
        var ven = Typed.Ven();
        var path = FileToImport.Path("The meter's file: a time and a value on each line, or Green Button (ESPI XML).");
        var unit = Typed.Word(
            "--unit",
            "What a value is: the mean power of an interval, or its energy. Green Button says it itself. [kw]",
            "kw",
            "kwh"
        );
        var interval = Typed.Word(
            "--interval",
            "Length of an interval. [what the file says, or its most frequent step]",
            "1m",
            "5m",
            "10m",
            "15m",
            "30m",
            "60m"
        );
        var zone = FileToImport.Zone();
        var verb = new Command(
            "import",
            "Imports a file of the utility's meter: all of it, or nothing. Results of the VEN's events rest on it from then on."
        )
        {
            ven,
            path,
            unit,
            interval,
            zone,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var file = parse.GetRequiredValue(path);
                var bytes = await FileToImport.Read(file, MeterLimits.BytesMax, stop);
                using var backend = run.Backend(parse);
                (string Name, string? Value)[] query =
                [
                    ("name", Path.GetFileName(file)),
                    ("unit", parse.GetValue(unit)),
                    ("interval", parse.GetValue(interval)?.TrimEnd('m')),
                    ("zone", parse.GetValue(zone)),
                ];
                var to = VenPaths.Meter(parse.GetRequiredValue(ven), query);
                var isXml = InputFile.Of(file, bytes).IsXml();
                var answer = await backend.PostFile(to, bytes, isXml ? GreenButton : Table, stop);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(answer.Json);
                else
                    await run.Shell.Out.WriteLineAsync(Told(answer.Read<MeterImportAnswer>(), run.Shell));
                return ExitCode.Done;
            }
        );
        return verb;
    }

    private static string Told(MeterImportAnswer answer, Shell shell)
    {
        var import = answer.Newest;
        return answer.Imported
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"Import {import.Number}: {import.Readings} values from {Figures.LocalMinute(import.Start, shell)} to {Figures.LocalMinute(import.End, shell)}, {import.Added} added and {import.Changed} changed."
            )
            : string.Create(CultureInfo.InvariantCulture, $"Nothing new: import {import.Number} was of the same file.");
    }
}
