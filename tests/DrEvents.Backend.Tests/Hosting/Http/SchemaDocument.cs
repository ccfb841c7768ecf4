using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>A body that a route takes or answers, as the OpenAPI document describes it.</summary>
/// <param name="Where">Method and path, of an answer with its status.</param>
/// <param name="Schema">What it can be.</param>
/// <param name="Example">What it looks like.</param>
internal sealed record ApiBody(string Where, JsonNode Schema, JsonNode? Example)
{
    public bool IsProblem => Where.Split(' ') is [_, _, ['4' or '5', ..]];
}

/// <summary>The OpenAPI document as JSON Schema, which 3.1 is: values can be held against it.</summary>
internal sealed class SchemaDocument
{
    private const string Components = "#/components/schemas/";
    private const string Definitions = "#/$defs/";

    private readonly JsonObject _document;
    private readonly Dictionary<string, JsonSchema> _read = [];

    private SchemaDocument(JsonObject document) => _document = document;

    public static async Task<SchemaDocument> ReadAsync(BackendFixture backend) =>
        new(JsonNode.Parse(await backend.Host.Server.CreateClient().GetStringAsync("/openapi/v1.json"))!.AsObject());

    public IReadOnlyList<ApiBody> Bodies()
    {
        var bodies = new List<ApiBody>();
        foreach (var (path, item) in _document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var route = $"{method.ToUpperInvariant()} {path}";
                Add(bodies, route, operation!["requestBody"]);
                foreach (var (status, answer) in operation["responses"]!.AsObject())
                    Add(bodies, $"{route} {status}", answer);
            }
        }
        return bodies;
    }

    /// <summary>What is wrong with a value, with the place in it.</summary>
    public IEnumerable<string> Problems(JsonNode schema, JsonNode? value)
    {
        var text = schema.ToJsonString();
        if (!_read.TryGetValue(text, out var read))
            _read[text] = read = JsonSchema.FromText(WithDefinitions(schema));
        var options = new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true };
        var result = read.Evaluate(JsonSerializer.SerializeToElement(value), options);
        return result.IsValid
            ? []
            : result
                .Details!.Where(d => d.Errors is not null)
                .SelectMany(d => d.Errors!, (d, error) => $"{d.InstanceLocation} {error.Value}");
    }

    private string WithDefinitions(JsonNode schema)
    {
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = _document["components"]!["schemas"]!.DeepClone();
        return whole.ToJsonString().Replace(Components, Definitions, StringComparison.Ordinal);
    }

    private static void Add(List<ApiBody> bodies, string where, JsonNode? content)
    {
        // What is downloaded as a file has no shape that could be shown.
        foreach (var (_, media) in (content?["content"]?.AsObject() ?? []).Where(c => c.Key != ApiRoute.Download))
            bodies.Add(new ApiBody(where, media!["schema"]!, media["example"]));
    }
}
