using System.Net.Sockets;
using System.Text;

namespace DrEvents.Ven.Benchmarks.Devices;

/// <summary>A switch over HTTP, as a Shelly of the second generation speaks.</summary>
internal sealed class HttpSwitch(Moves moves) : TcpDevice
{
    public const string Name = "sauna";
    public const double Kw = 1.85;

    private volatile bool _isOn = true;

    /// <summary>What it draws now.</summary>
    public double PowerKw => _isOn ? Kw : 0;

    protected override async Task TalkAsync(NetworkStream stream, CancellationToken end)
    {
        var buffer = new byte[4096];
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length), end) is > 0 and var count)
        {
            length += count;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            if (!text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
                continue;
            length = 0;
            var body = Answer(text.Split(' ')[1]);
            var answer = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), end);
        }
    }

    private string Answer(string path)
    {
        if (!path.StartsWith("/rpc/Switch.Set?", StringComparison.Ordinal))
            return FormattableString.Invariant(
                $$"""{"id":0,"source":"HTTP_in","output":{{(_isOn ? "true" : "false")}},"apower":{{1000 * PowerKw}},"voltage":229.8}"""
            );
        var wasOn = _isOn;
        _isOn = path.Contains("on=true", StringComparison.Ordinal);
        moves.Note(Name, !_isOn);
        return $$"""{"was_on":{{(wasOn ? "true" : "false")}}}""";
    }
}
