using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Backend;
using DrEvents.Cli.Events;
using DrEvents.Cli.Output;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Files;

namespace DrEvents.Cli.Audits;

/// <summary><c>drevents audit EVENT</c>: takes all that a result rests on to a folder, for somebody who has nothing but the command line.</summary>
static class ExportAudit
{
    public static Command Verb(Invocation run)
    {
        var dr = Typed.Event();
        var to = Typed.Text(
            "--out",
            "The folder; it must not be there yet. By default the event's id and the number of the result.",
            "folder",
            Typed.ReadNonEmpty,
            "a folder"
        );
        var number = Typed.Integer("--number", "The result of this number; the newest one by default.", 1, int.MaxValue);
        var verb = new Command(
            "audit",
            "Writes all that an event's result rests on into a folder: readings, days, methods, history and a report."
        )
        {
            dr,
            to,
            number,
            VerifyAudit.Verb(run),
            VerifyHistory.Verb(run),
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                var id = parse.GetRequiredValue(dr);
                using var backend = run.Backend(parse);
                var folder = await Written(backend, id, parse.GetValue(number), parse.GetValue(to), stop);
                var manifest = AuditFolder.Open(folder).Manifest;
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(manifest.ToJson());
                else
                    Tables
                        .Facts()
                        .Row("Event", manifest.EventId)
                        .Row("Result", Figures.Count(manifest.Result))
                        .Row("Folder", folder)
                        .Row("Files", Figures.Count(manifest.Files.Count))
                        .Row("Bytes", Figures.Count(manifest.Files.Sum(f => f.Bytes)))
                        .Row("To read", Path.Combine(folder, AuditPaths.Report))
                        .Row("To verify", $"drevents audit verify {folder}")
                        .Draw(run.Shell);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    /// <summary>The folder is there whole, or not at all.</summary>
    private static async Task<string> Written(BackendClient backend, string id, int? number, string? asked, CancellationToken stop)
    {
        if (asked is not null)
            ShouldNotBeThere(asked);
        var part = (asked is null ? Path.GetFullPath(id) : Path.TrimEndingDirectorySeparator(Path.GetFullPath(asked))) + ".part";
        try
        {
            var zip = part + ".zip";
            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            await backend.Download(EventPaths.Audit(id) + Query(number), "--out", zip, stop);
            await ZipFile.ExtractToDirectoryAsync(zip, part, overwriteFiles: true, stop);
            File.Delete(zip);
            var folder = asked ?? $"{id}-result-{AuditFolder.Open(part).Manifest.Result.ToString(CultureInfo.InvariantCulture)}";
            ShouldNotBeThere(folder);
            Directory.Move(part, folder);
            return folder;
        }
        catch (BadFileException bad)
        {
            throw new VerbFailed(ExitCode.NotHeld, $"what the backend sent is no audit bundle: {bad.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            throw VerbFailed.BadInput($"--out: {e.Message}");
        }
        finally
        {
            if (File.Exists(part + ".zip"))
                File.Delete(part + ".zip");
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
        }
    }

    private static void ShouldNotBeThere(string folder)
    {
        if (File.Exists(folder) || Directory.Exists(folder))
            throw VerbFailed.BadInput($"--out: {folder} is there already; a bundle is written once.");
    }

    private static string Query(int? number) => number is { } n ? string.Create(CultureInfo.InvariantCulture, $"?number={n}") : "";
}
