using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DrEvents.Ven.Log;

namespace DrEvents.Ven.Commands;

/// <summary>
/// An exported log: JSON lines. The first holds the ends of the log, each other an entry with its hash. An entry's <c>data</c> stands there
/// byte for byte as it was hashed; one that is no JSON on one line, because somebody changed it, is the string <c>text</c> instead.
/// </summary>
internal static class ExportFormat
{
    private const string Name = "drevents-ven-log";
    private const int Version = 1;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a log, and gives the number of its entries.</summary>
    public static long Write(TextWriter lines, LogEnds ends, IEnumerable<ChainedEntry> entries)
    {
        lines.Write(
            Line(json =>
            {
                json.WriteString("log", Name);
                json.WriteNumber("version", Version);
                WriteHead(json, "removed", ends.Removed);
                WriteHead(json, "newest", ends.Newest);
            })
        );
        lines.Write('\n');
        var count = 0L;
        foreach (var one in entries)
        {
            lines.Write(Line(one));
            lines.Write('\n');
            count++;
        }
        return count;
    }

    /// <summary>One entry.</summary>
    public static string Line(ChainedEntry one) =>
        Line(json =>
        {
            json.WriteNumber("sequence", one.Entry.Sequence);
            json.WriteString("at", one.Entry.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture));
            json.WriteString("kind", one.Entry.Kind);
            if (IsJsonOnOneLine(one.Entry.Json))
            {
                json.WritePropertyName("data");
                json.WriteRawValue(one.Entry.Json, skipInputValidation: true);
            }
            else
            {
                json.WriteString("text", one.Entry.Json);
            }
            json.WriteString("hash", one.Hash);
        });

    /// <summary>Verifies an export.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static (LogEnds Ends, LogVerdict Verdict) Verify(TextReader lines, LogHead? known)
    {
        var first = Parse(lines.ReadLine() ?? "", 1);
        var isLog = first.TryGetProperty("log", out var name) && name.ValueKind == JsonValueKind.String && name.ValueEquals(Name);
        if (!isLog || !first.TryGetProperty("version", out var version) || version.GetRawText() != $"{Version}")
            throw new InvalidDataException("this is no export of a VEN's log, or one of another version");
        var ends = Reading(1, () => new LogEnds(ReadHead(first, "removed"), ReadHead(first, "newest")));
        return (ends, LogVerifier.Verify(ends, ReadEntries(lines), known));
    }

    private static IEnumerable<ChainedEntry> ReadEntries(TextReader lines)
    {
        for (var number = 2; lines.ReadLine() is { } line; number++)
        {
            var entry = Parse(line, number);
            yield return Reading(
                number,
                () =>
                    new ChainedEntry(
                        new LogEntry(
                            entry.GetProperty("sequence").GetInt64(),
                            DateTimeOffset.ParseExact(
                                entry.GetProperty("at").GetString()!,
                                TimeFormat,
                                CultureInfo.InvariantCulture,
                                DateTimeStyles.AssumeUniversal
                            ),
                            entry.GetProperty("kind").GetString()!,
                            entry.TryGetProperty("data", out var data) ? data.GetRawText() : entry.GetProperty("text").GetString()!
                        ),
                        entry.GetProperty("hash").GetString()!
                    )
            );
        }
    }

    private static JsonElement Parse(string line, int number) => Reading(number, () => JsonElement.Parse(line));

    private static T Reading<T>(int number, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
            when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentNullException)
        {
            throw new InvalidDataException($"line {number} of the export is damaged: {e.Message}", e);
        }
    }

    private static LogHead ReadHead(JsonElement first, string name)
    {
        var head = first.GetProperty(name);
        var hash = head.GetProperty("hash").GetString()!;
        return new LogHead(head.GetProperty("sequence").GetInt64(), Convert.ToHexStringLower(Convert.FromHexString(hash)));
    }

    private static void WriteHead(Utf8JsonWriter json, string name, LogHead head)
    {
        json.WriteStartObject(name);
        json.WriteNumber("sequence", head.Sequence);
        json.WriteString("hash", head.Hash);
        json.WriteEndObject();
    }

    private static bool IsJsonOnOneLine(string text)
    {
        if (text.AsSpan().ContainsAny('\n', '\r'))
            return false;
        try
        {
            // Blanks around a value are not read back.
            return JsonElement.Parse(text).GetRawText() == text;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Line(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
