using System.Net.Sockets;

namespace DrEvents.Ven.Tests.Devices.Modbus;

/// <summary>What goes wrong with an answer on its way.</summary>
internal enum Fault
{
    None,
    Silent,
    Late,
    Closed,
    Half,
    Exception,
    Nonsense,
    WrongLength,
    Sentinel,
    Twice,
}

/// <summary>A Modbus TCP server with faults on the way to it, one after each answer as a seed chooses.</summary>
internal sealed class FaultyLine : IAsyncDisposable
{
    private readonly FakeDevice _device;
    private readonly Random _random;

    /// <summary>Stands before the server on this port.</summary>
    public FaultyLine(int port, int seed)
    {
        _random = new Random(seed);
        _device = new FakeDevice((stream, end) => TalkAsync(stream, port, end));
    }

    /// <summary>How a home's file names it.</summary>
    public string Address => $"tcp://127.0.0.1:{_device.Port}";

    /// <summary>Whether answers still go wrong.</summary>
    public bool IsFaulty { get; set; } = true;

    /// <summary>How many went wrong.</summary>
    public int Faults { get; private set; }

    public ValueTask DisposeAsync() => _device.DisposeAsync();

    private async Task TalkAsync(NetworkStream asking, int port, CancellationToken end)
    {
        using var server = new TcpClient();
        await server.ConnectAsync("127.0.0.1", port, end);
        var answering = server.GetStream();
        while (await FrameAsync(asking, end) is { } request)
        {
            await answering.WriteAsync(request, end);
            if (await FrameAsync(answering, end) is not { } answer || !await PassAsync(asking, answer, end))
                return;
        }
    }

    /// <summary>Hands an answer on, as a fault would have it; false where the connection ends with it.</summary>
    private async Task<bool> PassAsync(NetworkStream asking, byte[] answer, CancellationToken end)
    {
        var fault = IsFaulty && _random.Next(4) == 0 ? (Fault)_random.Next(1, Enum.GetValues<Fault>().Length) : Fault.None;
        if (fault != Fault.None)
            Faults++;
        switch (fault)
        {
            case Fault.Silent:
                return true;
            case Fault.Late:
                await Task.Delay(150, end);
                break;
            case Fault.Closed:
                return false;
            case Fault.Half:
                await asking.WriteAsync(answer.AsMemory(0, _random.Next(1, answer.Length)), end);
                return false;
            case Fault.Exception:
                answer = [.. answer[..5], 3, answer[6], (byte)(answer[7] | 0x80), (byte)_random.Next(1, 12)];
                break;
            case Fault.Nonsense:
                _random.NextBytes(answer);
                break;
            case Fault.WrongLength:
                answer[5] = (byte)_random.Next(256);
                break;
            case Fault.Sentinel:
                answer.AsSpan(9).Fill(0xFF);
                break;
            case Fault.Twice:
                await asking.WriteAsync(answer, end);
                break;
        }
        await asking.WriteAsync(answer, end);
        return true;
    }

    private static async Task<byte[]?> FrameAsync(NetworkStream stream, CancellationToken end)
    {
        var header = new byte[6];
        if (await stream.ReadAtLeastAsync(header, 6, throwOnEndOfStream: false, end) < 6)
            return null;
        var frame = new byte[6 + header[5]];
        header.CopyTo(frame, 0);
        await stream.ReadExactlyAsync(frame.AsMemory(6), end);
        return frame;
    }
}
