using System.Globalization;
using System.Text.Json;

namespace DrEvents.Ven.Devices.Ocpp.Rpc;

/// <summary>
/// Reads the fields of a payload. What has to be there and is not, or is of another type, is a fault by the specification's codes; what
/// OCPP does not know is passed over, as chargers send more than they should.
/// </summary>
internal static class Payload
{
    /// <summary>Most elements of a list that are read.</summary>
    public const int ElementsMax = 256;

    /// <summary>A payload without fields.</summary>
    public static void Empty(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    /// <summary>A payload of these fields.</summary>
    public static Action<Utf8JsonWriter> Of(Action<Utf8JsonWriter> fields) =>
        json =>
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        };

    /// <summary>Writes a moment as chargers read it: in UTC, without fractions.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset at) =>
        json.WriteString(name, at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    /// <summary>A text that has to be there.</summary>
    public static string Text(this JsonElement json, string name, int lengthMax) =>
        json.TextOrNone(name, lengthMax) ?? throw new RpcFaultException(RpcFault.OccurrenceConstraint, $"{name} is missing");

    /// <summary>A text, or null without the field.</summary>
    public static string? TextOrNone(this JsonElement json, string name, int lengthMax)
    {
        if (!Find(json, name, out var value))
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw new RpcFaultException(RpcFault.TypeConstraint, $"{name} is no text");
        try
        {
            var text = value.GetString()!;
            return text.Length <= lengthMax
                ? text
                : throw new RpcFaultException(RpcFault.PropertyConstraint, $"{name} is longer than {lengthMax} characters");
        }
        catch (InvalidOperationException)
        {
            throw new RpcFaultException(RpcFault.TypeConstraint, $"{name} is no Unicode");
        }
    }

    /// <summary>A whole number that has to be there.</summary>
    public static int Whole(this JsonElement json, string name) =>
        json.WholeOrNone(name) ?? throw new RpcFaultException(RpcFault.OccurrenceConstraint, $"{name} is missing");

    /// <summary>A whole number, or null without the field.</summary>
    public static int? WholeOrNone(this JsonElement json, string name)
    {
        if (!Find(json, name, out var value))
            return null;
        // 12.0 is a whole number too.
        return
            value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number)
            && number == Math.Floor(number)
            && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw new RpcFaultException(RpcFault.TypeConstraint, $"{name} is no whole number");
    }

    /// <summary>A number, also one that is written as text as in OCPP 1.6; null without the field, or where it is none.</summary>
    public static double? NumberOrNone(this JsonElement json, string name)
    {
        if (!Find(json, name, out var value))
            return null;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out var number) ? (double?)number : null,
            JsonValueKind.String when json.TextOrNone(name, 64) is { } text => double.TryParse(
                text,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var written
            )
                ? written
                : null,
            _ => null,
        };
        return isNumber is { } finite && double.IsFinite(finite) ? finite : null;
    }

    /// <summary>A moment, or null without the field or where it is none.</summary>
    public static DateTimeOffset? TimeOrNone(this JsonElement json, string name) =>
        json.TextOrNone(name, 64) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    /// <summary>An object, or null without the field.</summary>
    public static JsonElement? ObjectOrNone(this JsonElement json, string name)
    {
        if (!Find(json, name, out var value))
            return null;
        return value.ValueKind == JsonValueKind.Object
            ? value
            : throw new RpcFaultException(RpcFault.TypeConstraint, $"{name} is no object");
    }

    /// <summary>The objects of a list; none without the field.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json, string name)
    {
        if (!Find(json, name, out var value))
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            throw new RpcFaultException(RpcFault.TypeConstraint, $"{name} is no list");
        if (value.GetArrayLength() > ElementsMax)
            throw new RpcFaultException(RpcFault.OccurrenceConstraint, $"{name} has more than {ElementsMax} elements");
        return value.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object);
    }

    private static bool Find(JsonElement json, string name, out JsonElement value)
    {
        value = default;
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }
}
