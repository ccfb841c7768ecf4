using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace DrEvents.Cli.Backend;

/// <summary>A successful answer of the backend.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The body as it came; empty where there is none.</param>
/// <param name="Request">Method and path, for messages.</param>
sealed record Answer(int Status, string Json, string Request)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatIsNotNullable } },
    };

    /// <summary>The body as one of the contract's shapes.</summary>
    public T Read<T>()
        where T : notnull => Read<T>(Json);

    /// <summary>The elements of an array, each with the text it came as.</summary>
    public IReadOnlyList<(T Value, string Json)> ReadEach<T>()
        where T : notnull
    {
        using var document = Parse();
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw NotUnderstood("no array");
        return [.. document.RootElement.EnumerateArray().Select(element => (Read<T>(element.GetRawText()), element.GetRawText()))];
    }

    private T Read<T>(string json)
        where T : notnull
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw NotUnderstood("null");
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e.Message);
        }
    }

    private JsonDocument Parse()
    {
        try
        {
            return JsonDocument.Parse(Json);
        }
        catch (JsonException e)
        {
            throw NotUnderstood(e.Message);
        }
    }

    private VerbFailed NotUnderstood(string problem) =>
        new(ExitCode.Unreachable, $"{Request} was answered with something that is not DrEvents' contract: {problem}");

    /// <summary>A shape's nullable members may be left out, the others may not: a table of silent zeroes would be a lie.</summary>
    private static void RequireWhatIsNotNullable(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var mayBeNull = property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            property.IsRequired |= !mayBeNull && property.AssociatedParameter is { HasDefaultValue: false };
        }
    }
}
