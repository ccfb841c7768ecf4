using System.Text.Json;
using System.Text.Json.Serialization;

namespace DrEvents.Aws.Tests.Requests;

/// <summary>A request as it was on the wire.</summary>
/// <param name="Target">Path and query, byte for byte.</param>
/// <param name="Headers">Names in lower case.</param>
public sealed record WireRequest(string Method, string Target, SortedDictionary<string, string> Headers, int BodyBytes, string BodySha256)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The path alone.</summary>
    [JsonIgnore]
    public string Path => Target.Split('?')[0];

    /// <summary>The fields of the query, as they are encoded, in order of their names.</summary>
    [JsonIgnore]
    public IEnumerable<string> SortedQuery => Target.Split('?', 2) is [_, var query] ? query.Split('&').Order(StringComparer.Ordinal) : [];

    /// <summary>What it says who made it.</summary>
    [JsonIgnore]
    public Authorization Authorization =>
        SignatureV4.Read(Headers.GetValueOrDefault("authorization")) ?? throw new InvalidDataException("unsigned");

    /// <summary>
    /// The signature that it would have over the headers that another request signs, with that one's values of <paramref name="naming"/>
    /// headers, in which clients name themselves.
    /// </summary>
    public string SignedAs(WireRequest other, IReadOnlyList<string> naming, string secret) =>
        SignatureV4.Of(
            Method,
            Target,
            other.Authorization.SignedHeaders,
            name => naming.Contains(name) ? other.Headers[name] : Headers[name],
            BodySha256,
            Headers["x-amz-date"],
            other.Authorization.Scope,
            secret
        );

    /// <summary>Reads recordings.</summary>
    public static Dictionary<string, WireRequest> Load(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, WireRequest>>(File.ReadAllText(file), Json)!;

    /// <summary>Writes recordings.</summary>
    public static void Save(string file, IEnumerable<(string Name, WireRequest Request)> requests) =>
        File.WriteAllText(file, JsonSerializer.Serialize(requests.ToDictionary(r => r.Name, r => r.Request), Json) + "\n");
}
