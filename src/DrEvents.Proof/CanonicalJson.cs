using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DrEvents.Proof;

/// <summary>
/// The one form of a JSON text, for hashes and signatures: the JSON Canonicalization Scheme of RFC 8785. No spaces, members in the order of their names'
/// UTF-16 code units, the shortest escapes, and numbers as ECMAScript writes them. Numbers are binary64, so that more than 15 digits belong into texts.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The bytes, UTF-8.</summary>
    /// <param name="without">A member of the outermost object that is left out, as a signature is of what it signs; null where none is.</param>
    /// <exception cref="JsonException">The text is no JSON, names a member twice, or holds what RFC 8785 has no form for.</exception>
    public static byte[] Bytes(string json, string? without = null)
    {
        var text = new StringBuilder();
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            Write(text, document.RootElement, without);
        }
        catch (InvalidOperationException)
        {
            // What the library says of half a surrogate pair.
            throw new JsonException("a text holds half of a surrogate pair, which is no character");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A number as ECMAScript's Number::toString writes it (radix 10).</summary>
    /// <exception cref="JsonException">It is not finite.</exception>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
            throw new JsonException("a number is not finite as binary64");
        if (value == 0)
            return "0";
        // The fewest digits that are read back as the same number, and of these the nearest: what ECMAScript asks for too.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is var at && at < 0 ? parts[0].Length : at;
        var digits = parts[0].Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        return (value < 0 ? "-" : "") + Placed(significant.TrimEnd('0'), point + power - (digits.Length - significant.Length));
    }

    /// <param name="n">The point stands after so many digits.</param>
    private static string Placed(string digits, int n)
    {
        const int integerDigitsMost = 21;
        const int zerosMost = 6;
        var k = digits.Length;
        if (k <= n && n <= integerDigitsMost)
            return digits + new string('0', n - k);
        if (n > 0 && n <= integerDigitsMost)
            return $"{digits[..n]}.{digits[n..]}";
        if (n > -zerosMost && n <= 0)
            return "0." + new string('0', -n) + digits;
        var power = string.Create(CultureInfo.InvariantCulture, $"e{(n > 0 ? '+' : '-')}{Math.Abs(n - 1)}");
        return (k == 1 ? digits : $"{digits[..1]}.{digits[1..]}") + power;
    }

    private static void Write(StringBuilder text, JsonElement value, string? without = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(text, value, without);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in value.EnumerateArray().Index())
                    Write(i > 0 ? text.Append(',') : text, item);
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteText(text, value.GetString()!);
                break;
            case JsonValueKind.Number:
                text.Append(Number(double.Parse(value.GetRawText(), CultureInfo.InvariantCulture)));
                break;
            default:
                text.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteObject(StringBuilder text, JsonElement value, string? without)
    {
        var members = value.EnumerateObject().Where(m => m.Name != without).OrderBy(m => m.Name, StringComparer.Ordinal).ToList();
        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            WriteText(i > 0 ? text.Append(',') : text, members[i].Name);
            Write(text.Append(':'), members[i].Value);
        }
        text.Append('}');
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        text.Append('"');
    }
}
