using System.Text.Json;
using System.Text.Json.Nodes;
using DrEvents.Docs.Tests.Reading;
using Json.Schema;

namespace DrEvents.Docs.Tests.Running;

/// <summary>What is wrong with calls of <c>curl</c>, by the OpenAPI document of a running backend and by what a VEN's page answers.</summary>
internal sealed class ApiCalls(GuidedSystem system, JsonObject document)
{
    private static readonly string[] Backends = ["localhost:8000", "BACKEND"];
    private const string Ven = "localhost:8080";

    public static async Task<ApiCalls> ReadAsync(GuidedSystem system) =>
        new(system, JsonNode.Parse(await system.Http.GetStringAsync("/openapi/v1.json"))!.AsObject());

    public async Task<IReadOnlyList<string>> ProblemsAsync(Call call)
    {
        if (
            // A body may hold addresses too.
            call
                .Arguments.Where(a => !a.StartsWith('{'))
                .FirstOrDefault(a => a.Contains("://", StringComparison.Ordinal) || a.StartsWith(Ven, StringComparison.Ordinal))
            is not { } url
        )
            return ["no address"];
        var address = new Uri(url.Contains("://", StringComparison.Ordinal) ? url : "http://" + url);
        var body = After(call, "--json") ?? After(call, "-d");
        var method = After(call, "-X") ?? (body is null ? "GET" : "POST");
        if (Backends.Contains(address.Authority, StringComparer.OrdinalIgnoreCase))
            return address.AbsolutePath.StartsWith("/api/", StringComparison.Ordinal)
                ? [.. Problems(method, address.AbsolutePath, body)]
                : await FoundAsync(new Uri(system.Backend, address.AbsolutePath), method);
        return address.Authority == Ven ? await FoundAsync(new Uri(system.VenPage, address.AbsolutePath), method) : [];
    }

    private IEnumerable<string> Problems(string method, string path, string? body)
    {
        var paths = document["paths"]!.AsObject();
        var parts = path.Split('/');
        // A name that stands in the template goes before a parameter.
        var template = paths.Select(p => p.Key).Where(t => Fits(t.Split('/'), parts)).MinBy(t => t.Count(c => c == '{'));
        if (template is null)
            return [$"there is no {path}"];
        if (paths[template]![method.ToLowerInvariant()] is not { } operation)
            return [$"{template} has no {method}"];
        if (body is null)
            return [];
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
        // A body that is not read does no harm.
        return schema is null ? [] : Wrong(schema, body);
    }

    private IEnumerable<string> Wrong(JsonNode schema, string body)
    {
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = document["components"]!["schemas"]!.DeepClone();
        var text = whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        var result = JsonSchema
            .FromText(text)
            .Evaluate(JsonSerializer.Deserialize<JsonElement>(body), new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (!result.IsValid)
            yield return $"its body is not what {schema.ToJsonString()} says";
        var known = document["components"]!["schemas"]![$"{schema["$ref"]}".Split('/')[^1]]?["properties"]?.AsObject();
        foreach (var (name, _) in JsonNode.Parse(body)!.AsObject())
        {
            if (known?.ContainsKey(name) == false)
                yield return $"its body has {name}, which is not read";
        }
    }

    private async Task<IReadOnlyList<string>> FoundAsync(Uri address, string method)
    {
        if (method != "GET")
            return [];
        using var answer = await system.Http.GetAsync(address);
        return answer.IsSuccessStatusCode ? [] : [$"{address.AbsolutePath} is answered with {(int)answer.StatusCode}"];
    }

    private static bool Fits(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(p => p.First == p.Second || p.First.StartsWith('{'));

    private static string? After(Call call, string option) => call.Arguments.SkipWhile(a => a != option).Skip(1).FirstOrDefault();
}
