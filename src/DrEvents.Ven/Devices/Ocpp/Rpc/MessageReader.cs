using System.Buffers;
using System.Net.WebSockets;

namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>Puts the messages of a WebSocket together from its frames. A message that is too long, too slow or no text ends the connection.</summary>
internal sealed class MessageReader(WebSocket socket, RpcLimits limits, TimeProvider time) : IDisposable
{
    private const int FirstBytes = 2048;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
    private int _length;

    /// <summary>The next message, good until the next call; null when the other side has closed the connection.</summary>
    /// <exception cref="UnreadableException">There is none that could be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellation)
    {
        _length = 0;
        // A long message is rare; its buffer is not kept for the short ones.
        if (_buffer.Length > 4 * FirstBytes)
            Take(FirstBytes);
        var frame = await ReceiveAsync(cancellation);
        if (frame.MessageType == WebSocketMessageType.Close)
            return null;
        return frame.EndOfMessage || await RestAsync(cancellation) ? _buffer.AsMemory(0, _length) : null;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async ValueTask<bool> RestAsync(CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(limits.MessageTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            while (true)
            {
                var frame = await ReceiveAsync(either.Token);
                if (frame.MessageType == WebSocketMessageType.Close)
                    return false;
                if (frame.EndOfMessage)
                    return true;
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new UnreadableException(
                WebSocketCloseStatus.PolicyViolation,
                $"a message took longer than {limits.MessageTimeout.TotalSeconds} s"
            );
        }
    }

    private async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(CancellationToken cancellation)
    {
        if (_length == _buffer.Length)
            Grow();
        var frame = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellation);
        _length += frame.Count;
        if (frame.MessageType == WebSocketMessageType.Binary)
            throw new UnreadableException(WebSocketCloseStatus.InvalidMessageType, "OCPP is text");
        if (_length > limits.MessageBytesMax)
            throw new UnreadableException(WebSocketCloseStatus.MessageTooBig, $"longer than {limits.MessageBytesMax} bytes");
        return frame;
    }

    private void Grow()
    {
        var full = _buffer;
        _buffer = ArrayPool<byte>.Shared.Rent(Math.Min(2 * _length, limits.MessageBytesMax + 1));
        full.AsSpan(0, _length).CopyTo(_buffer);
        ArrayPool<byte>.Shared.Return(full);
    }

    private void Take(int bytes)
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(bytes);
    }
}

/// <summary>What came is no message that is read; the connection is closed for it.</summary>
internal sealed class UnreadableException(WebSocketCloseStatus status, string message) : Exception(message)
{
    /// <summary>Why, in the words of RFC 6455.</summary>
    public WebSocketCloseStatus Status { get; } = status;
}
