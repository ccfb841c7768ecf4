using System.Net.ServerSentEvents;
using DrEvents.Dashboard.Backend;
using Microsoft.Extensions.Logging;

namespace DrEvents.Dashboard.Feeds;

/// <summary>
/// Follows a stream of server-sent events for as long as it is told to. A stream that breaks, or is refused, is opened again with the id of the last
/// message, so that what was missed comes, and nothing comes twice.
/// </summary>
internal sealed class StreamFollower(BackendClient backend, string path, TimeProvider clock, ILogger log)
{
    private static readonly TimeSpan RetryFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryMax = TimeSpan.FromSeconds(4);

    /// <summary>A stream that says nothing for so long, not even that it is alive, is dead.</summary>
    private static readonly TimeSpan SilenceMax = TimeSpan.FromSeconds(25);

    private string? _lastId;

    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="heard">Each message.</param>
    /// <param name="broke">Why nothing is heard.</param>
    public async Task RunAsync(Action<SseItem<string>> heard, Action<BackendException> broke, CancellationToken cancellation)
    {
        for (var wait = RetryFirst; !cancellation.IsCancellationRequested; wait = wait * 2 < RetryMax ? wait * 2 : RetryMax)
        {
            try
            {
                using var answer = await backend.OpenAsync(path, _lastId, cancellation);
                wait = RetryFirst;
                await ReadAsync(answer, heard, cancellation);
                broke(BackendException.Unreachable("the stream ended"));
            }
            catch (BackendException problem)
            {
                broke(problem);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                broke(BackendException.Unreachable(e.Message));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                broke(BackendException.Unreachable($"nothing heard for {SilenceMax.TotalSeconds:0} s"));
            }
            log.LogDebug("{Path} is opened again in {Wait}", path, wait);
            await Task.Delay(wait, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(HttpResponseMessage answer, Action<SseItem<string>> heard, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        await using var alive = new WatchedStream(body, SilenceMax, clock);
        var parser = SseParser.Create(alive);
        await foreach (var message in parser.EnumerateAsync(cancellation))
        {
            if (message.EventId is { Length: > 0 } id)
                _lastId = id;
            heard(message);
        }
    }
}
