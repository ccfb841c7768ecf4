using System.Text.Json.Serialization.Metadata;

namespace DrEvents.Backend.Hosting;

/// <summary>Times are RFC 3339 in UTC; powers are whole watts and durations whole milliseconds, since more digits say nothing.</summary>
public static class HttpJson
{
    private const int WattDigits = 3;

    /// <summary>Makes 0 of −0, which a client would show with its sign.</summary>
    private const double PositiveZero = 0;

    public static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        options.Converters.Add(new HttpTimes());
        options.Converters.Add(new HttpFlags());
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(Round);
    }

    private static void Round(JsonTypeInfo type)
    {
        if (type.Type.IsDefined(typeof(KnownNamesOnlyAttribute), inherit: false))
            type.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.IsDefined(typeof(ExactNumbersAttribute), inherit: false))
            return;
        foreach (var property in type.Properties)
        {
            if (property.Get is { } get && DigitsOf(property) is { } digits)
                property.Get = owner => get(owner) is double number ? Math.Round(number, digits) + PositiveZero : null;
        }
    }

    private static int? DigitsOf(JsonPropertyInfo property) =>
        property.PropertyType != typeof(double) && property.PropertyType != typeof(double?) ? null
        : property.Name.EndsWith("Ms", StringComparison.Ordinal) || property.Name is "responseTime" ? 0
        : property.Name is "lat" or "lon" ? null
        : WattDigits;
}

/// <summary>Text that is no time. The reader of the body notes the path of the field, but leaves it out of a message that is not its own.</summary>
public sealed class NoTimeException : JsonException
{
    public override string Message => $"{HttpTimes.Wrong}. Path: {Path}";
}

public sealed class HttpTimes : JsonConverter<DateTimeOffset>
{
    public const string Wrong = "is not a time: RFC 3339 with its offset, such as 2026-07-01T17:00:00+02:00";
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireTime.FromText(reader.GetString()!) is { } time ? time : throw new NoTimeException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
}

/// <summary>Reads flags as MQTT does: also as 1 or 0, and as text.</summary>
public sealed class HttpFlags : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number when reader.TryGetDouble(out var number) && number is 0 or 1 => reader.GetDouble() is 1,
            JsonTokenType.String when bool.TryParse(reader.GetString(), out var flag) => flag,
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
