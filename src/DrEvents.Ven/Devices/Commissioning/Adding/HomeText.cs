using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>
/// Adds to the text of a home's file. All else stays byte for byte: comments, order, blanks. The text has to be a home's that was read without
/// an error.
/// </summary>
internal static class HomeText
{
    private static readonly JsonReaderOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The text with one load more, as the last.</summary>
    public static byte[] WithLoad(byte[] home, JsonObject load)
    {
        var loads = Find(home);
        var newLine = NewLineOf(home);
        if (loads.LastEnd is not { } lastEnd)
            return WithFirst(home, loads.Begin + 1, loads.End, newLine + (IndentOf(home, loads.Key) ?? "  "), load);
        var gap = home.AsSpan(lastEnd, loads.End - lastEnd);
        var comma = HasComma(gap) ? "" : ",";
        var tail = gap.TrimEnd(" \t\r\n"u8).Length;
        var indent = IndentOf(home, loads.LastBegin);
        // After a comment that goes to the end of its line nothing can stand on the line.
        var isBelow = indent is not null || gap.Contains((byte)'\n');
        var begin = isBelow ? newLine + (indent ?? "    ") : " ";
        return Spliced(
            Spliced(home, lastEnd + tail, lastEnd + tail, begin + (isBelow ? Lines(load, begin) : Line(load))),
            lastEnd,
            lastEnd,
            comma
        );
    }

    /// <summary>A list without a load may hold a comment, after which one begins on a line of its own.</summary>
    private static byte[] WithFirst(byte[] home, int begin, int end, string newLine, JsonObject load)
    {
        var inside = home.AsSpan(begin, end - begin).TrimEnd(" \t\r\n"u8).Length;
        return Spliced(home, begin + inside, end, $"{newLine}  {Lines(load, newLine + "  ")}{newLine}");
    }

    /// <summary>The text with a meter, before its loads.</summary>
    public static byte[] WithMeter(byte[] home, JsonObject meter)
    {
        var loads = Find(home);
        var text =
            IndentOf(home, loads.Key) is { } indent && NewLineOf(home) + indent is var below
                ? $"\"meter\": {Lines(meter, below)},{below}"
                : $"\"meter\": {Line(meter)}, ";
        return Spliced(home, loads.Key, loads.Key, text);
    }

    /// <summary>A value on one line.</summary>
    public static string Line(JsonNode value) => Written(value, isIndented: false);

    private static string Lines(JsonNode value, string newLine) =>
        Written(value, isIndented: true).Replace("\n", newLine, StringComparison.Ordinal);

    private static string Written(JsonNode value, bool isIndented)
    {
        using var bytes = new MemoryStream();
        var options = new JsonWriterOptions
        {
            Indented = isIndented,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(bytes, options))
            value.WriteTo(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static (int Key, int Begin, int End, int LastBegin, int? LastEnd) Find(byte[] home)
    {
        var reader = new Utf8JsonReader(home, Lenient);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                continue;
            var (isLoads, key) = (reader.ValueTextEquals("loads"), (int)reader.TokenStartIndex);
            reader.Read();
            if (!isLoads)
            {
                reader.Skip();
                continue;
            }
            var (begin, lastBegin, lastEnd) = ((int)reader.TokenStartIndex, 0, (int?)null);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                lastBegin = (int)reader.TokenStartIndex;
                reader.Skip();
                lastEnd = (int)reader.TokenStartIndex + 1;
            }
            return (key, begin, (int)reader.TokenStartIndex, lastBegin, lastEnd);
        }
        throw new InvalidDataException("loads: missing");
    }

    /// <summary>The blanks before a place that is the first of its line; null where it is not.</summary>
    private static string? IndentOf(byte[] text, int place)
    {
        var line = text.AsSpan(0, place);
        line = line[(line.LastIndexOf((byte)'\n') + 1)..];
        return place > line.Length && line.Trim(" \t"u8).IsEmpty ? Encoding.ASCII.GetString(line) : null;
    }

    private static string NewLineOf(byte[] text) => text.AsSpan().IndexOf("\r\n"u8) >= 0 ? "\r\n" : "\n";

    /// <summary>Whether a comma stands between two values, beside comments that may hold others.</summary>
    private static bool HasComma(ReadOnlySpan<byte> gap)
    {
        while (!gap.IsEmpty)
        {
            if (gap[0] == ',')
                return true;
            var end =
                gap.StartsWith("//"u8) ? gap.IndexOf((byte)'\n')
                : gap.StartsWith("/*"u8) ? gap.IndexOf("*/"u8) + 1
                : 0;
            gap = end < 0 ? [] : gap[(end + 1)..];
        }
        return false;
    }

    private static byte[] Spliced(byte[] text, int from, int to, string between) =>
        [.. text.AsSpan(0, from), .. Encoding.UTF8.GetBytes(between), .. text.AsSpan(to)];
}
