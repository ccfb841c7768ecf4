using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>The P1 port of a main meter of DSMR 3, which has no checksum: a telegram each second.</summary>
internal sealed class P1Meter(Func<double> kw) : TcpDevice
{
    protected override async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        while (true)
        {
            var telegram = string.Create(
                CultureInfo.InvariantCulture,
                $"/TST5\\2TEST\r\n\r\n1-0:1.7.0({kw():00.000}*kW)\r\n1-0:2.7.0(00.000*kW)\r\n!\r\n"
            );
            await stream.WriteAsync(Encoding.ASCII.GetBytes(telegram), end);
            await Task.Delay(TimeSpan.FromSeconds(1), end);
        }
    }
}
