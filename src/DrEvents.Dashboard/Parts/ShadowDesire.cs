using System.Text.Json.Nodes;

namespace DrEvents.Dashboard.Parts;

/// <summary>Changes of what is desired of a VEN, as the body of <c>PATCH /api/vens/{venId}/shadow</c> has them.</summary>
public static class ShadowDesire
{
    private const string Loads = "loads";

    /// <summary>A value of the VEN itself.</summary>
    public static JsonObject Of(string name, JsonNode value) => new() { [name] = value };

    /// <summary>A value of one load. Loads are one value of a shadow: what is desired of the others stays in it.</summary>
    public static JsonObject OfLoad(JsonObject? shadow, string loadId, string name, JsonNode value)
    {
        var all = (Desired(shadow)?[Loads] as JsonArray)?.DeepClone().AsArray() ?? [];
        var own = all.OfType<JsonObject>().FirstOrDefault(l => (string?)l["id"] == loadId);
        if (own is null)
            all.Add(own = new JsonObject { ["id"] = loadId });
        own[name] = value;
        return new JsonObject { [Loads] = all };
    }

    /// <summary>Takes off what is desired by this name.</summary>
    public static JsonObject Off(string name) => new() { [name] = null };

    /// <summary>Whether a change was made of what was desired before: what is desired of all loads is one value.</summary>
    public static bool RestsOnShown(JsonObject change) => change[Loads] is JsonArray;

    /// <summary>The names by which something is desired.</summary>
    public static IReadOnlyList<string> Names(JsonObject? shadow) => [.. Desired(shadow)?.Select(d => d.Key) ?? []];

    private static JsonObject? Desired(JsonObject? shadow) => (shadow?["state"] as JsonObject)?["desired"] as JsonObject;
}
