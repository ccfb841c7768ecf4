using System.Buffers;

namespace DrEvents.Contracts.Mqtt;

/// <summary>What devices send that is nearly JSON: a byte order mark, zeros at the end, numbers that are none.</summary>
internal static class LooseJson
{
    private static readonly byte[][] NoNumbers = ["infinity"u8.ToArray(), "inf"u8.ToArray(), "nan"u8.ToArray()];

    /// <summary>The payload without a byte order mark before it, and without zeros and white space behind it.</summary>
    public static ReadOnlyMemory<byte> Trimmed(ReadOnlyMemory<byte> payload)
    {
        var trimmed = payload.TrimEnd(" \t\r\n\0"u8);
        return trimmed.Span.StartsWith("\uFEFF"u8) ? trimmed[3..] : trimmed;
    }

    /// <summary>
    /// The payload with each bare <c>NaN</c> and <c>Infinity</c> (<c>-inf</c>, <c>nan</c>, …) as text, which reads as a number that is wrong;
    /// null when there is none.
    /// </summary>
    public static ReadOnlyMemory<byte>? WithNoNumbersAsText(ReadOnlySpan<byte> payload)
    {
        ArrayBufferWriter<byte>? written = null;
        var done = 0;
        var isText = false;
        for (var i = 0; i < payload.Length; i++)
        {
            if (payload[i] == '\\' && isText)
                i++;
            else if (payload[i] == '"')
                isText = !isText;
            else if (!isText && LengthOfNoNumber(payload[i..]) is > 0 and var length)
            {
                written ??= new ArrayBufferWriter<byte>(payload.Length + 16);
                written.Write(payload[done..i]);
                written.Write("\""u8);
                written.Write(payload.Slice(i, length));
                written.Write("\""u8);
                done = i + length;
                i = done - 1;
            }
        }
        written?.Write(payload[done..]);
        return written?.WrittenMemory;
    }

    private static int LengthOfNoNumber(ReadOnlySpan<byte> from)
    {
        if (from[0] is not ((byte)'-' or (byte)'+' or (byte)'n' or (byte)'N' or (byte)'i' or (byte)'I'))
            return 0;
        var sign = from[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        foreach (var word in NoNumbers)
        {
            if (from.Length >= sign + word.Length && System.Text.Ascii.EqualsIgnoreCase(from.Slice(sign, word.Length), word))
                return sign + word.Length;
        }
        return 0;
    }
}
