using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>Describes values as they are written: times as text, numbers as numbers only, although numbers in quotes are read as well.</summary>
public sealed class ApiSchemas : IOpenApiSchemaTransformer
{
    private const string Time = "date-time";
    private const JsonSchemaType Numbers = JsonSchemaType.Integer | JsonSchemaType.Number;

    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var orNull = type == context.JsonTypeInfo.Type ? default : JsonSchemaType.Null;
        if (type == typeof(DateTimeOffset))
            (schema.Type, schema.Format) = (JsonSchemaType.String | orNull, Time);
        else if (type == typeof(bool))
            schema.Type = JsonSchemaType.Boolean | orNull;
        else if (type == typeof(IReadOnlyDictionary<string, object>))
            // Else it were an object that has no fields.
            schema.AdditionalProperties ??= new OpenApiSchema();
        else if (schema.Type is { } types && types.HasFlag(JsonSchemaType.String) && (types & Numbers) != 0)
        {
            schema.Type = types & ~JsonSchemaType.String;
            schema.Pattern = null;
        }
        return Task.CompletedTask;
    }

    public static OpenApiSchema Moment() => new() { Type = JsonSchemaType.String, Format = Time };

    public static OpenApiSchema Count(int from = 1) =>
        new()
        {
            Type = JsonSchemaType.Integer,
            Format = "int64",
            Minimum = from.ToString(CultureInfo.InvariantCulture),
        };
}
