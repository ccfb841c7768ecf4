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
        Write(ref writer, sample.Loads);
        Write(ref writer, sample.Flags);
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
            Loads(ref reader),
            Flags(ref reader),
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

    private static void Write(ref MessagePackWriter writer, IReadOnlyList<LoadPower>? loads)
    {
        if (loads is null)
        {
            writer.WriteNil();
            return;
        }
        writer.WriteArrayHeader(loads.Count * LoadPlaces);
        foreach (var load in loads)
        {
            writer.Write(load.Id);
            Write(ref writer, load.Kw);
            Write(ref writer, load.ShedKw);
        }
    }

    private static LoadPower[]? Loads(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null;
        var loads = new LoadPower[reader.ReadArrayHeader() / LoadPlaces];
        for (var i = 0; i < loads.Length; i++)
        {
            var id = Interned.Deserialize(ref reader, MessagePackSerializerOptions.Standard)!;
            var kw = Number(ref reader) ?? throw new MessagePackSerializationException($"load '{id}' without its power");
            loads[i] = new LoadPower(id, kw, Number(ref reader));
        }
        return loads;
    }

    private static void Write(ref MessagePackWriter writer, IReadOnlyList<string>? flags)
    {
        if (flags is null)
        {
            writer.WriteNil();
            return;
        }
        writer.WriteArrayHeader(flags.Count);
        foreach (var flag in flags)
            writer.Write(flag);
    }

    private static string[]? Flags(ref MessagePackReader reader)
    {
        if (reader.TryReadNil())
            return null;
        var flags = new string[reader.ReadArrayHeader()];
        for (var i = 0; i < flags.Length; i++)
            flags[i] = Interned.Deserialize(ref reader, MessagePackSerializerOptions.Standard)!;
        return flags;
    }
}
