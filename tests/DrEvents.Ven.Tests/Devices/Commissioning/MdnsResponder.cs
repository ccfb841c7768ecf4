using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DrEvents.Ven.Tests.Devices.Commissioning;

/// <summary>A responder of multicast DNS on loopback: it answers what is asked by unicast, as devices answer who asks from another port.</summary>
internal sealed class MdnsResponder : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _answering;
    private readonly Func<byte[], IEnumerable<byte[]>> _answers;

    /// <summary>Answers each question by messages.</summary>
    public MdnsResponder(Func<byte[], IEnumerable<byte[]>> answers)
    {
        _answers = answers;
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _answering = AnswerAsync();
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>The questions that came.</summary>
    public List<byte[]> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _answering;
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[9_000];
        try
        {
            while (true)
            {
                var got = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), _end.Token);
                Asked.Add(buffer[..got.ReceivedBytes]);
                foreach (var answer in _answers(Asked[^1]))
                    await _socket.SendToAsync(answer, SocketFlags.None, got.RemoteEndPoint, _end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}

/// <summary>A response, put together record by record; names may point to earlier ones as devices' do.</summary>
internal sealed class MdnsResponse
{
    private readonly List<byte> _bytes = [0, 0, 0x84, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private readonly Dictionary<string, int> _places = [];
    private ushort _records;

    public MdnsResponse Pointer(string type, params string[] instance) => Record(type, 12, () => Name(instance));

    public MdnsResponse Service(string[] instance, int port, string host) =>
        Record(
            instance,
            33,
            () =>
            {
                _bytes.AddRange([0, 0, 0, 0, (byte)(port >> 8), (byte)port]);
                Name(host.Split('.'));
            }
        );

    public MdnsResponse Text(string[] instance, params string[] texts) =>
        Record(
            instance,
            16,
            () =>
            {
                foreach (var text in texts)
                    Label(text);
            }
        );

    public MdnsResponse Address(string host, string address) =>
        Record(host, 1, () => _bytes.AddRange(IPAddress.Parse(address).GetAddressBytes()));

    public byte[] Build()
    {
        (_bytes[6], _bytes[7]) = ((byte)(_records >> 8), (byte)_records);
        return [.. _bytes];
    }

    private MdnsResponse Record(string name, ushort type, Action data) => Record(name.Split('.'), type, data);

    private MdnsResponse Record(string[] name, ushort type, Action data)
    {
        _records++;
        Name(name);
        _bytes.AddRange([(byte)(type >> 8), (byte)type, 0x80, 1, 0, 0, 0, 120, 0, 0]);
        var begin = _bytes.Count;
        data();
        (_bytes[begin - 2], _bytes[begin - 1]) = ((byte)((_bytes.Count - begin) >> 8), (byte)(_bytes.Count - begin));
        return this;
    }

    private void Name(string[] labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            var rest = string.Join('\0', labels[i..]);
            if (_places.TryGetValue(rest, out var place))
            {
                _bytes.AddRange([(byte)(0xC0 | (place >> 8)), (byte)place]);
                return;
            }
            _places[rest] = _bytes.Count;
            Label(labels[i]);
        }
        _bytes.Add(0);
    }

    private void Label(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _bytes.Add((byte)bytes.Length);
        _bytes.AddRange(bytes);
    }
}
