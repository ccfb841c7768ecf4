using System.CommandLine;
using System.Globalization;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven log verify</c>: whether the log, or an export of it, is as it was written.</summary>
internal static class VerifyLog
{
    public static Command Verb(LogOption log, TextWriter output)
    {
        var export = new Option<string?>("--export")
        {
            Description = "Verify this export; no log is needed. - reads from the standard input.",
            HelpName = "path",
            Arity = ArgumentArity.ExactlyOne,
        };
        var head = new Option<LogHead?>("--head")
        {
            Description = "A head that the VEN reported before, to be found in the log: 1234:9f86d081…",
            HelpName = "head",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (Read(text) is { } known)
                    return known;
                result.AddError($"--head: '{text}' is not a number, a colon and 64 hex digits.");
                return null;
            },
        };
        var verb = new Command("verify", "Looks for entries that were changed, removed, added, moved or cut off.")
        {
            log.File,
            export,
            head,
        };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(export) is not null && result.GetResult(log.File) is not null)
                result.AddError("--export and --file: only one of them.");
        });
        verb.SetAction(parse =>
        {
            var known = parse.GetValue(head);
            if (parse.GetValue(export) is { } path)
            {
                using var lines = path == "-" ? Console.In : new StreamReader(path);
                var (endsOfExport, verdict) = ExportFormat.Verify(lines, known);
                return Tell(output, endsOfExport, verdict);
            }
            return VerifyFile(output, () => log.Open(parse), known);
        });
        return verb;
    }

    private static int VerifyFile(TextWriter output, Func<LogReader> open, LogHead? known)
    {
        try
        {
            using var file = open();
            if (file.Ends is { } ends)
                return Tell(output, ends, LogVerifier.Verify(ends, file.Read(), known));
            output.WriteLine("entry 1: what the log says about its ends is gone");
        }
        catch (InvalidDataException e)
        {
            output.WriteLine($"entry 1: {e.Message}");
        }
        return ExitCode.NotHeld;
    }

    private static int Tell(TextWriter output, LogEnds ends, LogVerdict verdict)
    {
        if (ends.Removed.Sequence > 0)
            output.WriteLine($"entries 1 to {ends.Removed.Sequence} were folded into a checkpoint");
        if (verdict.Finding is { } finding)
        {
            output.WriteLine($"entry {finding.Sequence}: {finding.Problem}");
            output.WriteLine($"{verdict.Entries} entries before it are in order");
            return ExitCode.NotHeld;
        }
        output.WriteLine($"{verdict.Entries} entries are in order; head {verdict.Last.Sequence}:{verdict.Last.Hash}");
        return ExitCode.Done;
    }

    private static LogHead? Read(string text)
    {
        var parts = text.Split(':');
        return
            parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && parts[1].Length == LogChain.Begin.Hash.Length
            && parts[1].All(char.IsAsciiHexDigit)
            ? new LogHead(sequence, parts[1].ToLowerInvariant())
            : null;
    }
}
