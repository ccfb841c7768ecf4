using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DrEvents.Ven.Tests.Devices.Modbus;
using Microsoft.Extensions.Time.Testing;

namespace DrEvents.Ven.Tests.Devices.Together.Faults;

/// <summary>A Shelly over HTTP, byte by byte, so that an answer can be half of one.</summary>
internal sealed class WrongHttpSwitch : WrongSwitch
{
    private readonly FakeDevice _device;

    public WrongHttpSwitch(FakeTimeProvider clock)
        : base("sauna", hasTimer: true, clock) => _device = new FakeDevice(TalkAsync);

    public override IReadOnlyList<Wrong> Wrongs => Enum.GetValues<Wrong>()[1..];

    public override string Load =>
        $$"""
            { "id": "sauna", "name": "Sauna", "type": "circuit", "ratedKw": 2, "priority": 1,
              "driver": { "kind": "http", "profile": "shelly2", "url": "http://127.0.0.1:{{_device.Port}}" } }
            """;

    public override ValueTask DisposeAsync() => _device.DisposeAsync();

    private async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        while (await RequestAsync(stream, end) is { } path)
        {
            var isWrite = path.Contains("Switch.Set", StringComparison.Ordinal);
            var wrong = Wrong;
            if (wrong == Wrong.Restarting)
                return;
            if (wrong == Wrong.Silent)
                continue;
            if (wrong == Wrong.Slow)
                await Task.Delay(TimeSpan.FromSeconds(2), Clock, end);
            var body =
                wrong == Wrong.Refusing ? "busy"
                : isWrite ? Set(path)
                : Status(wrong == Wrong.Sentinel ? "65535000" : null);
            if (wrong == Wrong.BreaksMidWrite && isWrite)
                return;
            if (wrong == Wrong.Nonsense)
                body = "<html><body>Firmware update</body></html>";
            var length = wrong == Wrong.WrongLength ? body.Length - 9 : body.Length;
            var answer = Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {(wrong == Wrong.Refusing ? "500 Internal Server Error" : "200 OK")}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            );
            await stream.WriteAsync(wrong == Wrong.Half ? answer.AsMemory(0, answer.Length - 20) : answer, end);
            if (wrong == Wrong.Half)
                return;
        }
    }

    private string Status(string? watts) =>
        $$"""{"id":0,"source":"HTTP_in","output":{{(IsOn ? "true" : "false")}},"apower":{{watts ?? (1000 * PowerKw).ToString(CultureInfo.InvariantCulture)}},"voltage":229.8}""";

    private string Set(string path)
    {
        var after = path.Split("toggle_after=");
        var wasOn = IsOn;
        Switch(
            path.Contains("on=true", StringComparison.Ordinal),
            after.Length > 1 ? double.Parse(after[1], CultureInfo.InvariantCulture) : null
        );
        return $$"""{"was_on":{{(wasOn ? "true" : "false")}}}""";
    }

    /// <summary>The path of the next request; null where the connection has ended.</summary>
    private static async Task<string?> RequestAsync(NetworkStream stream, CancellationToken end)
    {
        var text = new StringBuilder();
        var buffer = new byte[1024];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await stream.ReadAsync(buffer, end);
            if (count == 0)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        return text.ToString().Split(' ')[1];
    }
}
