using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A switch that is asked over HTTP, byte by byte, so that an answer can be half of one.</summary>
internal abstract class WrongHttp : WrongSwitch
{
    private readonly FakeDevice _device;

    protected WrongHttp(string id, bool hasTimer, FakeTimeProvider clock)
        : base(id, hasTimer, clock) => _device = new FakeDevice(TalkAsync);

    public override IReadOnlyList<Wrong> Wrongs => Enum.GetValues<Wrong>()[1..];

    protected int Port => _device.Port;

    public override ValueTask DisposeAsync() => _device.DisposeAsync();

    /// <summary>Whether a request switches something.</summary>
    protected abstract bool IsWrite(string path);

    /// <summary>Does what a request asks, and gives the body of its answer.</summary>
    protected abstract string Answer(string path, Wrong wrong);

    private async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        while (await RequestAsync(stream, end) is { } path)
        {
            var wrong = Wrong;
            if (wrong == Wrong.Restarting)
                return;
            if (wrong == Wrong.Silent)
                continue;
            if (wrong == Wrong.Slow)
                await Task.Delay(TimeSpan.FromSeconds(2), Clock, end);
            var body = wrong == Wrong.Refusing ? "busy" : Answer(path, wrong);
            if (wrong == Wrong.BreaksMidWrite && IsWrite(path))
                return;
            if (wrong == Wrong.Nonsense)
                body = "<html><body>Firmware update</body></html>";
            var length = wrong == Wrong.WrongLength ? Math.Max(0, body.Length - 9) : body.Length;
            var answer = Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {(wrong == Wrong.Refusing ? "500 Internal Server Error" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            await stream.WriteAsync(wrong == Wrong.Half ? answer.AsMemory(0, Math.Max(1, answer.Length - 20)) : answer, end);
            if (wrong == Wrong.Half)
                return;
        }
    }

    /// <summary>The path of the next request, whose body is read past; null where the connection has ended.</summary>
    private static async Task<string?> RequestAsync(NetworkStream stream, CancellationToken end)
    {
        const string HeadEnd = "\r\n\r\n";
        const string LengthName = "Content-Length:";
        var text = "";
        var buffer = new byte[1024];
        while (true)
        {
            var head = text.IndexOf(HeadEnd, StringComparison.Ordinal);
            if (head >= 0)
            {
                var at = text.IndexOf(LengthName, StringComparison.OrdinalIgnoreCase);
                var body =
                    at < 0 || at > head ? 0 : int.Parse(text[(at + LengthName.Length)..].Split("\r\n")[0], CultureInfo.InvariantCulture);
                if (text.Length >= head + HeadEnd.Length + body)
                    return text.Split(' ')[1];
            }
            var count = await stream.ReadAsync(buffer, end);
            if (count == 0)
                return null;
            text += Encoding.ASCII.GetString(buffer, 0, count);
        }
    }
}
