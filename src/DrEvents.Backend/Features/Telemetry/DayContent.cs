using System.Buffers.Binary;
using System.IO.Compression;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// The stored form of a closed day's rows. One byte says the form, four (little endian) the length of what follows unpacked, and that is
/// MessagePack, column by column, packed by Brotli; an id that follows from its sample is not stored.
/// </summary>
public static class DayContent
{
    private const byte FormFirst = 1;
    private const int HeaderBytes = 1 + sizeof(int);
    private const int UnpackedBytesMax = 256 * 1024 * 1024;

    /// <summary>Measured on simulated homes: see the page on storage. A higher one takes far longer and gains little.</summary>
    private const int Quality = 5;
    private const int WindowBits = 22;

    public static Segment Pack(string stream, IReadOnlyList<EventRow> rows)
    {
        var venId = TelemetryStreams.VenOf(stream)!;
        var unpacked = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(unpacked);
        writer.Write(rows.Count);
        Columns.WriteNumbers(ref writer, [.. rows.Select(r => r.Version)]);
        Columns.WriteNumbers(ref writer, [.. rows.Select(r => r.Sequence)]);
        Columns.WriteNumbers(ref writer, [.. rows.Select(r => r.StoredAt.UtcTicks / TimeSpan.TicksPerMicrosecond)]);
        Columns.Write(ref writer, [.. rows.Select(r => r.Type)]);
        Columns.Write(ref writer, [.. rows.Select(r => r.DotNetType)]);
        Columns.Write(ref writer, [.. rows.Select(r => r.Json)]);
        PackedRows.Write(ref writer, [.. rows.Select(r => r.Binary)]);
        Columns.Write(ref writer, [.. rows.Select(r => r.Id == IdOf(venId, r.Binary) ? null : r.Id.ToByteArray())]);
        writer.Flush();

        var bytes = new byte[HeaderBytes + BrotliEncoder.GetMaxCompressedLength(unpacked.WrittenCount)];
        bytes[0] = FormFirst;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), unpacked.WrittenCount);
        if (!BrotliEncoder.TryCompress(unpacked.WrittenSpan, bytes.AsSpan(HeaderBytes), out var packed, Quality, WindowBits))
            throw new InvalidOperationException($"{stream} could not be packed");
        var firstVersion = rows.Count == 0 ? 0 : rows[0].Version;
        return new Segment(stream, firstVersion, bytes[..(HeaderBytes + packed)], SHA256.HashData(unpacked.WrittenSpan));
    }

    /// <summary>Throws <see cref="InvalidDataException"/>, which names the stream, when they are not what was stored.</summary>
    public static IReadOnlyList<EventRow> Rows(Segment segment) => Read(segment, withIds: true);

    /// <summary>The same without their ids: finding one takes as long as the rest of reading a row.</summary>
    public static IEnumerable<StoredRow> Samples(Segment segment) => Read(segment, withIds: false).Select(r => r.Of(segment.Stream));

    private static EventRow[] Read(Segment segment, bool withIds)
    {
        var venId = TelemetryStreams.VenOf(segment.Stream)!;
        var reader = new MessagePackReader(Unpack(segment));
        try
        {
            var rows = new EventRow[reader.ReadInt32()];
            var versions = Columns.ReadNumbers(ref reader, rows.Length);
            var sequences = Columns.ReadNumbers(ref reader, rows.Length);
            var storedAtUs = Columns.ReadNumbers(ref reader, rows.Length);
            var types = Columns.Read<string>(ref reader, rows.Length);
            var dotNetTypes = Columns.Read<string>(ref reader, rows.Length);
            var texts = Columns.Read<string>(ref reader, rows.Length);
            var binary = PackedRows.Read(ref reader, rows.Length);
            var ids = Columns.Read<byte[]>(ref reader, rows.Length);
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = new EventRow(
                    versions[i],
                    sequences[i],
                    withIds ? Id(ids[i]) ?? IdOf(venId, binary[i]) ?? throw Without("id") : default,
                    new DateTimeOffset(storedAtUs[i] * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero),
                    types[i] ?? throw Without("type"),
                    dotNetTypes[i],
                    texts[i] ?? throw Without("JSON"),
                    binary[i]
                );
            }
            return rows;
        }
        catch (Exception e)
            when (e is MessagePackSerializationException or EndOfStreamException or IndexOutOfRangeException or ArgumentException)
        {
            throw Damaged(segment, e.Message, e);
        }

        static Guid? Id(byte[]? bytes) => bytes is null ? null : new Guid(bytes);
        static MessagePackSerializationException Without(string what) => new($"a row without its {what}");
    }

    private static byte[] Unpack(Segment segment)
    {
        var bytes = segment.Content;
        if (bytes.Length < HeaderBytes || bytes[0] != FormFirst)
            throw Damaged(segment, "its form is unknown");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(1));
        if (length is < 0 or > UnpackedBytesMax)
            throw Damaged(segment, "its length is impossible");
        var unpacked = new byte[length];
        if (!BrotliDecoder.TryDecompress(bytes.AsSpan(HeaderBytes), unpacked, out var written) || written != length)
            throw Damaged(segment, "it cannot be unpacked");
        if (!SHA256.HashData(unpacked).AsSpan().SequenceEqual(segment.Sha256))
            throw Damaged(segment, "it is not what its hash was made of");
        return unpacked;
    }

    /// <summary>The id that a sample in binary has unless it was given another; null for bytes that are no sample.</summary>
    private static Guid? IdOf(string venId, byte[]? binary)
    {
        if (binary is null)
            return null;
        try
        {
            var (at, messageNum) = SampleFormat.IdentityOf(binary);
            return TelemetryStreams.SampleId(venId, at, messageNum);
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static InvalidDataException Damaged(Segment segment, string problem, Exception? cause = null) =>
        new($"The archive of {segment.Stream} is damaged: {problem}", cause);
}
