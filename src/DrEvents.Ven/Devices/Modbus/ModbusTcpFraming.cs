using System.Buffers.Binary;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>Modbus TCP: a header of seven bytes with a number that the answer repeats.</summary>
internal sealed class ModbusTcpFraming(Stream stream) : ModbusFraming(stream)
{
    private const int HeaderLength = 7;
    private const int PduMax = 253;

    private ushort _transaction;

    /// <inheritdoc />
    public override bool RecognisesLate => true;

    /// <inheritdoc />
    public override async Task<byte[]> AnswerAsync(ModbusRequest request, CancellationToken cancellation)
    {
        for (var foreign = 0; foreign < ForeignMax; foreign++)
        {
            await FillAsync(HeaderLength + 1, cancellation);
            var (transaction, pduLength) = Header();
            await FillAsync(HeaderLength + pduLength, cancellation);
            var unit = Bytes[6];
            var pdu = Bytes.Slice(HeaderLength, pduLength).ToArray();
            Drop(HeaderLength + pduLength);
            if (transaction != _transaction)
                continue;
            if (unit != request.Unit)
                throw new ModbusGarbledException($"unit {unit} answers what unit {request.Unit} was asked");
            return pdu;
        }
        throw new ModbusGarbledException($"{ForeignMax} frames that nobody asked for");
    }

    /// <inheritdoc />
    protected override byte[] Frame(ModbusRequest request)
    {
        _transaction++;
        var frame = new byte[HeaderLength + request.Pdu.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, _transaction);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(4), (ushort)(1 + request.Pdu.Length));
        frame[6] = request.Unit;
        request.Pdu.CopyTo(frame, HeaderLength);
        return frame;
    }

    private (ushort Transaction, int PduLength) Header()
    {
        var protocol = BinaryPrimitives.ReadUInt16BigEndian(Bytes[2..]);
        var pduLength = BinaryPrimitives.ReadUInt16BigEndian(Bytes[4..]) - 1;
        if (protocol != 0 || pduLength is < 1 or > PduMax)
            throw new ModbusGarbledException($"no Modbus TCP frame (protocol {protocol}, length {pduLength + 1})");
        return (BinaryPrimitives.ReadUInt16BigEndian(Bytes), pduLength);
    }
}
