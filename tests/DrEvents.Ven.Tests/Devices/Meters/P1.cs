using System.Globalization;
using System.Text;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Tests.Devices.Meters;

/// <summary>P1 telegrams for tests.</summary>
internal static class P1
{
    /// <summary>One of a meter of version 5, as it is published, with its checksum.</summary>
    public static readonly byte[] Version5 = Encoding.ASCII.GetBytes(
        """
        /ISk5\2MT382-1000

        1-3:0.2.8(50)
        0-0:1.0.0(170102192002W)
        0-0:96.1.1(4B384547303034303436333935353037)
        1-0:1.8.1(000004.426*kWh)
        1-0:1.8.2(000002.399*kWh)
        1-0:2.8.1(000002.444*kWh)
        1-0:2.8.2(000000.000*kWh)
        0-0:96.14.0(0002)
        1-0:1.7.0(00.244*kW)
        1-0:2.7.0(00.000*kW)
        0-0:96.7.21(00013)
        0-0:96.7.9(00000)
        1-0:99.97.0(0)(0-0:96.7.19)
        1-0:32.32.0(00000)
        1-0:52.32.0(00000)
        1-0:72.32.0(00000)
        1-0:32.36.0(00000)
        1-0:52.36.0(00000)
        1-0:72.36.0(00000)
        0-0:96.13.0()
        1-0:32.7.0(0230.0*V)
        1-0:52.7.0(0230.0*V)
        1-0:72.7.0(0229.0*V)
        1-0:31.7.0(0.48*A)
        1-0:51.7.0(0.44*A)
        1-0:71.7.0(0.86*A)
        1-0:21.7.0(00.070*kW)
        1-0:41.7.0(00.032*kW)
        1-0:61.7.0(00.142*kW)
        1-0:22.7.0(00.000*kW)
        1-0:42.7.0(00.000*kW)
        1-0:62.7.0(00.000*kW)
        0-1:24.1.0(003)
        0-1:96.1.0(3232323241424344313233343536373839)
        0-1:24.2.1(170102161005W)(00000.107*m3)
        0-2:24.1.0(003)
        0-2:96.1.0()
        !6EEE

        """.ReplaceLineEndings("\r\n")
    );

    /// <summary>A telegram of these lines; with a checksum unless it is of a version before 4.</summary>
    public static byte[] Telegram(bool hasChecksum, params string[] lines)
    {
        var text = "/TST5\\2TEST\r\n\r\n" + string.Concat(lines.Select(l => l + "\r\n")) + "!";
        var crc = Crc16.Arc(Encoding.ASCII.GetBytes(text)).ToString("X4", CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes(text + (hasChecksum ? crc : "") + "\r\n");
    }

    /// <summary>A telegram of version 5 with this power.</summary>
    public static byte[] OfKw(double kw) =>
        Telegram(true, "1-3:0.2.8(50)", FormattableString.Invariant($"1-0:1.7.0({kw:00.000}*kW)"), "1-0:2.7.0(00.000*kW)");
}
