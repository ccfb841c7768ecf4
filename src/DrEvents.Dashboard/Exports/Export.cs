using DrEvents.Dashboard.Backend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DrEvents.Dashboard.Exports;

/// <summary>Tables as files for spreadsheets, by the same filters as the pages, written page by page.</summary>
internal static class Export
{
    private const int LinesAtOnce = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        EventExports.Map(app);
        EventPartExports.Map(app);
        ResultExports.Map(app);
        VenExports.Map(app);
        IdentityExports.Map(app);
        AccessExports.Map(app);
        ActionExports.Map(app);
        ProgrammeExports.Map(app);
        VenPartExports.Map(app);
        StoredExports.Map(app);
        PlanExports.Map(app);
        StatementExports.Map(app);
        SystemExports.Map(app);
        WebhookExports.Map(app);
    }

    /// <summary>Serves a table that is one answer of the backend. The query of the request is the backend's.</summary>
    /// <param name="route">Where; the file is called as the last part of it, after the id where it has one.</param>
    /// <param name="address">What is read, with <c>{id}</c> for that of the route.</param>
    /// <param name="isReadUnwell">Whether the answer is read too with which the backend says that it is not well.</param>
    /// <param name="reach">Of what it is.</param>
    /// <param name="needs">What the backend wants for it.</param>
    public static void MapTable<T>(
        IEndpointRouteBuilder app,
        string route,
        string address,
        string head,
        Func<T, IEnumerable<string>> rows,
        Reach reach,
        bool isReadUnwell = false,
        Need needs = Need.Read
    ) =>
        app.MapGet(
                route,
                (HttpContext context, BackendClient backend) =>
                    WriteAsync(
                        context,
                        async (answer, cancellation) =>
                        {
                            var id = context.GetRouteValue("id") as string;
                            var path = WithQuery(address.Replace("{id}", Uri.EscapeDataString(id ?? "")), context.Request.QueryString);
                            var table = isReadUnwell
                                ? await backend.GetEvenUnwellAsync<T>(path, cancellation)
                                : await backend.GetAsync<T>(path, cancellation);
                            var last = route[(route.LastIndexOf('/') + 1)..];
                            await Csv.BeginAsync(answer, id is null ? last : $"{id}-{last}", head, cancellation);
                            foreach (var lines in rows(table).Chunk(LinesAtOnce))
                                await answer.WriteAsync(string.Concat(lines), cancellation);
                        }
                    )
            )
            .Needs(needs, reach);

    private static string WithQuery(string address, QueryString query) =>
        !query.HasValue ? address
        : address.Contains('?') ? $"{address}&{query.Value[1..]}"
        : address + query.Value;

    /// <summary>Passes on a file that the backend made, as it comes.</summary>
    /// <param name="name">What the browser calls it, where the backend does not say.</param>
    public static async Task PassOnAsync(HttpResponseMessage file, HttpResponse answer, string name, CancellationToken cancellation)
    {
        answer.ContentType = file.Content.Headers.ContentType?.ToString() ?? "application/octet-stream";
        answer.ContentLength = file.Content.Headers.ContentLength;
        answer.Headers.ContentDisposition = file.Content.Headers.ContentDisposition?.ToString() ?? $"attachment; filename=\"{name}\"";
        answer.Headers.CacheControl = "no-store";
        await BackendClient.CopyAsync(file, answer.Body, cancellation);
    }

    /// <summary>Writes a file. What the backend refuses is the answer as long as nothing was written.</summary>
    public static async Task WriteAsync(HttpContext context, Func<HttpResponse, CancellationToken, Task> write)
    {
        var (answer, cancellation) = (context.Response, context.RequestAborted);
        try
        {
            await write(answer, cancellation);
        }
        catch (BackendException problem) when (!answer.HasStarted)
        {
            answer.StatusCode = (int?)problem.Status ?? StatusCodes.Status503ServiceUnavailable;
            await answer.WriteAsync(problem.Message + "\n", cancellation);
        }
        catch (BackendException)
        {
            // Half a table must not look like a whole one: the browser says that the download failed.
            context.Abort();
        }
    }
}
