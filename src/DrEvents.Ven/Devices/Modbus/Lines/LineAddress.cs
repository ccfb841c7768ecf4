using System.Globalization;
using System.IO.Ports;

namespace DrEvents.Ven.Devices.Modbus.Lines;

/// <summary>Where a device is, as a home's file writes it.</summary>
/// <param name="Line">The way there.</param>
/// <param name="IsRtu">Whether frames have a checksum (RTU) rather than a header (TCP).</param>
internal sealed record LineAddress(ILine Line, bool IsRtu)
{
    /// <summary>What an address may look like.</summary>
    public const string Forms = "tcp://host:502, rtu+tcp://host:port or serial:/dev/ttyUSB0:9600:8N1";

    private const string Serial = "serial:";

    /// <summary>The address in a text; null where it is none.</summary>
    public static LineAddress? Parse(string text)
    {
        if (text.StartsWith(Serial, StringComparison.Ordinal))
            return ParseSerial(text[Serial.Length..]) is { } serial ? new LineAddress(serial, IsRtu: true) : null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.PathAndQuery is not ("" or "/"))
            return null;
        return uri.Scheme switch
        {
            "tcp" => new LineAddress(new TcpLine(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : 502), IsRtu: false),
            "rtu+tcp" when uri.Port > 0 => new LineAddress(new TcpLine(uri.DnsSafeHost, uri.Port), IsRtu: true),
            _ => null,
        };
    }

    private static SerialLine? ParseSerial(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 3 || !parts[0].StartsWith('/') || parts[2].Length != 3)
            return null;
        Parity? parity = parts[2][1] switch
        {
            'N' => Parity.None,
            'E' => Parity.Even,
            'O' => Parity.Odd,
            _ => null,
        };
        StopBits? stopBits = parts[2][2] switch
        {
            '1' => StopBits.One,
            '2' => StopBits.Two,
            _ => null,
        };
        return
            int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var baud)
            && baud is >= 300 and <= 1_000_000
            && parts[2][0] is '7' or '8'
            && parity is { } p
            && stopBits is { } s
            ? new SerialLine(parts[0], baud, parts[2][0] - '0', p, s)
            : null;
    }
}
