namespace DrEvents.Ven.Devices.Modbus.Lines;

/// <summary>Checksums of 16 bits that take the lowest bit first.</summary>
internal static class Crc16
{
    /// <summary>Of Modbus RTU frames: polynomial 0x8005, start 0xFFFF.</summary>
    public static ushort Modbus(ReadOnlySpan<byte> bytes) => Of(bytes, 0xA001, 0xFFFF);

    /// <summary>Of P1 telegrams: polynomial 0x8005, start 0.</summary>
    public static ushort Arc(ReadOnlySpan<byte> bytes) => Of(bytes, 0xA001, 0);

    /// <summary>Of SML telegrams (ISO/IEC 13239): polynomial 0x1021, start and end 0xFFFF.</summary>
    public static ushort X25(ReadOnlySpan<byte> bytes) => (ushort)~Of(bytes, 0x8408, 0xFFFF);

    /// <summary>Of SML telegrams of some meters: polynomial 0x1021, start 0.</summary>
    public static ushort Kermit(ReadOnlySpan<byte> bytes) => Of(bytes, 0x8408, 0);

    private static ushort Of(ReadOnlySpan<byte> bytes, ushort reversedPolynomial, ushort start)
    {
        var crc = start;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? (ushort)(crc >> 1) : (ushort)((crc >> 1) ^ reversedPolynomial);
        }
        return crc;
    }
}
