using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using MessagePack;

namespace DrEvents.Backend.Features.Telemetry.Archive;

/// <summary>
/// The stored form of a closed day's rows. One byte says the form, four (little endian) the length of what follows unpacked, and that is
/// MessagePack, column by column, packed by Brotli; an id that follows from its sample is not stored.
/// </summary>
/// <param name="Sha256">Of what it unpacks to.</param>
public sealed record DayContent(byte[] Bytes, byte[] Sha256)
{
    private const byte FormFirst = 1;
    private const int HeaderBytes = 1 + sizeof(int);
    private const int UnpackedBytesMax = 256 * 1024 * 1024;

    /// <summary>Measured on simulated homes: see the page on storage. A higher one takes far longer and gains little.</summary>
    private const int Quality = 5;
    private const int WindowBits = 22;
    private static readonly int IdBytes = Guid.Empty.ToByteArray().Length;

    public static DayContent Of(Segment segment) => new(segment.Content, segment.Sha256);

    public static DayContent From(string stream, IReadOnlyList<EventRow> rows)
    {
        var venId = TelemetryStreams.VenOf(stream)!;
        var unpacked = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(unpacked);
        writer.Write(rows.Count);
        Columns.WriteNumbers(ref writer, [.. rows.Select(r => r.Version)]);
        Columns.WriteNumbers(ref writer, [.. rows.Select(r => r.Sequence)]);
        Columns.WriteNumbers(ref writer, [.. rows.Select(r => r.StoredAt.UtcTicks / TimeSpan.TicksPerMicrosecond)]);
        Columns.Write(ref writer, [.. rows.Select(r => r.Type)], WriteText);
        Columns.Write(ref writer, [.. rows.Select(r => r.DotNetType)], WriteText);
        Columns.Write(ref writer, [.. rows.Select(r => r.Json)], WriteText);
        PackedRows.Write(ref writer, [.. rows.Select(r => r.Binary)]);
        Columns.Write(ref writer, [.. rows.Select(r => r.Id == IdOf(venId, r.Binary) ? (Guid?)null : r.Id)], WriteId);
        writer.Flush();

        var bytes = new byte[HeaderBytes + BrotliEncoder.GetMaxCompressedLength(unpacked.WrittenCount)];
        bytes[0] = FormFirst;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), unpacked.WrittenCount);
        if (!BrotliEncoder.TryCompress(unpacked.WrittenSpan, bytes.AsSpan(HeaderBytes), out var packed, Quality, WindowBits))
            throw new InvalidOperationException($"{stream} could not be packed");
        return new DayContent(bytes[..(HeaderBytes + packed)], SHA256.HashData(unpacked.WrittenSpan));
    }

    /// <summary>Throws <see cref="InvalidDataException"/>, which names the stream, when they are not what was stored.</summary>
    public IReadOnlyList<EventRow> Rows(string stream)
    {
        var venId = TelemetryStreams.VenOf(stream)!;
        return Read(
            stream,
            (day, i) =>
                new EventRow(
                    day.Versions[i],
                    day.Sequences[i],
                    day.Ids[i] ?? IdOf(venId, day.Binary[i]) ?? throw new MessagePackSerializationException("a row without its id"),
                    day.StoredAt(i),
                    day.Types[i] ?? throw new MessagePackSerializationException("a row without its type"),
                    day.DotNetTypes[i],
                    day.Json(i),
                    day.Binary[i]
                )
        );
    }

    /// <summary>The same without what only the table of events needs: finding a sample's id takes as long as the rest of reading it.</summary>
    public IReadOnlyList<StoredRow> Samples(string stream) =>
        Read(stream, (day, i) => new StoredRow(day.Versions[i], day.Sequences[i], day.StoredAt(i), day.Json(i), day.Binary[i]));

    private T[] Read<T>(string stream, Func<Day, int, T> row)
    {
        var unpacked = Unpack(stream);
        if (!SHA256.HashData(unpacked).AsSpan().SequenceEqual(Sha256))
            throw Damaged(stream, "it is not what its hash was made of", null);
        try
        {
            var day = Day.From(unpacked);
            return [.. Enumerable.Range(0, day.Versions.Length).Select(i => row(day, i))];
        }
        catch (Exception e) when (e is MessagePackSerializationException or EndOfStreamException or IndexOutOfRangeException)
        {
            throw Damaged(stream, e.Message, e);
        }
    }

    private sealed record Day(
        long[] Versions,
        long[] Sequences,
        long[] StoredAtUs,
        string?[] Types,
        string?[] DotNetTypes,
        string?[] Texts,
        byte[]?[] Binary,
        Guid?[] Ids
    )
    {
        public static Day From(byte[] unpacked)
        {
            var reader = new MessagePackReader(unpacked);
            var count = reader.ReadInt32();
            return new Day(
                Columns.ReadNumbers(ref reader, count),
                Columns.ReadNumbers(ref reader, count),
                Columns.ReadNumbers(ref reader, count),
                Columns.Read(ref reader, count, ReadText),
                Columns.Read(ref reader, count, ReadText),
                Columns.Read(ref reader, count, ReadText),
                PackedRows.Read(ref reader, count),
                Columns.Read(ref reader, count, ReadId)
            );
        }

        public DateTimeOffset StoredAt(int row) => new(StoredAtUs[row] * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

        public string Json(int row) => Texts[row] ?? throw new MessagePackSerializationException("a row without its JSON");
    }

    private byte[] Unpack(string stream)
    {
        if (Bytes.Length < HeaderBytes || Bytes[0] != FormFirst)
            throw Damaged(stream, "its form is unknown", null);
        var length = BinaryPrimitives.ReadInt32LittleEndian(Bytes.AsSpan(1));
        if (length is < 0 or > UnpackedBytesMax)
            throw Damaged(stream, "its length is impossible", null);
        var unpacked = new byte[length];
        return BrotliDecoder.TryDecompress(Bytes.AsSpan(HeaderBytes), unpacked, out var written) && written == length
            ? unpacked
            : throw Damaged(stream, "it cannot be unpacked", null);
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

    private static InvalidDataException Damaged(string stream, string problem, Exception? cause) =>
        new($"The archive of {stream} is damaged: {problem}", cause);

    private static void WriteText(ref MessagePackWriter writer, string? text) => writer.Write(text);

    private static string? ReadText(ref MessagePackReader reader) => reader.ReadString();

    private static void WriteId(ref MessagePackWriter writer, Guid? id)
    {
        if (id is { } given)
            writer.Write(given.ToByteArray());
        else
            writer.WriteNil();
    }

    private static Guid? ReadId(ref MessagePackReader reader) =>
        reader.ReadBytes() is not { } bytes ? null
        : bytes.Length == IdBytes ? new Guid(bytes.ToArray())
        : throw new MessagePackSerializationException("an id of another length");
}
