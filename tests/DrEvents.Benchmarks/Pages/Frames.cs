using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace DrEvents.Benchmarks.Pages;

/// <summary>How long the page's main thread works between two of its frames, by the browser's own trace.</summary>
internal sealed class Frames
{
    private const string Scroll = """
        ([selector, seconds]) => new Promise(done => {
          const table = document.querySelector(selector).closest('.scroll'), end = performance.now() + seconds * 1000
          let by = 40
          const next = () => {
            if (table.scrollTop + table.clientHeight >= table.scrollHeight - 1) by = -40
            else if (table.scrollTop <= 0) by = 40
            table.scrollTop += by
            performance.now() < end ? requestAnimationFrame(next) : done()
          }
          requestAnimationFrame(next)
        })
        """;

    /// <summary>What the browser calls the parts of a frame's work that are told apart.</summary>
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["FunctionCall"] = "script",
        ["UpdateLayoutTree"] = "style",
        ["Layout"] = "layout",
        ["PrePaint"] = "paint",
        ["Paint"] = "paint",
        ["Layerize"] = "paint",
        ["Commit"] = "paint",
    };

    private readonly List<double> _ms;

    private Frames(List<Frame> frames)
    {
        _ms = [.. frames.Select(f => f.Ms).Order()];
        WallP95Ms = frames.Select(f => f.WallMs).Order().ElementAt((int)(frames.Count * 0.95));
        Worst = string.Join(
            ", ",
            Parts
                .Values.Distinct()
                .Select(part =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{part} {SlowestOf(frames).Average(f => f.Parts.GetValueOrDefault(part)):0.0}"
                    )
                )
        );
    }

    /// <summary>By the clock on the wall: with what the thread waited for a processor and for the drawing of the frame before.</summary>
    public double WallP95Ms { get; }

    /// <summary>What the slowest twentieth of them did, ms in the mean; a script's forced layout counts as both.</summary>
    public string Worst { get; }

    public int Count => _ms.Count;
    public double P50Ms => At(0.5);
    public double P95Ms => At(0.95);
    public double MaxMs => At(1);

    /// <summary>Scrolls a table by 40 pixels a frame.</summary>
    /// <param name="table">Its selector.</param>
    public static async Task<Frames> OfScrollingAsync(IPage page, string table, TimeSpan span, CancellationToken cancellation)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        var complete = new TaskCompletionSource<string>();
        devTools.Event("Tracing.tracingComplete").OnEvent += (_, e) => complete.TrySetResult(e!.Value.GetProperty("stream").GetString()!);
        await devTools.SendAsync(
            "Tracing.start",
            new() { ["categories"] = "-*,toplevel,devtools.timeline,__metadata", ["transferMode"] = "ReturnAsStream" }
        );
        await page.EvaluateAsync(Scroll, new object[] { table, span.TotalSeconds });
        await devTools.SendAsync("Tracing.end");
        var stream = await complete.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
        return new Frames(Of(await ReadAsync(devTools, stream)));
    }

    private static async Task<string> ReadAsync(ICDPSession devTools, string stream)
    {
        var text = new StringBuilder();
        while (true)
        {
            var part = (await devTools.SendAsync("IO.read", new() { ["handle"] = stream }))!.Value;
            var data = part.GetProperty("data").GetString()!;
            var isBase64 = part.TryGetProperty("base64Encoded", out var coded) && coded.GetBoolean();
            text.Append(isBase64 ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : data);
            if (part.GetProperty("eof").GetBoolean())
                return text.ToString();
        }
    }

    /// <summary>The thread that draws frames of the page is the one on which its script asked for them.</summary>
    private static List<Frame> Of(string trace)
    {
        using var document = JsonDocument.Parse(trace);
        var events = document.RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        var fired = events.Where(e => Name(e) == "FireAnimationFrame").ToList();
        if (fired.Count == 0)
            throw new InvalidOperationException("The browser's trace has no frames.");
        var main = fired.GroupBy(Thread).MaxBy(g => g.Count())!.Key;
        var frames = fired.Where(e => Thread(e) == main).Select(e => Ts(e)).Order().ToList();
        var work = frames.Select(_ => new Frame()).ToList();
        foreach (var done in events.Where(e => Thread(e) == main))
        {
            if (!done.TryGetProperty("dur", out var duration))
                continue;
            // A task that holds the frame's beginning began before it.
            var place = frames.BinarySearch(Ts(done) + duration.GetDouble());
            place = place < 0 ? ~place - 1 : place;
            if (place < 0)
                continue;
            // Beside a backend on the same processors a thread often waits for one: its own time is what it worked.
            var ms = (done.TryGetProperty("tdur", out var own) ? own : duration).GetDouble() / 1_000;
            if (Name(done).EndsWith("RunTask", StringComparison.Ordinal))
            {
                work[place].Ms += ms;
                work[place].WallMs += duration.GetDouble() / 1_000;
            }
            else if (Parts.TryGetValue(Name(done), out var part))
                work[place].Parts[part] = work[place].Parts.GetValueOrDefault(part) + ms;
        }
        // The last one is not whole.
        return work[..^1];
    }

    private static IEnumerable<Frame> SlowestOf(List<Frame> frames) =>
        frames.OrderByDescending(f => f.Ms).Take(Math.Max(1, frames.Count / 20));

    private static string Name(JsonElement e) => e.GetProperty("name").GetString()!;

    private static (int, int) Thread(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());

    private static double Ts(JsonElement e) => e.GetProperty("ts").GetDouble();

    private double At(double share) => _ms[(int)Math.Min(_ms.Count - 1, _ms.Count * share)];

    private sealed class Frame
    {
        public double Ms { get; set; }
        public double WallMs { get; set; }
        public Dictionary<string, double> Parts { get; } = [];
    }
}
