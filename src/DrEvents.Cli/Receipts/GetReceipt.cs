using System.CommandLine;
using DrEvents.Cli.Arguments;
using DrEvents.Cli.Events;
using DrEvents.Cli.Output;
using DrEvents.Contracts.Http;

namespace DrEvents.Cli.Receipts;

/// <summary><c>drevents receipt get EVENT VEN</c>: has the backend sign what the newest result of an event says of a VEN.</summary>
static class GetReceipt
{
    public static Command Verb(Invocation run)
    {
        var (dr, ven, to) = (Typed.Event(), Typed.Ven(), Out("Writes it into this file, which must not be there; else to stdout."));
        var verb = new Command("get", "Gets the receipt of a VEN in an event, byte for byte. Exit code 1 where there is none; it says why.")
        {
            dr,
            ven,
            to,
        };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var path = $"{EventPaths.Of(parse.GetRequiredValue(dr))}/vens/{Uri.EscapeDataString(parse.GetRequiredValue(ven))}/receipt";
                if (parse.GetValue(to) is { } file)
                    await backend.Download(path, "--out", file, stop);
                else
                    await run.Shell.Out.WriteAsync((await backend.Get(path, stop)).Json);
                return ExitCode.Done;
            }
        );
        return verb;
    }

    public static Option<string?> Out(string description) => Typed.Text("--out", description, "file", Typed.ReadNonEmpty, "a file");
}

/// <summary><c>drevents receipt key</c>: the public key of the backend, for <c>receipt verify --key</c>.</summary>
static class GetReceiptKey
{
    public static Command Verb(Invocation run)
    {
        var to = GetReceipt.Out("Writes the PEM into this file, which must not be there; else to stdout.");
        var verb = new Command("key", "Gets the public key that verifies the backend's receipts, as PEM.") { to };
        verb.SetAction(
            async (parse, stop) =>
            {
                using var backend = run.Backend(parse);
                var answer = await backend.Get("api/receipt-key", stop);
                var text = run.WantsJson(parse) ? answer.Json + Environment.NewLine : answer.Read<ReceiptKeyView>().Pem;
                if (parse.GetValue(to) is { } path)
                    await NewFile.Write("--out", path, file => file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), stop).AsTask());
                else
                    await run.Shell.Out.WriteAsync(text);
                return ExitCode.Done;
            }
        );
        return verb;
    }
}
