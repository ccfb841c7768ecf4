using System.Text.Json.Nodes;
using DrEvents.Backend.Hosting.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DrEvents.Backend.Tests.Hosting.Http;

/// <summary>The OpenAPI document is valid, and says of every route all that it can answer.</summary>
[Collection(typeof(BackendCollection))]
public sealed class ApiDocumentTests(BackendFixture backend)
{
    private static readonly string[] ProblemShapes = ["ProblemDetails", "HttpValidationProblemDetails"];

    /// <summary>Works for those who know it, and is not told to others.</summary>
    private const string FormerName = "POST /api/archive/restore";

    [Fact]
    public async Task the_document_is_valid_openapi_3_1()
    {
        var read = await backend.DocumentAsync();

        read.Diagnostic!.Errors.ShouldBeEmpty();
        read.Diagnostic.Warnings.ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document!.Info.Title.ShouldBe("DrEvents");
        (await backend.RoutesAsync()).Select(r => r.Operation.OperationId).ShouldBeUnique();
    }

    [Fact]
    public async Task every_route_is_in_it()
    {
        var mapped =
            from endpoint in backend.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            where endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
            select $"{method} {endpoint.RoutePattern.RawText}";

        var told = (await backend.RoutesAsync()).Select(r => r.ToString()).ToList();

        told.Append(FormerName).ShouldBe(mapped, ignoreOrder: true);
        told.Count.ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task every_route_has_a_summary_the_types_of_its_answers_and_its_problems() =>
        (await backend.RoutesAsync()).SelectMany(Lacks, (route, lack) => $"{route} {lack}").ShouldBeEmpty();

    private static IEnumerable<string> Lacks(ApiRoute route)
    {
        var operation = route.Operation;
        if (operation.Summary is not { Length: > 10 } summary || summary.Contains('_', StringComparison.Ordinal) || summary[^1] != '.')
            yield return $"has no summary but '{operation.Summary}'";
        var answers = operation.Responses!.Where(r => r.Key[0] == '2').ToList();
        if (answers.Count == 0)
            yield return "has no answer";
        foreach (var (status, answer) in answers.Where(a => a.Key != "204"))
        {
            if (route.ContentType == ApiRoute.Download ? answer.Content is not { Count: 1 } : !IsTyped(answer.Content, route.ContentType))
                yield return $"has no type of its {status}";
        }
        foreach (var status in Problems(route).Where(status => !operation.Responses!.ContainsKey(status)))
            yield return $"has no {status}";
        foreach (var (status, problem) in operation.Responses!.Where(r => r.Key[0] is '4' or '5'))
        {
            if (!ProblemShapes.Contains(NameOf(SchemaOf(problem.Content, ApiProblems.ContentType))))
                yield return $"has no problem as its {status}";
        }
        if (
            operation.RequestBody is { } body
            && !$"{NameOf(SchemaOf(body.Content, "application/json"))}".EndsWith("Request", StringComparison.Ordinal)
        )
            yield return "has no request as its body";
    }

    private static bool IsTyped(IDictionary<string, OpenApiMediaType>? content, string contentType) =>
        content is { Count: 1 } && SchemaOf(content, contentType) is { } schema && IsTyped(schema);

    /// <summary>Whether anything is said of it. Of a shadow nothing can be: it is what the VEN makes of it.</summary>
    private static bool IsTyped(IOpenApiSchema schema) =>
        schema.Properties is { Count: > 0 }
        || (schema.Items is { } items && IsTyped(items))
        || (schema.OneOf is { Count: > 0 } choices && choices.Any(IsTyped))
        || NameOf(schema) == nameof(JsonObject);

    private static string? NameOf(IOpenApiSchema? schema) => (schema as OpenApiSchemaReference)?.Reference.Id;

    private static IOpenApiSchema? SchemaOf(IDictionary<string, OpenApiMediaType>? content, string contentType) =>
        content?.TryGetValue(contentType, out var media) == true ? media.Schema : null;

    private static IEnumerable<string> Problems(ApiRoute route)
    {
        var hasBody = route.Operation.RequestBody is not null;
        string?[] all =
        [
            hasBody || route.Query.Any() ? "400" : null,
            route.Path.Contains('{', StringComparison.Ordinal) ? "404" : null,
            hasBody ? "406" : null,
            hasBody ? "413" : null,
            hasBody ? "415" : null,
            "503",
        ];
        return all.OfType<string>();
    }
}
