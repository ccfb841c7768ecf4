using System.Text.Json;

namespace DrEvents.Ven.Web;

/// <summary>
/// Pushes the state to browsers as server-sent events: once a second, and at once when a sample was taken, as it is when a reduction
/// begins or ends. The number of streams is bounded, so that forgotten tabs do not wear a small machine out.
/// </summary>
internal sealed class LiveStream(IOwnerDesk desk, TimeProvider clock, CancellationToken stopping)
{
    private const int StreamsMax = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private int _streams;

    /// <summary>Pushes until the browser goes away.</summary>
    public async Task RunAsync(HttpContext context, Func<VenView, VenView> forWhom)
    {
        if (Interlocked.Increment(ref _streams) > StreamsMax)
        {
            Interlocked.Decrement(ref _streams);
            context.Response.Headers.RetryAfter = "10";
            await new Problem(
                StatusCodes.Status503ServiceUnavailable,
                "Too many pages are open",
                $"{StreamsMax} pages at most are kept up to date; /api/state can be asked instead"
            ).WriteAsync(context);
            return;
        }
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await PushAsync(context.Response, forWhom, ended.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
            // The browser has gone, or the VEN ends: both are the ordinary end of a stream.
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private async Task PushAsync(HttpResponse response, Func<VenView, VenView> forWhom, CancellationToken cancellation)
    {
        response.ContentType = "text/event-stream";
        while (true)
        {
            var added = desk.Trace.Added;
            await response.WriteAsync("data: ", cancellation);
            await response.Body.WriteAsync(
                JsonSerializer.SerializeToUtf8Bytes(forWhom(desk.View()), VenViewJson.Default.VenView),
                cancellation
            );
            await response.WriteAsync("\n\n", cancellation);
            await response.Body.FlushAsync(cancellation);
            await added.WaitAsync(Interval, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
