using System.Text.Json;
using System.Text.Json.Nodes;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>Fields as a command line writes them: <c>unit=3 url=http://192.168.1.20 broker.host=192.168.1.2</c>.</summary>
internal static class FieldArguments
{
    private static readonly string[] SecretNames = ["secret", "password", "passwd", "token", "pin", "apikey"];

    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    /// <summary>Fields of a load that are beside its driver.</summary>
    private static readonly string[] OfLoad = ["priority", "critical", "leastOnMinutes", "leastOffMinutes", "writesADayMax"];

    /// <summary>Puts arguments into a driver, and those that are a load's into the load.</summary>
    /// <exception cref="InvalidDataException">One is none, is there twice, or is a secret, which others on the machine could read.</exception>
    public static void Put(IEnumerable<string> arguments, JsonObject? load, JsonObject driver)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            var (field, text) = argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
                ? (argument[..at], argument[(at + 1)..])
                : throw new InvalidDataException($"'{argument}' is no field and value as unit=3");
            if (!seen.Add(field))
                throw new InvalidDataException($"{field}: is there twice");
            if (SecretNames.Contains(field.Split('.')[^1], StringComparer.OrdinalIgnoreCase))
                throw new InvalidDataException(
                    $"{field}: a secret is no argument, which others could see: --secret {SecretFile.Field} asks for it"
                );
            NewDevice.Put(load is not null && OfLoad.Contains(field) ? load : driver, field, ValueOf(text));
        }
    }

    /// <summary>A field as an argument: what <see cref="Put"/> reads back as the same value.</summary>
    public static IEnumerable<string> Of(JsonObject fields, string prefix = "")
    {
        foreach (var (name, value) in fields)
        {
            if (value is JsonObject inner && inner.Count > 0)
            {
                foreach (var argument in Of(inner, $"{prefix}{name}."))
                    yield return argument;
            }
            else if (value is not null)
            {
                var text = TextOf(value);
                // A text that would be read as something else is written as JSON.
                yield return $"{prefix}{name}={(text is not null && TextOf(ValueOf(text)) == text ? text : HomeText.Line(value))}";
            }
        }
    }

    /// <summary>What is JSON is taken as such (<c>3</c>, <c>true</c>, <c>["A"]</c>, <c>"3"</c>), anything else is a text.</summary>
    private static JsonNode? ValueOf(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Once) ?? JsonValue.Create(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }

    private static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
