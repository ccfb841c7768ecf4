using DrEvents.Backend.Features.Baselines;
using DrEvents.Backend.Features.Telemetry;

namespace DrEvents.Backend.Features.Live;

/// <summary>What a meter showed in a quarter of an hour of a VEN's part in an event: like days have another figure for each.</summary>
public sealed record QuarterSums(DateTimeOffset Start, MeterSums Sums)
{
    /// <summary>Those of a part that are kept; what comes after is in the sums of all of it alone, and goes by the sealed mean.</summary>
    private static readonly int Max = (int)(LikeDaysSealed.LengthMax / LikeDaysSealed.Quarter);

    /// <summary>The same with a reading more, in the order of time.</summary>
    public static IReadOnlyList<QuarterSums> Plus(IReadOnlyList<QuarterSums> quarters, TelemetrySampled sample, double seconds)
    {
        var start = Interval.StartOf(sample.LiveAt, LikeDaysSealed.Quarter);
        var place = quarters.Count - 1;
        while (place >= 0 && quarters[place].Start > start)
            place--;
        var isKnown = place >= 0 && quarters[place].Start == start;
        if (!isKnown && quarters.Count == Max)
            return quarters;
        var quarter = isKnown ? quarters[place] : new QuarterSums(start, MeterSums.None);
        var counted = quarter with { Sums = quarter.Sums.Plus(sample, seconds) };
        return [.. quarters.Take(isKnown ? place : place + 1), counted, .. quarters.Skip(place + 1)];
    }
}

/// <summary>Quarters as one flat JSON array, six numbers each, the first Unix seconds: with every sample they are written, and names would be most of it.</summary>
public sealed class FlatQuarters : JsonConverter<IReadOnlyList<QuarterSums>>
{
    private const int NumbersEach = 6;

    public override IReadOnlyList<QuarterSums> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException("quarters are an array");
        var numbers = new List<double>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            numbers.Add(reader.GetDouble());
        return
        [
            .. numbers
                .Chunk(NumbersEach)
                .Select(n => new QuarterSums(DateTimeOffset.FromUnixTimeSeconds((long)n[0]), new MeterSums(n[1], n[2], n[3], n[4], n[5]))),
        ];
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<QuarterSums> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var (start, sums) in value)
        {
            writer.WriteNumberValue(start.ToUnixTimeSeconds());
            writer.WriteNumberValue(sums.MeasuredS);
            writer.WriteNumberValue(sums.UsedSumKw);
            writer.WriteNumberValue(sums.ExpectedS);
            writer.WriteNumberValue(sums.ExpectedSumKw);
            writer.WriteNumberValue(sums.UsedThenSumKw);
        }
        writer.WriteEndArray();
    }
}
