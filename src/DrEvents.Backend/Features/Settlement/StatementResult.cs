using DrEvents.Measurement.Settlement;

namespace DrEvents.Backend.Features.Settlement;

/// <summary>Writes a statement as it is read, so that a long one need not fit into memory.</summary>
/// <param name="isTold">Which lines are told; null for all.</param>
public sealed class StatementResult(
    StatementQuery query,
    IDocumentStore store,
    Func<StatementLine, CancellationToken, ValueTask<bool>>? isTold = null
) : IResult
{
    private const int BufferBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, cancellation) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = query.Format switch
        {
            StatementQuery.Csv => "text/csv; charset=utf-8",
            StatementQuery.Parquet => "application/vnd.apache.parquet",
            _ => "application/json; charset=utf-8",
        };
        if (httpContext.IsHead())
            return;
        await using var session = store.QuerySession();
        var lines = query.LinesAsync(session, cancellation);
        if (isTold is not null)
            lines = lines.Where(isTold);
        switch (query.Format)
        {
            case StatementQuery.Csv:
                await CsvAsync(response.Body, lines, cancellation);
                break;
            case StatementQuery.Parquet:
                await ParquetAsync(response, lines, cancellation);
                break;
            default:
                await StatementJson.WriteAsync(response.Body, query.Begin, query.End, query.Currency, lines, cancellation, query.LinesMost);
                break;
        }
    }

    private static async Task CsvAsync(Stream to, IAsyncEnumerable<StatementLine> lines, CancellationToken cancellation)
    {
        await using var text = new StreamWriter(to, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes, leaveOpen: true);
        await text.WriteAsync(StatementCsv.Header.AsMemory(), cancellation);
        await foreach (var line in lines)
            await text.WriteAsync(StatementCsv.Row(line).AsMemory(), cancellation);
    }

    /// <summary>A table of columns has its directory at the end, with places in it: it is written beside, and sent when it is whole.</summary>
    private static async Task ParquetAsync(HttpResponse response, IAsyncEnumerable<StatementLine> lines, CancellationToken cancellation)
    {
        var path = Path.Combine(Path.GetTempPath(), $"statement-{Guid.NewGuid():N}.parquet");
        await using var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            BufferBytes,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        await StatementParquet.WriteAsync(file, lines, cancellation);
        file.Position = 0;
        response.ContentLength = file.Length;
        await file.CopyToAsync(response.Body, cancellation);
    }
}
