using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>One MessagePack array. A power of whole watts is stored as that integer, any other as a double; a later form may only add places.</summary>
public sealed class SampleFormat : IEventBinarySerializer
{
    public static readonly SampleFormat Instance = new();
    private const double WattsPerKw = 1000;
    private const double ExactMax = 1L << 53;
    private const int LoadPlaces = 3;
    private const int BytesUsual = 256;
    private static readonly StringInterningFormatter Interned = new();

    private enum Place
    {
        /// <summary>Ticks of 100 ns since the year 1, UTC.</summary>
        At,

        /// <summary>Ticks after <see cref="At"/>, negative when the VEN's clock is ahead.</summary>
        ReceivedAfter,
        Used,
        Shed,
        Requested,
        EventId,
        Baseline,
        BatterySoc,
        MessageNum,

        /// <summary>Of each load its id, its power and what it could shed, one after the other.</summary>
        Loads,
        Flags,
        Count,
    }

    public byte[] Serialize(Type type, object data)
    {
        var sample = (TelemetrySampled)data;
        var bytes = new ArrayBufferWriter<byte>(BytesUsual);
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader((int)Place.Count);
        writer.Write(sample.At.UtcTicks);
        writer.Write(sample.ReceivedAt.UtcTicks - sample.At.UtcTicks);
        Write(ref writer, sample.UsedPowerKw);
        Write(ref writer, sample.ShedPowerKw);
        Write(ref writer, sample.RequestedReductionKw);
        writer.Write(sample.EventId);
        Write(ref writer, sample.BaselinePowerKw);
        Write(ref writer, sample.BatterySoc);
        if (sample.MessageNum is { } number)
            writer.Write(number);
        else
            writer.WriteNil();
        WriteAll(ref writer, sample.Loads, LoadPlaces, Write);
        WriteAll(ref writer, sample.Flags, 1, Write);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    public object Deserialize(Type type, byte[] data)
    {
        var reader = Begin(data);
        var at = reader.ReadInt64();
        var receivedAt = at + reader.ReadInt64();
        return new TelemetrySampled(
            new DateTimeOffset(at, TimeSpan.Zero),
            Number(ref reader) ?? throw new MessagePackSerializationException("a sample without its used power"),
            Number(ref reader),
            Number(ref reader),
            reader.ReadString(),
            Number(ref reader),
            Number(ref reader),
            reader.TryReadNil() ? null : reader.ReadInt64(),
            ReadAll(ref reader, LoadPlaces, Load),
            ReadAll(ref reader, 1, Text),
            new DateTimeOffset(receivedAt, TimeSpan.Zero)
        );
    }

    public static (DateTimeOffset At, long? MessageNum) IdentityOf(byte[] data)
    {
        var reader = Begin(data);
        var at = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        for (var place = Place.ReceivedAfter; place < Place.MessageNum; place++)
            reader.Skip();
        return (at, reader.TryReadNil() ? null : reader.ReadInt64());
    }

    private static MessagePackReader Begin(byte[] data)
    {
        var reader = new MessagePackReader(data);
        var places = reader.ReadArrayHeader();
        return places >= (int)Place.Count
            ? reader
            : throw new MessagePackSerializationException($"a sample of {places} places; it has at least {(int)Place.Count}");
    }

    private static void Write(ref MessagePackWriter writer, double? number)
    {
        if (number is not { } value)
        {
            writer.WriteNil();
            return;
        }
        var watts = Math.Round(value * WattsPerKw);
        var isWhole = Math.Abs(watts) < ExactMax && watts / WattsPerKw == value && !(value == 0 && double.IsNegative(value));
        if (isWhole)
            writer.Write((long)watts);
        else
            writer.Write(value);
    }

    private static double? Number(ref MessagePackReader reader) =>
        reader.TryReadNil() ? null
        : reader.NextMessagePackType == MessagePackType.Integer ? reader.ReadInt64() / WattsPerKw
        : reader.ReadDouble();

    private static void Write(ref MessagePackWriter writer, LoadPower load)
    {
        writer.Write(load.Id);
        Write(ref writer, load.Kw);
        Write(ref writer, load.ShedKw);
    }

    private static LoadPower Load(ref MessagePackReader reader)
    {
        var id = Text(ref reader);
        var kw = Number(ref reader) ?? throw new MessagePackSerializationException($"load '{id}' without its power");
        return new LoadPower(id, kw, Number(ref reader));
    }

    private static void Write(ref MessagePackWriter writer, string text) => writer.Write(text);

    private static string Text(ref MessagePackReader reader) => Interned.Deserialize(ref reader, MessagePackSerializerOptions.Standard)!;

    private static void WriteAll<T>(ref MessagePackWriter writer, IReadOnlyList<T>? items, int placesOfItem, Columns.WriteValue<T> write)
    {
        if (items is null)
        {
            writer.WriteNil();
            return;
        }
        writer.WriteArrayHeader(items.Count * placesOfItem);
        foreach (var item in items)
            write(ref writer, item);
    }

    private static T[]? ReadAll<T>(ref MessagePackReader reader, int placesOfItem, Columns.ReadValue<T> read)
    {
        if (reader.TryReadNil())
            return null;
        var items = new T[reader.ReadArrayHeader() / placesOfItem];
        for (var i = 0; i < items.Length; i++)
            items[i] = read(ref reader);
        return items;
    }
}
