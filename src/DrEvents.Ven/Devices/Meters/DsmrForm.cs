using System.Globalization;
using System.Text;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Meters;

/// <summary>
/// Telegrams of the P1 port (DSMR 2.2 to 5, also as Belgium, Luxembourg and Sweden use it): lines of OBIS codes from <c>/</c> to <c>!</c>, since
/// version 4 with a checksum behind it. German meters that write such lines (IEC 62056-21, 16.7.0 with a sign) are read too.
/// </summary>
internal sealed class DsmrForm : ITelegramForm
{
    private const int ChecksumVersion = 40;

    /// <summary>Some meters leave out leading zeros.</summary>
    private const int ChecksumLengthMax = 4;

    /// <inheritdoc />
    public int LengthMax => 8192;

    /// <inheritdoc />
    public (int Begin, int End) Find(ReadOnlySpan<byte> bytes)
    {
        var begin = bytes.IndexOf((byte)'/');
        if (begin < 0)
            return (bytes.Length, 0);
        // A telegram that was cut off is followed by the next one's beginning, which stands at the beginning of a line.
        var next = bytes[(begin + 1)..].IndexOf("\n/"u8);
        var mark = bytes[begin..].IndexOf((byte)'!');
        if (next >= 0 && (mark < 0 || next + 1 < mark))
            return (begin + next + 2, 0);
        if (mark < 0)
            return (begin, 0);
        var end = bytes[(begin + mark)..].IndexOf((byte)'\n');
        return end < 0 ? (begin, 0) : (begin, begin + mark + end + 1);
    }

    /// <inheritdoc />
    public (MeterReading? Reading, string? Error) Read(ReadOnlySpan<byte> telegram)
    {
        var mark = telegram.IndexOf((byte)'!');
        if (mark < 0)
            return (null, "a P1 telegram without an end");
        var values = Values(Encoding.ASCII.GetString(telegram[..mark]));
        var checksum = Encoding.ASCII.GetString(telegram[(mark + 1)..]).Trim();
        if (checksum.Length == 0)
        {
            if (values.GetValueOrDefault("0.2.8") >= ChecksumVersion)
                return (null, "a P1 telegram without its checksum");
        }
        else if (
            checksum.Length > ChecksumLengthMax
            || !ushort.TryParse(checksum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc)
            || crc != Crc16.Arc(telegram[..(mark + 1)])
        )
        {
            return (null, "a P1 telegram with a wrong checksum");
        }
        return ReadingOf(values);
    }

    private static (MeterReading? Reading, string? Error) ReadingOf(Dictionary<string, double> values)
    {
        double? Sum(string first, string second) =>
            values.ContainsKey(first) || values.ContainsKey(second)
                ? values.GetValueOrDefault(first) + values.GetValueOrDefault(second)
                : null;
        double? Net(string drawn, string delivered) =>
            values.TryGetValue(drawn, out var kw) ? kw - values.GetValueOrDefault(delivered)
            : values.TryGetValue(delivered, out kw) ? -kw
            : null;
        double? Phase(string drawn, string delivered, string both) =>
            Net(drawn, delivered) ?? (values.TryGetValue(both, out var kw) ? kw : null);
        if (Phase("1.7.0", "2.7.0", "16.7.0") is not { } powerKw)
            return (null, "the telegram tells no power (1.7.0, 16.7.0)");
        return (
            new MeterReading(powerKw)
            {
                L1Kw = Phase("21.7.0", "22.7.0", "36.7.0"),
                L2Kw = Phase("41.7.0", "42.7.0", "56.7.0"),
                L3Kw = Phase("61.7.0", "62.7.0", "76.7.0"),
                ImportKwh = values.TryGetValue("1.8.0", out var drawn) ? drawn : Sum("1.8.1", "1.8.2"),
                ExportKwh = values.TryGetValue("2.8.0", out var delivered) ? delivered : Sum("2.8.1", "2.8.2"),
            },
            null
        );
    }

    /// <summary>
    /// Values of the electricity meter by their code without the medium, powers in kW and energies in kWh. Lines of another form are left out.
    /// </summary>
    private static Dictionary<string, double> Values(string text)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].Trim();
            var open = line.IndexOf('(');
            var close = line.LastIndexOf(')');
            if (open < 0 || close < open || !(line.StartsWith("1-0:") || line.StartsWith("1-3:")))
                continue;
            var number = line[(open + 1)..close];
            var factor = 1.0;
            var star = number.IndexOf('*');
            if (star >= 0)
            {
                factor = number[(star + 1)..] is "W" or "Wh" ? 0.001 : 1;
                number = number[..star];
            }
            var code = line[4..open];
            var group = code.IndexOf('*');
            if (
                double.TryParse(
                    number,
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var value
                )
                && Math.Abs(value) < 1e9
            )
                values[(group < 0 ? code : code[..group]).ToString()] = value * factor;
        }
        return values;
    }
}
