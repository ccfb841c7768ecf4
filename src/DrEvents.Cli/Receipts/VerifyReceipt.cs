using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Baselines;
using DrEvents.Cli.Output;
using DrEvents.Measurement.Files;
using DrEvents.Measurement.Proof;
using DrEvents.Proof;
using NodaTime.Text;

namespace DrEvents.Cli.Receipts;

/// <summary><c>drevents receipt verify FILE</c>: whether a receipt was signed by a key, and was not changed since.</summary>
static class VerifyReceipt
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Verb(Invocation run)
    {
        var file = Typed.Required("FILE", "The receipt, as JSON.", Typed.ReadNonEmpty, "a file");
        var key = Typed.Text(
            "--key",
            "The public key of who issued it, as PEM (SubjectPublicKeyInfo, Ed25519).",
            "file",
            Typed.ReadNonEmpty,
            "a file"
        );
        key.Required = true;
        var verb = new Command(
            "verify",
            "Verifies the signature of a receipt, without a server. Exit code 1 where it does not hold, so that nothing it says is proved."
        )
        {
            file,
            key,
        };
        verb.SetAction(
            async (parse, _) =>
            {
                var (receipt, verifying) = OwnFiles.Read(() =>
                    (
                        ReceiptFile.Read(SiteOptions.Input("FILE", parse.GetRequiredValue(file))!),
                        VerifyingKey.Read(SiteOptions.Input("--key", parse.GetValue(key))!)
                    )
                );
                var problem = receipt.Problem(verifying);
                if (run.WantsJson(parse))
                    await run.Shell.Out.WriteLineAsync(Text(receipt, problem));
                else
                    Show(receipt, problem, run.Shell);
                if (problem is null)
                    return ExitCode.Done;
                run.Shell.Say($"the receipt does not hold: {problem}");
                return ExitCode.NotHeld;
            }
        );
        return verb;
    }

    private static void Show(ReceiptFile file, string? problem, Shell shell)
    {
        var receipt = file.Receipt;
        var facts = Tables
            .Facts()
            .Row("Receipt", Cell.Status(problem is null ? "holds" : "does not hold"))
            .Row("VEN", receipt.VenId)
            .Row("Event", receipt.EventId)
            .Row("Result", Figures.Count(receipt.ResultNumber))
            .Row("Method", string.Create(CultureInfo.InvariantCulture, $"{receipt.Method}, version {receipt.MethodVersion}"))
            .Row("Mean reduction kW", Figure(receipt.ReductionKw))
            .Row("Energy kWh", Figure(receipt.EnergyKwh))
            .Row("Money", receipt.Money is { } money ? $"{money.Amount} {money.Currency}" : Figures.Text(null))
            .Row("Issued", InstantPattern.ExtendedIso.Format(receipt.At))
            .Row("Key", file.KeyId);
        if (receipt.Provisional is { } provisional)
            facts.Row("Provisional", provisional);
        facts.Draw(shell);
    }

    /// <summary>All digits: a receipt is compared with a statement.</summary>
    private static string Figure(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Text(ReceiptFile file, string? problem) =>
        JsonSerializer.Serialize(
            new
            {
                Holds = problem is null,
                Problem = problem,
                file.Receipt.VenId,
                file.Receipt.EventId,
                file.Receipt.ResultNumber,
                file.Receipt.Method,
                file.Receipt.MethodVersion,
                file.Receipt.ReductionKw,
                file.Receipt.EnergyKwh,
                file.Receipt.Money,
                At = InstantPattern.ExtendedIso.Format(file.Receipt.At),
                file.Receipt.Provisional,
                file.KeyId,
            },
            Json
        );
}
