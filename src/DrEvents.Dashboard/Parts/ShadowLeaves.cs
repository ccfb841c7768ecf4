using System.Text.Json.Nodes;

namespace DrEvents.Dashboard.Parts;

/// <summary>One value of a device shadow: as it is desired, and as it was reported.</summary>
/// <param name="Path">Its name, with those of what holds it; a load by its id.</param>
public sealed record ShadowLeaf(string Path, string? Desired, string? Reported)
{
    /// <summary>Whether it is wanted otherwise than it is.</summary>
    public bool Differs => Desired is not null && Desired != Reported;
}

/// <summary>The values of a device shadow side by side.</summary>
public static class ShadowLeaves
{
    /// <summary>All of them, by name; those that differ first.</summary>
    public static IReadOnlyList<ShadowLeaf> Of(JsonObject shadow)
    {
        var (desired, reported) = (Side("desired"), Side("reported"));
        return
        [
            .. desired
                .Keys.Union(reported.Keys)
                .Select(p => new ShadowLeaf(p, desired.GetValueOrDefault(p), reported.GetValueOrDefault(p)))
                .OrderBy(l => !l.Differs)
                .ThenBy(l => l.Desired is null)
                .ThenBy(l => l.Path, StringComparer.Ordinal),
        ];

        Dictionary<string, string> Side(string name)
        {
            var leaves = new Dictionary<string, string>();
            if (shadow["state"] is JsonObject state && state[name] is JsonObject side)
                Add(leaves, "", side);
            return leaves;
        }
    }

    private static void Add(Dictionary<string, string> leaves, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var (name, value) in fields)
                    Add(leaves, path.Length == 0 ? name : $"{path}.{name}", value);
                break;
            // Loads are an array on one side and may be named by id on the other.
            case JsonArray items when items.Count > 0 && items.All(i => IdOf(i) is not null):
                foreach (var item in items)
                    Add(leaves, $"{path}.{IdOf(item)}", item);
                break;
            default:
                leaves[path] = node?.ToJsonString() ?? "null";
                break;
        }
    }

    private static string? IdOf(JsonNode? item) => item is JsonObject load ? (load["id"] ?? load["loadId"])?.ToString() : null;
}
