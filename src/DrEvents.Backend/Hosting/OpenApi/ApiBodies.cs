using DrEvents.Backend.Hosting.OpenApi.Examples;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>Shows what each body looks like: examples of the code's own types, written by the options with which all answers are.</summary>
public sealed class ApiBodies(ApiExamples examples, IOptions<HttpJsonOptions> json)
{
    private const string FallbackField = "body";

    public void Show(OpenApiOperation operation, ApiDescription description)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            parameter.Example = Of(parameter, description.RelativePath!);
        if (operation.RequestBody is { Content: { } asked })
            Show(asked, Written(TypeOfBody(description)));
        foreach (var (status, response) in operation.Responses!.Where(r => r.Value.Content is { Count: > 0 }))
        {
            var type = description.SupportedResponseTypes.FirstOrDefault(t => Status(t) == status)?.Type;
            Show(response.Content!, status[0] == '2' ? Written(type) : Problem(status, operation, description));
        }
    }

    private static JsonNode? Of(OpenApiParameter parameter, string path) =>
        (parameter.In, parameter.Name) switch
        {
            (ParameterLocation.Path, var name) => ExampleNames.InPath(path, name!),
            (ParameterLocation.Query, "granularity") => path.Contains("forecast", StringComparison.Ordinal) ? "15m" : "5m",
            (ParameterLocation.Query, "limit") => 100,
            _ => null,
        };

    private static Type? TypeOfBody(ApiDescription description) =>
        description.ParameterDescriptions.Single(p => p.Source == BindingSource.Body).Type;

    private static string Status(ApiResponseType type) => type.StatusCode.ToString(CultureInfo.InvariantCulture);

    private static void Show(IDictionary<string, OpenApiMediaType> content, JsonNode? example)
    {
        foreach (var media in content.Values)
            media.Example = example?.DeepClone();
    }

    private JsonNode? Written(Type? type) =>
        type is not null && examples.Of(type) is { } value
            ? JsonSerializer.SerializeToNode(value, type, json.Value.SerializerOptions)
            : null;

    private JsonNode? Problem(string status, OpenApiOperation operation, ApiDescription description)
    {
        var problem = int.Parse(status, CultureInfo.InvariantCulture) switch
        {
            StatusCodes.Status400BadRequest => new FieldErrors().If(true, FirstField(operation, description), "is missing").Answer,
            StatusCodes.Status404NotFound => Problems.NotFound(Named(description), "of this id"),
            StatusCodes.Status409Conflict => Problems.Conflict("It is over"),
            StatusCodes.Status503ServiceUnavailable => Problems.NotReady("This node is starting. Ask again soon, or another node."),
            var bare => Problems.Of(
                bare,
                Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(bare),
                ApiProblems.MeaningOf(bare)
            ),
        };
        return JsonSerializer.SerializeToNode(problem, json.Value.SerializerOptions);
    }

    private static string Named(ApiDescription description) => description.RelativePath!.Split('/')[1].TrimEnd('s');

    /// <summary>A field that the request has: of its body, else of its query.</summary>
    private string FirstField(OpenApiOperation operation, ApiDescription description) =>
        operation.RequestBody is null
            ? operation.Parameters!.First(p => p.In == ParameterLocation.Query).Name!
            : (Written(TypeOfBody(description)) as JsonObject)?.First().Key ?? FallbackField;
}
