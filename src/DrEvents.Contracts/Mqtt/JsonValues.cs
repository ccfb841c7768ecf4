using System.Globalization;
using System.Text.Json;

namespace DrEvents.Contracts.Mqtt;

/// <summary>Values of JSON as devices write them.</summary>
internal static class JsonValues
{
    /// <summary>A text; null where it is not Unicode: bytes that are not UTF-8, escapes of half a character.</summary>
    public static string? AsText(this JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A number, in quotes or not; it may be none (<c>NaN</c>) or have no end. Null for what is not written as a number.</summary>
    public static double? AsNumber(this JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.String when double.TryParse(value.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        };

    /// <summary>What kind of value it is, in JSON's words.</summary>
    public static string KindName(this JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Undefined => "nothing",
            var kind => kind.ToString().ToLowerInvariant(),
        };
}
