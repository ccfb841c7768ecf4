using System.Globalization;
using System.Text.Json;

namespace DrEvents.Ven.Devices;

/// <summary>
/// Finds a value in what a device tells: names and places with dots between them, as <c>emeters.0.power</c>; a name with a dot or colon in it in
/// quotes; alternatives after a bar, of which the first that is there counts. An empty path is the whole message, JSON or not.
/// </summary>
internal static class JsonPath
{
    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 32 };

    /// <summary>The value as a number; null where there is none.</summary>
    public static double? Number(ReadOnlyMemory<byte> message, string path) =>
        Text(message, path) is { } text
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    /// <summary>The value as a text; null where there is none, or where it is an object, a list or null.</summary>
    public static string? Text(ReadOnlyMemory<byte> message, string path)
    {
        if (path.Length == 0)
            return System.Text.Encoding.UTF8.GetString(message.Span).Trim();
        try
        {
            using var document = JsonDocument.Parse(message, Bounded);
            foreach (var alternative in path.Split('|'))
            {
                if (Find(document.RootElement, alternative) is { } found && InWords(found) is { } text)
                    return text;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or (InvalidOperationException) escapes that are no text: the device has told nothing that could be read.
        }
        return null;
    }

    private static JsonElement? Find(JsonElement element, string path)
    {
        foreach (var step in Steps(path))
        {
            if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(step, out var field))
                element = field;
            else if (
                element.ValueKind == JsonValueKind.Array
                && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                && place < element.GetArrayLength()
            )
                element = element[place];
            else
                return null;
        }
        return element;
    }

    private static IEnumerable<string> Steps(string path)
    {
        for (var from = 0; from < path.Length; )
        {
            var isQuoted = path[from] == '\'';
            var end = path.IndexOf(isQuoted ? '\'' : '.', from + (isQuoted ? 1 : 0));
            end = end < 0 ? path.Length : end;
            yield return isQuoted ? path[(from + 1)..end] : path[from..end];
            from = end + (isQuoted ? 2 : 1);
        }
    }

    private static string? InWords(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
}
