using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Statements as the backend writes them, passed on: a browser may not reach the backend. The query of the request is the backend's.</summary>
internal static class StatementExports
{
    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (var format in new[] { "csv", "json", "parquet" })
            app.MapGet($"/export/statements.{format}", (HttpContext c, BackendClient backend) => AnswerAsync(c, backend, format))
                .Needs(Need.Read, Reach.Own);
    }

    private static Task AnswerAsync(HttpContext context, BackendClient backend, string format) =>
        Export.WriteAsync(
            context,
            async (answer, cancellation) =>
            {
                var query = context.Request.QueryString is { HasValue: true, Value: { } asked } ? "&" + asked[1..] : "";
                using var file = await backend.FileAsync($"api/statements?format={format}{query}", cancellation);
                await Export.PassOnAsync(file, answer, $"statement.{format}", cancellation);
            }
        );
}
