using System.Buffers.Binary;
using DrEvents.Ven.Devices.Modbus.Lines;

namespace DrEvents.Ven.Devices.Modbus;

/// <summary>
/// Modbus RTU: unit, function, data and a checksum. Frames have no number, so a late answer looks like the next one: after a silence the
/// connection is opened anew. Bytes before the answer (noise, an adapter that hears itself) are read past.
/// </summary>
internal sealed class ModbusRtuFraming(Stream stream) : ModbusFraming(stream)
{
    private const int NoiseMax = 1024;
    private const int CrcLength = 2;

    /// <inheritdoc />
    public override bool RecognisesLate => false;

    /// <inheritdoc />
    public override async Task<byte[]> AnswerAsync(ModbusRequest request, CancellationToken cancellation)
    {
        for (var noise = 0; noise <= NoiseMax; noise++)
        {
            await FillAsync(2, cancellation);
            if (Bytes[0] == request.Unit && request.MayBegin(Bytes[1..2]))
            {
                var length = 1 + request.LengthOf(Bytes[1]) + CrcLength;
                await FillAsync(Math.Min(3, length), cancellation);
                if (request.MayBegin(Bytes[1..3]))
                {
                    await FillAsync(length, cancellation);
                    var body = Bytes[..(length - CrcLength)];
                    if (Crc16.Modbus(body) == BinaryPrimitives.ReadUInt16LittleEndian(Bytes[(length - CrcLength)..]))
                    {
                        var pdu = body[1..].ToArray();
                        Drop(length);
                        return pdu;
                    }
                }
            }
            Drop(1);
        }
        throw new ModbusGarbledException($"{NoiseMax} bytes without an answer among them");
    }

    /// <inheritdoc />
    protected override byte[] Frame(ModbusRequest request)
    {
        // What is left of before is no answer to what is asked now.
        Drop(Count);
        var frame = new byte[1 + request.Pdu.Length + CrcLength];
        frame[0] = request.Unit;
        request.Pdu.CopyTo(frame, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(
            frame.AsSpan(frame.Length - CrcLength),
            Crc16.Modbus(frame.AsSpan(0, frame.Length - CrcLength))
        );
        return frame;
    }
}
