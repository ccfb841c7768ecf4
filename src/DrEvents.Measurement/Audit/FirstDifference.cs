using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DrEvents.Measurement.Audit;

/// <summary>Finds where two things first differ, by the names of their members.</summary>
public static class FirstDifference
{
    /// <summary>Who forges may write a number that is none as binary64, and it is named as any other.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>In words, such as <c>baselineKw[3] is 4.2 and was issued as 4.1</c>; null where nothing differs.</summary>
    public static string? Of<T>(T made, T issued) =>
        Of("", JsonSerializer.SerializeToNode(made, Options), JsonSerializer.SerializeToNode(issued, Options));

    private static string? Of(string path, JsonNode? made, JsonNode? issued)
    {
        switch (made, issued)
        {
            case (JsonObject a, JsonObject b):
                return a.Select(m => m.Key)
                    .Union(b.Select(m => m.Key))
                    .Select(name => Of(path.Length == 0 ? name : $"{path}.{name}", a[name], b[name]))
                    .FirstOrDefault(d => d is not null);
            case (JsonArray a, JsonArray b):
                if (a.Count != b.Count)
                    return $"{path} has {a.Count} entries and was issued with {b.Count}";
                return a.Select((item, i) => Of($"{path}[{i}]", item, b[i])).FirstOrDefault(d => d is not null);
            default:
                return JsonNode.DeepEquals(made, issued) ? null : $"{path} is {Text(made)} and was issued as {Text(issued)}";
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString(Options) ?? "nothing";
}
