using System.Buffers.Binary;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Tests.Devices.Meters;

/// <summary>SML telegrams for tests.</summary>
internal static class Sml
{
    private static readonly byte[] Escape = [0x1B, 0x1B, 0x1B, 0x1B];

    /// <summary>
    /// One of an old meter of EMH (eHZ), as it was sent: 1.8.0 with a status, 15.7.0 for the power, shortened numbers.
    /// </summary>
    public static readonly byte[] Ehz = Convert.FromHexString(
        "1b1b1b1b010101017607001906406fc86200620072630101760101070019070a7a980a01a815986480020102010163f210007607001906406fc96200"
            + "62007263070177010a01a8159864800201020172620165070aa24d7777078181c78203ff0101010104454d480177070100000009ff010101010a01a815"
            + "9864800201020177070100010800ff63018201621e52ff56000334b19e0177070100010801ff0101621e52ff56000334b19e0177070100010802ff0101"
            + "621e52ff56000000000001770701000f0700ff0101621b52ff550000077f0177078181c78205ff010101018302c2fb2883402ad87c9ea27accfd0428206f"
            + "bd06566ba7957c5eb0de5054a440abd55a6d94d677176fddf805c23f8def1e010101639a17007607001906406fcc6200620072630201710163b381001b1b"
            + "1b1b1a00893a"
    );

    /// <summary>A telegram with a list of these entries.</summary>
    public static byte[] Telegram(params byte[][] entries) => Frame([.. Open(), .. List(entries), .. Close()], bytes => Crc16.X25(bytes));

    /// <summary>An entry: code, status, unit, power of ten, value.</summary>
    public static byte[] Entry(int c, int d, byte[] status, byte unit, sbyte scale, byte[] value) =>
        [0x77, 0x07, 1, 0, (byte)c, (byte)d, 0, 0xFF, .. status, 0x01, 0x62, unit, 0x52, (byte)scale, .. value, 0x01];

    /// <summary>A signed number of so many bytes.</summary>
    public static byte[] Signed(long value, int count) => [(byte)(0x51 + count), .. Bytes(value, count)];

    /// <summary>An unsigned number of so many bytes.</summary>
    public static byte[] Unsigned(long value, int count) => [(byte)(0x61 + count), .. Bytes(value, count)];

    /// <summary>Nothing.</summary>
    public static readonly byte[] None = [0x01];

    /// <summary>Puts a file between its escape sequences.</summary>
    public static byte[] Frame(byte[] file, Func<byte[], ushort> checksum)
    {
        var pad = (4 - (file.Length % 4)) % 4;
        byte[] body = [.. Escape, 1, 1, 1, 1, .. Escaped(file), .. new byte[pad], .. Escape, 0x1A, (byte)pad];
        var crc = checksum(body);
        return [.. body, (byte)crc, (byte)(crc >> 8)];
    }

    private static IEnumerable<byte> Escaped(byte[] file)
    {
        for (var i = 0; i < file.Length; i++)
        {
            if (i + 4 <= file.Length && file.AsSpan(i, 4).SequenceEqual(Escape))
            {
                foreach (var b in (byte[])[.. Escape, .. Escape])
                    yield return b;
                i += 3;
            }
            else
            {
                yield return file[i];
            }
        }
    }

    private static byte[] Open() => Message([0x72, 0x63, 0x01, 0x01, 0x76, 0x01, 0x01, 0x03, 1, 2, 0x03, 9, 9, 0x01, 0x01]);

    private static byte[] List(byte[][] entries) =>
        Message([
            0x72,
            0x63,
            0x07,
            0x01,
            0x77,
            0x01,
            0x03,
            9,
            9,
            0x01,
            0x01,
            (byte)(0xF0 | (entries.Length >> 4)),
            (byte)(entries.Length & 0x0F),
            .. entries.SelectMany(e => e),
            0x01,
            0x01,
        ]);

    private static byte[] Close() => Message([0x72, 0x63, 0x02, 0x01, 0x71, 0x01]);

    private static byte[] Message(byte[] body) => [0x76, 0x05, 0, 0, 0, 1, 0x62, 0, 0x62, 0, .. body, 0x63, 0x12, 0x34, 0x00];

    private static byte[] Bytes(long value, int count)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes[^count..];
    }
}
