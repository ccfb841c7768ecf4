using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace DrEvents.Benchmarks.Pages;

/// <summary>How long the page's main thread works between two of its frames, by the browser's own trace.</summary>
internal sealed class Frames
{
    private const string Scroll = """
        seconds => new Promise(done => {
          const table = document.querySelector('.scroll:has(table)'), end = performance.now() + seconds * 1000
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

    private readonly List<double> _ms;

    private Frames(List<double> ms) => _ms = [.. ms.Order()];

    public int Count => _ms.Count;
    public double P50Ms => At(0.5);
    public double P95Ms => At(0.95);
    public double MaxMs => At(1);

    /// <summary>Scrolls the page's table by 40 pixels a frame.</summary>
    public static async Task<Frames> OfScrollingAsync(IPage page, TimeSpan span, CancellationToken cancellation)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        var complete = new TaskCompletionSource<string>();
        devTools.Event("Tracing.tracingComplete").OnEvent += (_, e) => complete.TrySetResult(e!.Value.GetProperty("stream").GetString()!);
        await devTools.SendAsync(
            "Tracing.start",
            new() { ["categories"] = "-*,toplevel,devtools.timeline,__metadata", ["transferMode"] = "ReturnAsStream" }
        );
        await page.EvaluateAsync(Scroll, span.TotalSeconds);
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
    private static List<double> Of(string trace)
    {
        using var document = JsonDocument.Parse(trace);
        var events = document.RootElement.GetProperty("traceEvents").EnumerateArray().ToList();
        var fired = events.Where(e => Name(e) == "FireAnimationFrame").ToList();
        if (fired.Count == 0)
            throw new InvalidOperationException("The browser's trace has no frames.");
        var main = fired.GroupBy(Thread).MaxBy(g => g.Count())!.Key;
        var frames = fired.Where(e => Thread(e) == main).Select(e => Ts(e)).Order().ToList();
        var work = new double[frames.Count];
        foreach (var task in events.Where(e => Name(e).EndsWith("RunTask", StringComparison.Ordinal) && Thread(e) == main))
        {
            if (!task.TryGetProperty("dur", out var duration))
                continue;
            // A task that holds the frame's beginning began before it.
            var frame = frames.BinarySearch(Ts(task) + duration.GetDouble());
            frame = frame < 0 ? ~frame - 1 : frame;
            if (frame >= 0)
                work[frame] += duration.GetDouble() / 1_000;
        }
        // The last one is not whole.
        return [.. work[..^1]];
    }

    private static string Name(JsonElement e) => e.GetProperty("name").GetString()!;

    private static (int, int) Thread(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());

    private static double Ts(JsonElement e) => e.GetProperty("ts").GetDouble();

    private double At(double share) => _ms[(int)Math.Min(_ms.Count - 1, _ms.Count * share)];
}
