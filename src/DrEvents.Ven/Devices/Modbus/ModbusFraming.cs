namespace DrEvents.Ven.Devices.Modbus;

/// <summary>Puts requests into frames and takes answers out of the bytes of one connection. It keeps at most one frame's bytes.</summary>
internal abstract class ModbusFraming(Stream stream)
{
    /// <summary>Frames that are none of ours are read past, so many at most, while one answer is waited for.</summary>
    protected const int ForeignMax = 100;

    private readonly byte[] _buffer = new byte[512];

    /// <summary>What has been read and not been used.</summary>
    protected ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, Count);

    /// <summary>How much has been read and not been used.</summary>
    protected int Count { get; private set; }

    /// <summary>Whether a connection is still good after an answer did not come in time: a late one is recognised and dropped.</summary>
    public abstract bool RecognisesLate { get; }

    /// <summary>Sends a request.</summary>
    public ValueTask SendAsync(ModbusRequest request, CancellationToken cancellation) => stream.WriteAsync(Frame(request), cancellation);

    /// <summary>Waits for the answer to the request that was sent last: function and data.</summary>
    public abstract Task<byte[]> AnswerAsync(ModbusRequest request, CancellationToken cancellation);

    /// <summary>The frame of a request.</summary>
    protected abstract byte[] Frame(ModbusRequest request);

    /// <summary>Reads until so many bytes are there. What was read is kept when the wait is given up.</summary>
    protected async ValueTask FillAsync(int count, CancellationToken cancellation)
    {
        while (Count < count)
        {
            var read = await stream.ReadAsync(_buffer.AsMemory(Count), cancellation);
            if (read == 0)
                throw new EndOfStreamException("The device closed the connection.");
            Count += read;
        }
    }

    /// <summary>Drops the first bytes.</summary>
    protected void Drop(int count)
    {
        _buffer.AsSpan(count, Count - count).CopyTo(_buffer);
        Count -= count;
    }
}
