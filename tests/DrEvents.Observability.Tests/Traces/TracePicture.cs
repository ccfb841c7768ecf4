using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

namespace DrEvents.Observability.Tests.Traces;

/// <summary>Recorded spans as a picture: one line each, beneath the one that it belongs to, over the time since the first began.</summary>
internal static class TracePicture
{
    private const int Width = 1100;
    private const int Names = 380;
    private const int LineHeight = 22;
    private const int Top = 54;

    public static string Of(IEnumerable<Activity> spans, string title)
    {
        var all = spans.OrderBy(s => s.StartTimeUtc).ToList();
        var begin = all[0].StartTimeUtc;
        var ms = all.Max(s => (s.StartTimeUtc + s.Duration - begin).TotalMilliseconds);
        var lines = Lines(all).ToList();
        var height = Top + lines.Count * LineHeight + 24;
        var svg = new StringBuilder();
        Add($"""<svg xmlns="http://www.w3.org/2000/svg" width="{Width}" height="{height}" font-family="sans-serif" font-size="12">""");
        Add(
            $"""<rect width="{Width}" height="{height}" fill="#ffffff"/><text x="10" y="20" font-size="14" font-weight="bold">{Text(title)}</text>"""
        );
        foreach (var share in new[] { 0, 0.25, 0.5, 0.75, 1 })
        {
            var x = Names + share * (Width - Names - 80);
            Add(
                $"""<line x1="{x:0}" x2="{x:0}" y1="{Top - 8}" y2="{height - 20}" stroke="#dddddd"/><text x="{x:0}" y="{Top - 14}" fill="#555555" text-anchor="middle">{share * ms:0} ms</text>"""
            );
        }
        foreach (var (span, depth, line) in lines)
        {
            var y = Top + line * LineHeight;
            var x = Names + (span.StartTimeUtc - begin).TotalMilliseconds / ms * (Width - Names - 80);
            var width = Math.Max(2, span.Duration.TotalMilliseconds / ms * (Width - Names - 80));
            Add($"""<text x="{10 + depth * 14}" y="{y + 14}">{Text(NameOf(span))}</text>""");
            Add($"""<rect x="{x:0.0}" y="{y + 3}" width="{width:0.0}" height="{LineHeight - 8}" rx="2" fill="{ColorOf(span)}"/>""");
            Add(
                $"""<text x="{x + width + 4:0.0}" y="{y + 14}" fill="#555555" font-size="11">{span.Duration.TotalMilliseconds:0.0}</text>"""
            );
        }
        Add($"</svg>");
        return svg.ToString();

        void Add(FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>The last word of a message's type says what it is.</summary>
    public static string NameOf(Activity span) => span.DisplayName.Split('.')[^1];

    private static IEnumerable<(Activity Span, int Depth, int Line)> Lines(List<Activity> all)
    {
        var ids = all.Select(s => s.SpanId).ToHashSet();
        var children = all.Where(s => ids.Contains(s.ParentSpanId)).ToLookup(s => s.ParentSpanId);
        var line = 0;
        var waiting = new Stack<(Activity Span, int Depth)>(all.Where(s => !ids.Contains(s.ParentSpanId)).Reverse().Select(s => (s, 0)));
        while (waiting.TryPop(out var next))
        {
            yield return (next.Span, next.Depth, line++);
            foreach (var child in children[next.Span.SpanId].Reverse())
                waiting.Push((child, next.Depth + 1));
        }
    }

    private static string ColorOf(Activity span) =>
        span.Source.Name switch
        {
            "DrEvents.Ven" => "#2a9d5c",
            "DrEvents" => "#2f6fbf",
            "Wolverine" => "#b58a2b",
            _ => "#7a5bb0",
        };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
