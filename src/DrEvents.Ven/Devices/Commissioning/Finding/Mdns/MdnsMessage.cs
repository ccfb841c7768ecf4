using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace DrEvents.Ven.Devices.Commissioning.Finding.Mdns;

/// <summary>
/// Messages of multicast DNS (RFC 6762), as far as browsing needs them: questions, and the records of a response. Anybody in the network may
/// send anything: what is read is bounded, and a message that is wrong anywhere is none.
/// </summary>
internal static class MdnsMessage
{
    /// <summary>Longest message that is read, bytes (RFC 6762, 17).</summary>
    public const int LengthMax = 9_000;

    /// <summary>Type of the question after instances.</summary>
    public const ushort Pointer = 12;

    /// <summary>Type of the question after all that there is of a name.</summary>
    public const ushort Any = 255;

    private const ushort Address = 1;
    private const ushort Text = 16;
    private const ushort Service = 33;
    private const ushort Internet = 1;
    private const ushort WantsUnicast = 0x8000;
    private const int HeaderLength = 12;
    private const int RecordsMax = 256;
    private const int NameLengthMax = 255;
    private const int LabelLengthMax = 63;
    private const int TextsMax = 64;
    private const int TextBytesMax = 2_048;

    /// <summary>A query. A label of a name that was read is taken as it was, names here are those of this library or of a response.</summary>
    public static byte[] Query(IReadOnlyList<string> names, ushort type)
    {
        var message = new List<byte> { 0, 0, 0, 0, (byte)(names.Count >> 8), (byte)names.Count, 0, 0, 0, 0, 0, 0 };
        foreach (var name in names)
        {
            foreach (var label in Labels(name))
            {
                var bytes = Encoding.UTF8.GetBytes(label);
                message.Add((byte)Math.Min(bytes.Length, LabelLengthMax));
                message.AddRange(bytes.Take(LabelLengthMax));
            }
            message.Add(0);
            message.AddRange([(byte)(type >> 8), (byte)type, (WantsUnicast | Internet) >> 8, (byte)Internet]);
        }
        return [.. message];
    }

    /// <summary>The records of a response; null where the message is none.</summary>
    public static IReadOnlyList<MdnsRecord>? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length is < HeaderLength or > LengthMax || (message[2] & 0x80) == 0)
            return null;
        var questions = Number(message, 4);
        var records = Number(message, 6) + Number(message, 8) + Number(message, 10);
        if (questions > RecordsMax || records > RecordsMax)
            return null;
        var at = HeaderLength;
        for (var i = 0; i < questions; i++)
        {
            if (ReadName(message, ref at) is null || (at += 4) > message.Length)
                return null;
        }
        var all = new List<MdnsRecord>();
        for (var i = 0; i < records; i++)
        {
            if (!ReadRecord(message, ref at, all))
                return null;
        }
        return all;
    }

    private static bool ReadRecord(ReadOnlySpan<byte> message, ref int at, List<MdnsRecord> all)
    {
        if (ReadName(message, ref at) is not { } labels || at + 10 > message.Length)
            return false;
        var (type, length) = (Number(message, at), Number(message, at + 8));
        var begin = at + 10;
        at = begin + length;
        if (at > message.Length)
            return false;
        var name = Joined(labels);
        var data = message[begin..at];
        switch (type)
        {
            case Pointer:
                if (ReadName(message, ref begin) is not { Count: > 0 } instance || begin > at)
                    return false;
                all.Add(new PointerRecord(name, Joined(instance), instance[0]));
                break;
            case Service:
                var place = begin + 6;
                if (length < 7 || ReadName(message, ref place) is not { } host || place > at)
                    return false;
                all.Add(new ServiceRecord(name, Joined(host), Number(data, 4)));
                break;
            case Text:
                if (ReadTexts(data) is not { } texts)
                    return false;
                all.Add(new TextRecord(name, texts));
                break;
            case Address when length == 4:
                all.Add(new AddressRecord(name, new IPAddress(data)));
                break;
            default:
                break;
        }
        return true;
    }

    /// <summary>The labels of a name; null where it is none. Each pointer leads further back, so that there is an end.</summary>
    private static List<string>? ReadName(ReadOnlySpan<byte> message, ref int at)
    {
        var labels = new List<string>();
        var (read, length, earliest, isMoved) = (at, 0, at, false);
        while (read < message.Length)
        {
            var first = message[read];
            if (first == 0)
            {
                at = isMoved ? at : read + 1;
                return labels;
            }
            if ((first & 0xC0) == 0xC0)
            {
                if (read + 1 >= message.Length)
                    return null;
                var target = ((first & 0x3F) << 8) | message[read + 1];
                if (target >= earliest)
                    return null;
                at = isMoved ? at : read + 2;
                (read, earliest, isMoved) = (target, target, true);
                continue;
            }
            length += first + 1;
            if (first > LabelLengthMax || length > NameLengthMax || read + 1 + first > message.Length)
                return null;
            labels.Add(Encoding.UTF8.GetString(message.Slice(read + 1, first)));
            read += 1 + first;
        }
        return null;
    }

    private static Dictionary<string, string>? ReadTexts(ReadOnlySpan<byte> data)
    {
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var bytes = 0;
        while (!data.IsEmpty)
        {
            var length = data[0];
            if (length + 1 > data.Length)
                return null;
            var text = Encoding.UTF8.GetString(data.Slice(1, length));
            data = data[(length + 1)..];
            // The first of a key counts (RFC 6763, 6.4).
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var isTaken = equals > 0 && texts.Count < TextsMax && bytes + length <= TextBytesMax;
            if (isTaken && texts.TryAdd(text[..equals], text[(equals + 1)..]))
                bytes += length;
        }
        return texts;
    }

    private static int Number(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    // A label may hold a dot itself.
    private static string Joined(List<string> labels) =>
        string.Join('.', labels.Select(l => l.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(".", @"\.", StringComparison.Ordinal)))
            .ToLowerInvariant();

    private static IEnumerable<string> Labels(string name)
    {
        var label = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\' && i + 1 < name.Length)
                label.Append(name[++i]);
            else if (name[i] != '.')
                label.Append(name[i]);
            else
            {
                yield return label.ToString();
                label.Clear();
            }
        }
        if (label.Length > 0)
            yield return label.ToString();
    }
}
