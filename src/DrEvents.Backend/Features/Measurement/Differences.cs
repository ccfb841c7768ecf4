namespace DrEvents.Backend.Features.Measurement;

public sealed class Differences
{
    private readonly List<ReplayDifference> _all = [];

    public IReadOnlyList<ReplayDifference> All => _all;

    public void Add(string where, string? stored, string? replayed) => _all.Add(new ReplayDifference(where, stored, replayed));

    public void AddAll(Differences others) => _all.AddRange(others.All);

    public void CompareEach<T>(string what, IReadOnlyDictionary<string, T> stored, IReadOnlyDictionary<string, T> replayed)
    {
        foreach (var key in stored.Keys.Union(replayed.Keys).Order(StringComparer.Ordinal))
            Compare($"{what} {key}", stored.GetValueOrDefault(key), replayed.GetValueOrDefault(key));
    }

    /// <summary>Compares all fields, as JSON: a double is equal only if every digit is.</summary>
    public void Compare<T>(string where, T? stored, T? replayed) =>
        Compare(
            where,
            JsonSerializer.SerializeToNode(stored, JsonSerializerOptions.Web),
            JsonSerializer.SerializeToNode(replayed, JsonSerializerOptions.Web)
        );

    private void Compare(string where, JsonNode? stored, JsonNode? replayed)
    {
        if (stored is JsonObject a && replayed is JsonObject b)
        {
            foreach (var name in a.Select(p => p.Key).Union(b.Select(p => p.Key)))
                Compare($"{where}.{name}", a[name], b[name]);
        }
        else if (stored is JsonArray x && replayed is JsonArray y && x.Count == y.Count)
        {
            for (var i = 0; i < x.Count; i++)
                Compare(string.Create(CultureInfo.InvariantCulture, $"{where}[{i}]"), x[i], y[i]);
        }
        else if (stored?.ToJsonString() != replayed?.ToJsonString())
        {
            Add(where, stored?.ToJsonString(), replayed?.ToJsonString());
        }
    }
}
