using System.Buffers.Binary;
using System.Text;

namespace DrEvents.Aws.Tests.StandIn.Mqtt;

/// <summary>Kinds of packets of MQTT 5 that the stand-in looks into.</summary>
public enum PacketKind
{
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Subscribe = 8,
    Suback = 9,
    Disconnect = 14,
}

/// <summary>A packet of MQTT 5 as it is on the wire.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="BodyAt">Where its fixed header ends.</param>
public sealed record Packet(byte[] Bytes, int BodyAt)
{
    public PacketKind Kind => (PacketKind)(Bytes[0] >> 4);
    public int Qos => (Bytes[0] >> 1) & 3;
    public bool IsRetained => (Bytes[0] & 1) == 1;

    /// <summary>Reads the next packet; null at the end.</summary>
    public static async Task<Packet?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var head = new byte[5];
        if (await stream.ReadAtLeastAsync(head.AsMemory(0, 1), 1, throwOnEndOfStream: false, cancellation) == 0)
            return null;
        var (length, at) = (0, 1);
        do
        {
            await stream.ReadExactlyAsync(head.AsMemory(at, 1), cancellation);
            length |= (head[at] & 0x7f) << (7 * (at - 1));
        } while ((head[at++] & 0x80) != 0);
        var bytes = new byte[at + length];
        head.AsSpan(0, at).CopyTo(bytes);
        await stream.ReadExactlyAsync(bytes.AsMemory(at), cancellation);
        return new Packet(bytes, at);
    }

    /// <summary>A reader of its body.</summary>
    public Reader Body() => new(Bytes, BodyAt);

    /// <summary>A packet of this kind and body, shorter than 128 bytes.</summary>
    public static byte[] Brief(PacketKind kind, params byte[] body) => [(byte)((int)kind << 4), (byte)body.Length, .. body];

    /// <summary>Reads fields one after the other.</summary>
    public ref struct Reader(byte[] bytes, int at)
    {
        private int _at = at;

        public readonly bool IsAtEnd => _at >= bytes.Length;
        public readonly int Left => bytes.Length - _at;
        public readonly byte[] Rest => bytes[_at..];

        public byte Byte() => bytes[_at++];

        public ushort Word()
        {
            _at += 2;
            return BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(_at - 2));
        }

        public string Text()
        {
            var length = Word();
            _at += length;
            return Encoding.UTF8.GetString(bytes, _at - length, length);
        }

        public void SkipData()
        {
            var length = Word();
            _at += length;
        }

        public void SkipProperties()
        {
            var length = Length();
            _at += length;
        }

        /// <summary>Reads the properties of a CONNECT, those that our clients and the test's send.</summary>
        public int ReceiveMaximum()
        {
            var end = Length() + _at;
            var maximum = 65535;
            while (_at < end)
            {
                switch (Byte())
                {
                    case 0x21:
                        maximum = Word();
                        break;
                    // Session expiry and largest packet; topic aliases; whether problems and responses are told.
                    case 0x11 or 0x27:
                        _at += 4;
                        break;
                    case 0x22:
                        _at += 2;
                        break;
                    case 0x17 or 0x19:
                        _at += 1;
                        break;
                    default:
                        throw new InvalidDataException("a property that the stand-in does not know");
                }
            }
            return maximum;
        }

        private int Length()
        {
            var (length, shift, one) = (0, 0, (byte)0);
            do
            {
                one = Byte();
                length |= (one & 0x7f) << shift;
                shift += 7;
            } while ((one & 0x80) != 0);
            return length;
        }
    }
}

/// <summary>A CONNECT packet, as far as policies go.</summary>
/// <param name="ReceiveMaximum">Most messages that may be under way to the client; 65535 where it does not say.</param>
/// <param name="WillTopic">Null without a will.</param>
public sealed record ConnectPacket(byte ProtocolLevel, int ReceiveMaximum, string ClientId, string? WillTopic, bool IsWillRetained)
{
    public static ConnectPacket Read(Packet packet)
    {
        var body = packet.Body();
        body.Text();
        var (level, flags) = (body.Byte(), body.Byte());
        body.Word();
        var receiveMaximum = level == 5 ? body.ReceiveMaximum() : 65535;
        var clientId = body.Text();
        if ((flags & 4) == 0)
            return new ConnectPacket(level, receiveMaximum, clientId, null, false);
        if (level == 5)
            body.SkipProperties();
        return new ConnectPacket(level, receiveMaximum, clientId, body.Text(), (flags & 0x20) != 0);
    }
}

/// <summary>A PUBLISH packet of MQTT 5.</summary>
public sealed record PublishPacket(string Topic, int Qos, bool IsRetained, ushort Id, byte[] Payload)
{
    /// <summary>A message at QoS 0.</summary>
    public static byte[] AtMostOnce(string topic, byte[] payload)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        byte[] body = [(byte)(name.Length >> 8), (byte)name.Length, .. name, 0, .. payload];
        var length = new List<byte>();
        for (var left = body.Length; ; left >>= 7)
        {
            length.Add((byte)(left > 0x7f ? (left & 0x7f) | 0x80 : left));
            if (left <= 0x7f)
                return [(byte)((int)PacketKind.Publish << 4), .. length, .. body];
        }
    }

    public static PublishPacket Read(Packet packet)
    {
        var body = packet.Body();
        var topic = body.Text();
        var id = packet.Qos > 0 ? body.Word() : (ushort)0;
        body.SkipProperties();
        return new PublishPacket(topic, packet.Qos, packet.IsRetained, id, body.Rest);
    }
}

/// <summary>A SUBSCRIBE packet of MQTT 5.</summary>
public sealed record SubscribePacket(ushort Id, IReadOnlyList<string> Filters)
{
    public static SubscribePacket Read(Packet packet)
    {
        var body = packet.Body();
        var id = body.Word();
        body.SkipProperties();
        var filters = new List<string>();
        while (!body.IsAtEnd)
        {
            filters.Add(body.Text());
            body.Byte();
        }
        return new SubscribePacket(id, filters);
    }
}
