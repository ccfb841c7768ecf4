using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Meters;

/// <summary>
/// Telegrams of SML meters (BSI TR-03109-1, annex IV): escape sequences around, a checksum at the end, and within them lists of OBIS codes with
/// unit, power of ten and value.
/// </summary>
/// <param name="isSignInStatus">
/// The meter tells the amount of its power only, and in the status of 1.8.0 whether it is delivery. So do old meters of EMH; for 15.7.0, which is
/// an amount by its definition, it is done anyway.
/// </param>
internal sealed class SmlForm(bool isSignInStatus) : ITelegramForm
{
    private const int EndLength = 8;

    /// <summary>Bit of the status that old meters set while they deliver.</summary>
    private const long DeliveryBit = 0x20;

    private static readonly byte[] Escape = [0x1B, 0x1B, 0x1B, 0x1B];
    private static readonly byte[] Start = [.. Escape, 1, 1, 1, 1];

    /// <inheritdoc />
    public int LengthMax => 8192;

    /// <inheritdoc />
    public (int Begin, int End) Find(ReadOnlySpan<byte> bytes)
    {
        var begin = bytes.IndexOf(Start);
        if (begin < 0)
            return (Math.Max(0, bytes.Length - Start.Length + 1), 0);
        for (var at = begin + Start.Length; ; )
        {
            var escape = bytes[at..].IndexOf(Escape);
            if (escape < 0 || at + escape + EndLength > bytes.Length)
                return (begin, 0);
            at += escape;
            switch (bytes[at + 4])
            {
                case 0x1A:
                    return (begin, at + EndLength);
                case 0x01:
                    return (at, 0);
                default:
                    at += EndLength;
                    break;
            }
        }
    }

    /// <inheritdoc />
    public (MeterReading? Reading, string? Error) Read(ReadOnlySpan<byte> telegram)
    {
        if (telegram.Length < Start.Length + EndLength || telegram[^3] > 3)
            return (null, "an SML telegram that is too short");
        var crc = (ushort)((telegram[^1] << 8) | telegram[^2]);
        var checkedPart = telegram[..^2];
        if (crc != Crc16.X25(checkedPart) && crc != Crc16.Kermit(checkedPart))
            return (null, "an SML telegram with a wrong checksum");
        if (Unescape(telegram[Start.Length..^EndLength]) is not { } file)
            return (null, "an SML telegram with an unknown escape sequence");
        return SmlFile.Read(file.AsSpan(0, Math.Max(0, file.Length - telegram[^3]))) is { } values
            ? ReadingOf(values)
            : (null, "an SML telegram whose lists do not end");
    }

    private static byte[]? Unescape(ReadOnlySpan<byte> bytes)
    {
        var plain = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i..].StartsWith(Escape))
            {
                if (!bytes[(i + Escape.Length)..].StartsWith(Escape))
                    return null;
                i += Escape.Length;
                plain.AddRange(Escape);
                i += Escape.Length - 1;
            }
            else
            {
                plain.Add(bytes[i]);
            }
        }
        return [.. plain];
    }

    private (MeterReading? Reading, string? Error) ReadingOf(IReadOnlyDictionary<SmlCode, SmlValue> values)
    {
        double? Kilo(SmlCode code) => values.TryGetValue(code, out var value) ? value.Number / 1000 : null;
        double?[] phases = [Kilo(SmlCode.PowerL1), Kilo(SmlCode.PowerL2), Kilo(SmlCode.PowerL3)];
        var powerKw =
            (isSignInStatus ? Signed(Kilo(SmlCode.Power), values) : Kilo(SmlCode.Power))
            ?? Signed(Kilo(SmlCode.AbsolutePower), values)
            ?? (phases.Any(p => p is not null) ? phases.Sum(p => p ?? 0) : null);
        if (powerKw is not { } kw)
            return (null, "the SML telegram tells no power (16.7.0): such meters have to be unlocked by their PIN");
        return (
            new MeterReading(kw)
            {
                L1Kw = phases[0],
                L2Kw = phases[1],
                L3Kw = phases[2],
                ImportKwh = Kilo(SmlCode.Import),
                ExportKwh = Kilo(SmlCode.Export),
            },
            null
        );
    }

    private static double? Signed(double? kw, IReadOnlyDictionary<SmlCode, SmlValue> values)
    {
        var isDelivery = values.TryGetValue(SmlCode.Import, out var import) && ((import.Status ?? 0) & DeliveryBit) != 0;
        return kw is { } amount ? (isDelivery ? -Math.Abs(amount) : Math.Abs(amount)) : null;
    }
}
