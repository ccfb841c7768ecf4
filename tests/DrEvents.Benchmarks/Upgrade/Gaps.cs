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

    /// <summary>The longest time of each page from a question that no node answered to the next answer of any.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Longest => _longest;

    /// <summary>The longest time in which a client that asks the nodes one after the other had its answer, where the first of them had none.</summary>
    public TimeSpan SlowestDetour { get; private set; }

    /// <summary>Asks these from now on, in this order.</summary>
    public void Ask(params Uri[] nodes) => _nodes = nodes;

    private async Task AskAsync(string page, CancellationToken cancellation)
    {
        _longest[page] = TimeSpan.Zero;
        while (true)
        {
            var asked = Stopwatch.GetTimestamp();
            var nodes = _nodes;
            if (!await IsAnsweredAsync(nodes[0], page, cancellation))
            {
                var isDetour = await AnyAnswersAsync(nodes[1..], page, cancellation);
                while (!isDetour && !await AnyAnswersAsync(_nodes, page, cancellation))
                    await Task.Delay(Between, cancellation);
                var time = Stopwatch.GetElapsedTime(asked);
                if (isDetour && time > SlowestDetour)
                    SlowestDetour = time;
                else if (!isDetour && time > _longest[page])
                    _longest[page] = time;
            }
            await Task.Delay(Between, cancellation);
        }
    }

    private async Task<bool> AnyAnswersAsync(Uri[] nodes, string page, CancellationToken cancellation)
    {
        foreach (var node in nodes)
        {
            if (await IsAnsweredAsync(node, page, cancellation))
                return true;
        }
        return false;
    }

    private async Task<bool> IsAnsweredAsync(Uri node, string page, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(node, page), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _http.Dispose();
    }
}
