using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>Compares JSON with the schema that is declared for it: kinds of values, and names of fields.</summary>
internal static class DeclaredShape
{
    /// <summary>What is said of a field that nobody declared.</summary>
    public const string Undeclared = "is not declared";

    /// <summary>What is otherwise than declared, each with its place.</summary>
    public static IEnumerable<string> Differences(JsonElement json, IOpenApiSchema schema, string place = "$")
    {
        if (schema.OneOf is { Count: > 0 } choices)
            return choices.Any(choice => !Differences(json, choice, place).Any()) ? [] : [$"{place} is none of its kinds"];
        if (schema.Type is { } types && (types & KindOf(json)) == 0)
            return [$"{place} is {json.ValueKind} and not {types}"];
        return json.ValueKind switch
        {
            JsonValueKind.Array when schema.Items is { } items => json.EnumerateArray()
                .SelectMany((item, i) => Differences(item, items, $"{place}[{i}]")),
            JsonValueKind.Object when schema.Properties is { Count: > 0 } => OfObject(json, schema, place),
            // The shadow is what the VEN makes of it.
            JsonValueKind.Object when !IsAny(schema) && schema.AdditionalProperties is null =>
            [
                $"{place} has fields, and none is declared",
            ],
            _ => [],
        };
    }

    private static IEnumerable<string> OfObject(JsonElement json, IOpenApiSchema schema, string place) =>
        (schema.Required ?? new HashSet<string>())
            .Where(name => !json.TryGetProperty(name, out _))
            .Select(name => $"{place}.{name} is missing")
            .Concat(
                json.EnumerateObject()
                    .SelectMany(field =>
                        schema.Properties!.TryGetValue(field.Name, out var declared)
                            ? Differences(field.Value, declared, $"{place}.{field.Name}")
                            : [$"{place}.{field.Name} {Undeclared}"]
                    )
            );

    private static bool IsAny(IOpenApiSchema schema) => schema is OpenApiSchemaReference { Reference.Id: nameof(JsonObject) };

    private static JsonSchemaType KindOf(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Null => JsonSchemaType.Null,
            JsonValueKind.String => JsonSchemaType.String,
            JsonValueKind.True or JsonValueKind.False => JsonSchemaType.Boolean,
            JsonValueKind.Array => JsonSchemaType.Array,
            JsonValueKind.Object => JsonSchemaType.Object,
            _ => json.TryGetInt64(out _) ? JsonSchemaType.Integer | JsonSchemaType.Number : JsonSchemaType.Number,
        };
}
