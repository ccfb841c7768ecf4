using System.IO.Ports;

namespace DrEvents.Ven.Devices.Modbus.Lines;

/// <summary>A serial line, as an RS-485 adapter or the cable of a meter's customer port.</summary>
internal sealed class SerialLine(string path, int baud, int dataBits, Parity parity, StopBits stopBits) : ILine
{
    private const double BitsPerCharacter = 11;

    /// <inheritdoc />
    public string Name => path;

    /// <summary>3.5 characters, 1.75 ms above 19200 baud: Modbus over serial line, 2.5.1.1.</summary>
    public TimeSpan SilenceBefore { get; } = TimeSpan.FromMilliseconds(baud > 19_200 ? 1.75 : 3.5 * BitsPerCharacter * 1000 / baud);

    /// <inheritdoc />
    public Task<Stream> OpenAsync(CancellationToken cancellation)
    {
        var port = new SerialPort(path, baud, parity, dataBits, stopBits);
        try
        {
            port.Open();
            port.DiscardInBuffer();
            return Task.FromResult(port.BaseStream);
        }
        catch (Exception e) when (IsOfPort(e))
        {
            port.Dispose();
            throw new DeviceException(DeviceState.Unreachable, $"{path} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>The native library of serial ports may not have been installed: it is loaded by the first that is opened.</summary>
    private static bool IsOfPort(Exception e) =>
        e is IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or TypeLoadException
        || e is TypeInitializationException { InnerException: TypeLoadException };
}
