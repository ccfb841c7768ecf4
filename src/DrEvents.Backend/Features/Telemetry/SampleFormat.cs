using MessagePack.Formatters;

namespace DrEvents.Backend.Features.Telemetry;

/// <summary>
/// One MessagePack array of the time of measurement (ticks of 100 ns since the year 1, UTC), the ticks from then to the arrival (negative when the
/// VEN's clock is ahead), used, shed and requested power, event id, baseline, state of charge, message number, loads (of each its id, its power and
/// what it could shed, one after the other) and flags; where the VEN says how it makes its baseline, that and its standard error; and, where it says so, what
/// it promises to shed. A power of whole
/// watts is that integer, any other a double; a later form may only add places.
/// </summary>
public sealed class SampleFormat : IEventBinarySerializer
{
    public static readonly SampleFormat Instance = new();
    private const double WattsPerKw = 1000;
    private const double ExactMax = 1L << 53;
    private const int Places = 11;
    private const int PlacesWithMethod = 13;
    private const int PlacesWithPromise = 14;
    private const int PlacesBeforeMessageNum = 8;
    private const int LoadPlaces = 3;
    private const int BytesUsual = 256;
    private static readonly StringInterningFormatter Interned = new();

    public byte[] Serialize(Type type, object data)
    {
        var sample = (TelemetrySampled)data;
        var bytes = new ArrayBufferWriter<byte>(BytesUsual);
        var writer = new MessagePackWriter(bytes);
        var hasMethod = sample.BaselineMethod is not null;
        var hasPromise = sample.PromisedReductionKw is not null;
        writer.WriteArrayHeader(
            hasPromise ? PlacesWithPromise
            : hasMethod ? PlacesWithMethod
            : Places
        );
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
        MessagePackSerializer.Serialize(ref writer, sample.Flags, MessagePackSerializerOptions.Standard);
        if (hasMethod || hasPromise)
        {
            writer.Write(sample.BaselineMethod);
            Write(ref writer, sample.BaselineErrorKw);
        }
        if (hasPromise)
            Write(ref writer, sample.PromisedReductionKw);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    public object Deserialize(Type type, byte[] data)
    {
        var reader = Begin(data, out var places);
        var at = reader.ReadInt64();
        var receivedAt = at + reader.ReadInt64();
        var sample = new TelemetrySampled(
            new DateTimeOffset(at, TimeSpan.Zero),
            Number(ref reader) ?? throw new MessagePackSerializationException("a sample without its used power"),
            Number(ref reader),
            Number(ref reader),
            reader.ReadString(),
            Number(ref reader),
            Number(ref reader),
            reader.TryReadNil() ? null : reader.ReadInt64(),
            Loads(ref reader),
            MessagePackSerializer.Deserialize<string[]?>(ref reader, MessagePackSerializerOptions.Standard),
            new DateTimeOffset(receivedAt, TimeSpan.Zero)
        );
        return places < PlacesWithMethod
            ? sample
            : sample with
            {
                BaselineMethod = Interned.Deserialize(ref reader, MessagePackSerializerOptions.Standard),
                BaselineErrorKw = Number(ref reader),
                PromisedReductionKw = places < PlacesWithPromise ? null : Number(ref reader),
            };
    }

    public static (DateTimeOffset At, long? MessageNum) IdentityOf(byte[] data)
    {
        var reader = Begin(data, out _);
        var at = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        for (var place = 1; place < PlacesBeforeMessageNum; place++)
            reader.Skip();
        return (at, reader.TryReadNil() ? null : reader.ReadInt64());
    }

    private static MessagePackReader Begin(byte[] data, out int places)
    {
        var reader = new MessagePackReader(data);
        places = reader.ReadArrayHeader();
        return places >= Places
            ? reader
            : throw new MessagePackSerializationException($"a sample of {places} places; it has at least {Places}");
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
}
