using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using DrEvents.Contracts.Mqtt;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Commands;

/// <summary><c>drevents-ven log show</c>: entries for people, or one JSON object a line.</summary>
internal static class ShowLog
{
    private const int LimitDefault = 50;
    private const char Hidden = '\u00b7';

    public static Command Verb(LogOption log, TextWriter output)
    {
        var since = Time("--since", "Not before this time.");
        var until = Time("--until", "Before this time.");
        var kinds = new Option<string[]>("--kind")
        {
            Description = "Only this kind, such as shedStarted. May be repeated.",
            HelpName = "kind",
            Arity = ArgumentArity.OneOrMore,
        };
        var drEvent = new Option<string?>("--event")
        {
            Description = "Only what names this event.",
            HelpName = "id",
            Arity = ArgumentArity.ExactlyOne,
        };
        var limit = new Option<int>("--limit")
        {
            Description = "So many of the newest; 0 for all.",
            HelpName = "n",
            DefaultValueFactory = _ => LimitDefault,
            CustomParser = ReadLimit,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a line, as in an export." };
        var verb = new Command("show", "Shows what the VEN wrote down, oldest first. Times are UTC.")
        {
            log.File,
            since,
            until,
            kinds,
            drEvent,
            limit,
            json,
        };
        verb.SetAction(parse =>
        {
            using var file = log.Open(parse);
            var (from, to) = (parse.GetValue(since), parse.GetValue(until));
            var wanted = parse.GetValue(kinds) ?? [];
            var eventId = parse.GetValue(drEvent);
            var matching = file.Read()
                .Where(e =>
                    !(e.Entry.At < from)
                    && !(e.Entry.At >= to)
                    && (wanted.Length == 0 || wanted.Contains(e.Entry.Kind))
                    && (eventId is null || e.Entry.Json.Contains(eventId, StringComparison.Ordinal))
                );
            var newest = parse.GetValue(limit) is var count and > 0 ? matching.TakeLast(count) : matching;
            foreach (var one in newest)
                output.WriteLine(parse.GetValue(json) ? ExportFormat.Line(one) : Text(one.Entry));
            return ExitCode.Done;
        });
        return verb;
    }

    private static string Text(LogEntry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z {entry.Sequence, 7} {entry.Kind, -17} {Printable(entry.Json)}"
        );

    /// <summary>What others sent must not steer the terminal of who looks at it.</summary>
    private static string Printable(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden = Rune.GetUnicodeCategory(rune) is >= UnicodeCategory.LineSeparator and <= UnicodeCategory.PrivateUse;
            shown.Append(isHidden ? Hidden.ToString() : rune.ToString());
        }
        return shown.ToString();
    }

    private static Option<DateTimeOffset?> Time(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "time",
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    return new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
                if (text.Contains('T', StringComparison.Ordinal) && WireTime.FromText(text) is { } time)
                    return time;
                result.AddError($"{name}: '{text}' is not a time such as 2026-07-01T17:30:00Z, nor a day such as 2026-07-01 (UTC).");
                return null;
            },
        };

    private static int ReadLimit(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
            return limit;
        result.AddError($"--limit: '{text}' is not a whole number of 0 or more.");
        return 0;
    }
}
