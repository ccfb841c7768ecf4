using Microsoft.OpenApi;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>
/// The problems that an operation can answer with. Most follow from what it reads: an id may name nothing, a body may be too long. What only
/// the endpoint knows, a conflict above all, it declares by <see cref="ProducesResponseTypeAttribute"/> with nothing but the status.
/// </summary>
public static class ApiProblems
{
    public const string ContentType = "application/problem+json";

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [StatusCodes.Status400BadRequest] = "The request is not valid; `errors` says what is wrong with each field.",
        [StatusCodes.Status401Unauthorized] = "It is not known who asks: no key, or none that holds.",
        [StatusCodes.Status403Forbidden] =
            "Who asks may not do this; `need` says what is missing, and `roles` who may. Or a page of another origin asks for a change.",
        [StatusCodes.Status404NotFound] = "What the request names is not there.",
        [StatusCodes.Status406NotAcceptable] = "The client accepts no application/json.",
        [StatusCodes.Status409Conflict] = "The state forbids this.",
        [StatusCodes.Status413PayloadTooLarge] =
            $"The body is longer than {RequestBodies.BytesMax} bytes, or a file longer than its route takes.",
        [StatusCodes.Status415UnsupportedMediaType] = "The body is not application/json, or a file of no type that its route takes.",
        [StatusCodes.Status502BadGateway] = "AWS IoT Core does not answer, or refuses. Ask again: what was begun is found then.",
        [StatusCodes.Status503ServiceUnavailable] = "The event store is away, or this node is not ready. Nothing was changed.",
    };

    /// <summary>What a status means, in a sentence.</summary>
    public static string MeaningOf(int status) => Meanings[status];

    public static readonly Type[] Shapes = [typeof(ProblemDetails), typeof(HttpValidationProblemDetails)];

    /// <summary>Declares them, in place of what the framework infers from types alone.</summary>
    public static void Declare(OpenApiOperation operation, MethodInfo endpoint, OpenApiDocument document)
    {
        var responses = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses!.Where(r => r.Key[0] == '2'))
            responses.Add(status, response);
        var declared = endpoint.GetCustomAttributes<ProducesResponseTypeAttribute>().Select(a => a.StatusCode).Where(s => s >= 400);
        foreach (var status in declared.Union(Following(operation)).Order())
        {
            var type = status == StatusCodes.Status400BadRequest ? Shapes[1] : Shapes[0];
            responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = Meanings[status],
                Headers = status == StatusCodes.Status503ServiceUnavailable ? RetryAfter() : null,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ContentType] = new() { Schema = new OpenApiSchemaReference(type.Name, document) },
                },
            };
        }
        operation.Responses = responses;
    }

    private static IEnumerable<int> Following(OpenApiOperation operation)
    {
        var parameters = operation.Parameters ?? [];
        yield return StatusCodes.Status401Unauthorized;
        yield return StatusCodes.Status403Forbidden;
        if (operation.RequestBody is not null || parameters.Any(p => p.In == ParameterLocation.Query))
            yield return StatusCodes.Status400BadRequest;
        if (parameters.Any(p => p.In == ParameterLocation.Path))
            yield return StatusCodes.Status404NotFound;
        if (operation.RequestBody is not null)
        {
            yield return StatusCodes.Status406NotAcceptable;
            yield return StatusCodes.Status413PayloadTooLarge;
            yield return StatusCodes.Status415UnsupportedMediaType;
        }
        yield return StatusCodes.Status503ServiceUnavailable;
    }

    private static Dictionary<string, IOpenApiHeader> RetryAfter() =>
        new()
        {
            ["Retry-After"] = new OpenApiHeader
            {
                Description = "When to ask again, s.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.Integer },
            },
        };
}
