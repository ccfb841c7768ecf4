using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace DrEvents.Aws.Tests.Limits;

/// <summary>What a client offered, and what it said to a server that chose TLS 1.1.</summary>
/// <param name="Versions">Versions that it offered: 0x0304 is TLS 1.3, 0x0303 TLS 1.2.</param>
/// <param name="Alert">Its alert: 70 says that the version is not supported. Null where it said nothing, or went on.</param>
internal sealed record OldTalk(IReadOnlyList<int> Versions, int? Alert);

/// <summary>
/// A server that knows nothing newer than TLS 1.1, byte by byte: whether OpenSSL would still be one hangs on how it was built and on its
/// configuration.
/// </summary>
internal sealed class OldServer : IDisposable
{
    private const int Handshake = 22;
    private const int AlertRecord = 21;
    private const int SupportedVersions = 43;

    /// <summary>TLS 1.1, no session, ECDHE-ECDSA-AES128-SHA, no compression.</summary>
    private static readonly byte[] HelloOfServer = [2, 0, 0, 38, 3, 2, .. Enumerable.Repeat((byte)7, 32), 0, 0xc0, 0x09, 0];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public OldServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Talks to the next client.</summary>
    public async Task<OldTalk> TalkAsync(CancellationToken cancellation)
    {
        using var client = await _listener.AcceptTcpClientAsync(cancellation);
        var stream = client.GetStream();
        var (_, hello) = await ReadRecordAsync(stream, cancellation);
        await stream.WriteAsync((byte[])[Handshake, 3, 2, 0, (byte)HelloOfServer.Length, .. HelloOfServer], cancellation);
        try
        {
            var (type, body) = await ReadRecordAsync(stream, cancellation);
            return new OldTalk(VersionsIn(hello), type == AlertRecord ? body[1] : null);
        }
        catch (IOException)
        {
            return new OldTalk(VersionsIn(hello), null);
        }
    }

    public void Dispose() => _listener.Dispose();

    private static async Task<(int Type, byte[] Body)> ReadRecordAsync(NetworkStream stream, CancellationToken cancellation)
    {
        var head = new byte[5];
        await stream.ReadExactlyAsync(head, cancellation);
        var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(3))];
        await stream.ReadExactlyAsync(body, cancellation);
        return (head[0], body);
    }

    /// <summary>Those of the extension, or the one of the message where it has none.</summary>
    private static List<int> VersionsIn(byte[] hello)
    {
        const int AtVersion = 4;
        var at = AtVersion + 2 + 32;
        at += 1 + hello[at];
        at += 2 + Word(at);
        at += 1 + hello[at];
        for (at += 2; at < hello.Length; at += 4 + Word(at + 2))
        {
            if (Word(at) == SupportedVersions)
                return [.. Enumerable.Range(0, hello[at + 4] / 2).Select(n => Word(at + 5 + (2 * n)))];
        }
        return [Word(AtVersion)];

        int Word(int from) => BinaryPrimitives.ReadUInt16BigEndian(hello.AsSpan(from));
    }
}
