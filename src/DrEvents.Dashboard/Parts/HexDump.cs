using System.Globalization;
using System.Text;

namespace DrEvents.Dashboard.Parts;

/// <summary>Bytes as people read them: sixteen a line with their place, and beside them the letters that they are in ASCII.</summary>
public static class HexDump
{
    private const int PerLine = 16;

    /// <summary>The first bytes, at most so many.</summary>
    public static string Of(ReadOnlySpan<byte> bytes, int most)
    {
        var text = new StringBuilder();
        for (var at = 0; at < Math.Min(bytes.Length, most); at += PerLine)
        {
            var line = bytes[at..Math.Min(at + PerLine, Math.Min(bytes.Length, most))];
            text.Append(CultureInfo.InvariantCulture, $"{at:x6}  ");
            for (var i = 0; i < PerLine; i++)
                text.Append(i < line.Length ? line[i].ToString("x2", CultureInfo.InvariantCulture) : "  ").Append(i == 7 ? "  " : " ");
            text.Append(' ');
            foreach (var b in line)
                text.Append(b is >= 0x20 and < 0x7f ? (char)b : '.');
            text.Append('\n');
        }
        return text.ToString();
    }
}
