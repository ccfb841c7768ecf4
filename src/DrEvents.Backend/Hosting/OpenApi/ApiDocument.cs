using DrEvents.Backend.Hosting.OpenApi.Examples;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace DrEvents.Backend.Hosting.OpenApi;

/// <summary>
/// The description of the HTTP interface, <c>/openapi/v1.json</c>. What routes, types and doc comments say is in it by itself; what follows
/// from how all requests are answered is added here, in one place; what only an endpoint knows it declares by an attribute.
/// </summary>
public sealed class ApiDocument : IOpenApiDocumentTransformer
{
    public const string Url = "/openapi/v1.json";

    public static void Add(IServiceCollection services)
    {
        services.AddOpenApi(o =>
            o.AddSchemaTransformer<ApiSchemas>().AddOperationTransformer<ApiOperations>().AddDocumentTransformer<ApiDocument>()
        );
        ApiExamples.Add(services);
        services.AddSingleton<ApiBodies>();
    }

    public async Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        foreach (var shape in ApiProblems.Shapes)
            document.AddComponent(shape.Name, await context.GetOrCreateSchemaAsync(shape, cancellationToken: cancellationToken));
        document.Info = new OpenApiInfo
        {
            Title = "DrEvents",
            Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
            Description = """
                Demand-response events: asking for a reduction, what VENs answer to it, and what their meters show.

                Times are RFC 3339 with an offset from UTC, and are answered in UTC with a `Z`; power is kW, energy kWh, import positive. Every
                path works with and without a slash at its end, and `HEAD` wherever `GET` does. Problems are RFC 9457 problem details. Where access is set
                up, requests carry `Authorization: Bearer` and a key or a token.
                """,
        };
        var paths = document.Paths.OrderBy(p => p.Key, StringComparer.Ordinal).ToList();
        document.Paths.Clear();
        foreach (var (path, item) in paths)
            document.Paths.Add(path, item);
        var operations = paths.Where(p => p.Value.Operations is not null).SelectMany(p => p.Value.Operations!.Values);
        document.Tags = operations.SelectMany(o => o.Tags!).Select(t => t.Reference.Id).Distinct().Select(Tag).ToHashSet();
    }

    private static OpenApiTag Tag(string? name) => new() { Name = name };
}
