namespace DrEvents.Ven.Devices.Modbus.Lines;

/// <summary>Checksums of 16 bits that take the lowest bit first.</summary>
internal static class Crc16
{
    private static readonly ushort[] Table8005 = TableOf(0xA001);
    private static readonly ushort[] Table1021 = TableOf(0x8408);

    /// <summary>Of Modbus RTU frames: polynomial 0x8005, start 0xFFFF.</summary>
    public static ushort Modbus(ReadOnlySpan<byte> bytes) => Of(bytes, Table8005, 0xFFFF);

    /// <summary>Of P1 telegrams: polynomial 0x8005, start 0.</summary>
    public static ushort Arc(ReadOnlySpan<byte> bytes) => Of(bytes, Table8005, 0);

    /// <summary>Of SML telegrams (ISO/IEC 13239): polynomial 0x1021, start and end 0xFFFF.</summary>
    public static ushort X25(ReadOnlySpan<byte> bytes) => (ushort)~Of(bytes, Table1021, 0xFFFF);

    /// <summary>Of SML telegrams of some meters: polynomial 0x1021, start 0.</summary>
    public static ushort Kermit(ReadOnlySpan<byte> bytes) => Of(bytes, Table1021, 0);

    private static ushort Of(ReadOnlySpan<byte> bytes, ushort[] table, ushort start)
    {
        var crc = start;
        foreach (var value in bytes)
            crc = (ushort)((crc >> 8) ^ table[(byte)(crc ^ value)]);
        return crc;
    }

    private static ushort[] TableOf(ushort reversedPolynomial)
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = (ushort)i;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? (ushort)(crc >> 1) : (ushort)((crc >> 1) ^ reversedPolynomial);
            table[i] = crc;
        }
        return table;
    }
}
