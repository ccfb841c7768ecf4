using System.Text.Json.Nodes;

namespace DrEvents.Ven.Devices.Commissioning.Adding;

/// <summary>Goes through fields that somebody else wrote, as deep as they are.</summary>
internal static class FieldTexts
{
    /// <summary>Every field by its path as <c>driver.broker.host</c>, with its text; null where it is none.</summary>
    /// <exception cref="InvalidDataException">There is a name or text that is no Unicode.</exception>
    public static IReadOnlyList<(string Field, string? Text)> Of(JsonObject fields)
    {
        var all = new List<(string, string?)>();
        try
        {
            Go("", fields, all);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("fields: a name or text is no Unicode", e);
        }
        return all;
    }

    private static void Go(string path, JsonNode? node, List<(string, string?)> all)
    {
        switch (node)
        {
            case JsonObject inner:
                foreach (var (name, value) in inner)
                    Go(path.Length == 0 ? name : $"{path}.{name}", value, all);
                break;
            case JsonArray list:
                foreach (var value in list)
                    Go(path, value, all);
                break;
            default:
                break;
        }
        if (path.Length > 0)
            all.Add((path, node is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : null));
    }
}
