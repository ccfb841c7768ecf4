using System.Collections.Concurrent;
using System.Diagnostics;

namespace DrEvents.Benchmarks.Upgrade;

/// <summary>Clients that ask for some pages all the time, each at the first node that answers, and how long each page was not to be had.</summary>
internal sealed class Gaps : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(20);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ConcurrentDictionary<string, TimeSpan> _longest = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _asking;
    private volatile Uri[] _nodes;

    public Gaps(IEnumerable<Uri> nodes, IEnumerable<string> pages, CancellationToken cancellation)
    {
        _nodes = [.. nodes];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _asking = Task.WhenAll(pages.Select(page => AskAsync(page, _stop.Token)));
    }

    /// <summary>The longest time from an answer to the next of each page, less than the time of one question where none failed.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Longest => _longest;

    /// <summary>Asks these from now on, in this order.</summary>
    public void Ask(params Uri[] nodes) => _nodes = nodes;

    private async Task AskAsync(string page, CancellationToken cancellation)
    {
        var answered = Stopwatch.GetTimestamp();
        _longest[page] = TimeSpan.Zero;
        while (true)
        {
            if (await IsAnsweredAsync(page, cancellation))
            {
                var gap = Stopwatch.GetElapsedTime(answered);
                if (gap > _longest[page])
                    _longest[page] = gap;
                answered = Stopwatch.GetTimestamp();
            }
            await Task.Delay(Between, cancellation);
        }
    }

    private async Task<bool> IsAnsweredAsync(string page, CancellationToken cancellation)
    {
        foreach (var node in _nodes)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri(node, page), cancellation);
                if (answer.IsSuccessStatusCode)
                    return true;
            }
            catch (HttpRequestException)
            {
                // The next one may answer.
            }
        }
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _http.Dispose();
    }
}
