using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Baselines;
using DrEvents.Cli.Output;
using DrEvents.Measurement.Audit;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;

namespace DrEvents.Cli.Audits;

/// <summary><c>drevents audit verify FOLDER</c>: makes every figure of a bundle anew, without a server, and names the first that differs.</summary>
static class VerifyAudit
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const int KeyIdCharactersMost = 40;

    public static Command Verb(Invocation run)
    {
        var folder = Typed.Required("FOLDER", "The bundle that drevents audit wrote.", Typed.ReadNonEmpty, "a folder");
        var key = Typed.Text(
            "--key",
            "The public key, as PEM, that has to have signed the bundle: drevents receipt key shows the installation's.",
            "file",
            Typed.ReadNonEmpty,
            "a file"
        );
        var verb = new Command(
            "verify",
            "Makes every figure of a bundle anew from its raw readings, without a server. Exit code 1 where one differs, 5 where readings are deleted."
        )
        {
            folder,
            key,
        };
        verb.SetAction(
            async (parse, _) =>
            {
                var verdict = OwnFiles.Read(() =>
                    AuditCheck.Of(
                        AuditFolder.Open(parse.GetRequiredValue(folder)),
                        SiteOptions.Input("--key", parse.GetValue(key)) is { } pem ? VerifyingKey.Read(pem) : null
                    )
                );
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(JsonSerializer.Serialize(verdict, Json));
                else
                    Show(verdict, run.Shell);
                if (verdict.Problem is null)
                    return verdict.FromReadings < verdict.Intervals ? ExitCode.NotRecomputable : ExitCode.Done;
                run.Shell.Say($"the bundle does not hold: {verdict.Problem}");
                return ExitCode.NotHeld;
            }
        );
        return verb;
    }

    private static void Show(AuditVerdict verdict, Shell shell)
    {
        Tables
            .Facts()
            .Row("Bundle", Cell.Status(verdict.Problem is null ? "holds" : "does not hold"))
            .Row("Event", verdict.EventId)
            .Row("Result", $"{Figures.Count(verdict.Result)} of {Figures.Count(verdict.Results)}")
            .Row("VENs made anew", Figures.Count(verdict.Vens))
            .Row("Five minutes", $"{Figures.Count(verdict.Intervals)}, {Figures.Count(verdict.FromReadings)} of them from raw readings")
            .Row("Raw readings", Figures.Count(verdict.Readings))
            .Row("Signed", Signed(verdict))
            .Draw(shell);
        foreach (var note in verdict.Notes)
            shell.Out.WriteLine(Printable.Of(note));
    }

    private static string Signed(AuditVerdict verdict) =>
        verdict.KeyId is null ? "not signed"
        : verdict.SignatureHolds ? $"signed by {verdict.KeyId}"
        : $"says that it is signed by {Printable.Beginning(verdict.KeyId, KeyIdCharactersMost)}; --key verifies it";
}
