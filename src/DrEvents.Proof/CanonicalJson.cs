using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace DrEvents.Proof;

/// <summary>
/// The one form of a JSON text, for hashes and signatures: the JSON Canonicalization Scheme of RFC 8785. No spaces, members in the order of their names'
/// UTF-16 code units, the shortest escapes, and numbers as ECMAScript writes them. Numbers are binary64, so that more than 15 digits belong into texts.
/// </summary>
public static class CanonicalJson
{
    /// <summary>Whole numbers of so many digits are written as they are read.</summary>
    private const int ExactDigits = 15;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>The bytes, UTF-8.</summary>
    /// <param name="without">A member of the outermost object that is left out, as a signature is of what it signs; null where none is.</param>
    /// <exception cref="JsonException">The text is no JSON, names a member twice, or holds what RFC 8785 has no form for.</exception>
    public static byte[] Bytes(string json, string? without = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Bytes(document.RootElement, without);
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    /// <summary>The bytes of a text that is UTF-8 itself.</summary>
    /// <exception cref="JsonException">As above, or the text is not UTF-8.</exception>
    public static byte[] Bytes(ReadOnlyMemory<byte> json, string? without = null)
    {
        using var document = Parse(json);
        try
        {
            return Bytes(document.RootElement, without);
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    /// <summary>Reads a text that has a canonical form, as far as can be told before its texts are decoded.</summary>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (InvalidOperationException)
        {
            throw HalfCharacter();
        }
    }

    /// <summary>The bytes of what was read.</summary>
    /// <exception cref="InvalidOperationException">A text of it is not Unicode.</exception>
    internal static byte[] Bytes(JsonElement value, string? without)
    {
        var written = new ArrayBufferWriter<byte>(512);
        Write(written, value, without);
        return written.WrittenSpan.ToArray();
    }

    /// <summary>What the library says of half a surrogate pair, and of bytes that are not UTF-8.</summary>
    internal static JsonException HalfCharacter() => new("a text holds half of a surrogate pair, which is no character");

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

    private static void Write(ArrayBufferWriter<byte> written, JsonElement value, string? without = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(written, value, without);
                break;
            case JsonValueKind.Array:
                written.Write("["u8);
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    if (i > 0)
                        written.Write(","u8);
                    Write(written, item);
                }
                written.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteText(written, value.GetString()!);
                break;
            case JsonValueKind.Number:
                WriteNumber(written, JsonMarshal.GetRawUtf8Value(value));
                break;
            default:
                written.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> written, JsonElement value, string? without)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name is var name && name != without)
                members.Add((name, member.Value));
        }
        members.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        written.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                written.Write(","u8);
            WriteText(written, members[i].Name);
            written.Write(":"u8);
            Write(written, members[i].Value);
        }
        written.Write("}"u8);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> written, ReadOnlySpan<byte> raw)
    {
        // JSON has no leading zeros and no +, so that a short whole number has its form already; -0 has not.
        if (raw.Length <= ExactDigits && !raw.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            written.Write(raw);
        else
            Encoding.UTF8.GetBytes(Number(double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture)), written);
    }

    private static void WriteText(ArrayBufferWriter<byte> written, string value)
    {
        written.Write("\""u8);
        for (var rest = value.AsSpan(); ; )
        {
            var plain = rest.IndexOfAny(Escaped);
            Encoding.UTF8.GetBytes(plain < 0 ? rest : rest[..plain], written);
            if (plain < 0)
                break;
            WriteEscape(written, rest[plain]);
            rest = rest[(plain + 1)..];
        }
        written.Write("\""u8);
    }

    private static readonly SearchValues<char> Escaped = SearchValues.Create(['"', '\\', .. Enumerable.Range(0, ' ').Select(c => (char)c)]);

    private static void WriteEscape(ArrayBufferWriter<byte> written, char c) =>
        Encoding.UTF8.GetBytes(
            c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            },
            written
        );
}
