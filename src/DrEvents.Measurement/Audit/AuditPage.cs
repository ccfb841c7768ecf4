using System.Globalization;
using System.Net;
using System.Text;

namespace DrEvents.Measurement.Audit;

/// <summary>A page of HTML that needs nothing but itself, line by line; and how figures and times are written on it.</summary>
internal sealed class AuditPage
{
    private const string Style = """
        :root { color-scheme: light; }
        * { box-sizing: border-box; }
        body { font: 15px/1.5 system-ui, sans-serif; color: #1b2733; background: #fff; max-width: 68rem; margin: 2rem auto; padding: 0 1.5rem; }
        h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem; break-after: avoid; }
        p.lead { color: #51606f; margin: .2rem 0 1rem; } p.sum { font-size: 1.1rem; margin: 0 0 1.2rem; }
        p.note { margin: 0 0 1.2rem; padding: .5rem .8rem; border-left: 4px solid #8a5200; background: #fdf0d9; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #dde3e9; vertical-align: top; }
        thead th { color: #51606f; vertical-align: bottom; border-bottom-color: #97a3af; }
        th { font-weight: 600; } td.n, th.n { text-align: right; } td.n { white-space: nowrap; } td.t { white-space: nowrap; }
        th:last-child, td:last-child { padding-right: 0; } tr.this td { background: #eef5fc; }
        td.days { font-size: .8rem; color: #51606f; min-width: 11rem; }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 1rem; margin: 0; }
        dl div { break-inside: avoid; } dt { color: #51606f; font-size: .85rem; } dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
        code { font: .85rem ui-monospace, monospace; overflow-wrap: anywhere; } svg { display: block; width: 100%; height: auto; }
        .check { border: 1px solid #97a3af; border-radius: 6px; padding: .4rem 1.2rem .9rem; break-inside: avoid; } .check li { margin: .4rem 0; }
        .sign { display: grid; grid-template-columns: 2fr 1fr 2fr; gap: 0 1.5rem; margin: 2.8rem 0 0; color: #51606f; font-size: .85rem; }
        .sign span { border-top: 1px solid #51606f; padding-top: .2rem; }
        @media (max-width: 40rem) { body { padding: 0 1rem; margin: 1rem auto; } dl { grid-template-columns: repeat(2, minmax(0, 1fr)); } dd { font-size: 1.1rem; } }
        @page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px system-ui, sans-serif; color: #51606f; } }
        @media print { body { margin: 0; padding: 0; max-width: none; font-size: 11px; } tr, svg { break-inside: avoid; } .wide { overflow: visible; } th, td { padding-right: .5rem; } h2 { margin-top: 1.4rem; } dl { grid-template-columns: repeat(4, 1fr); gap: .6rem; } dd { font-size: 1.05rem; } code { font-size: .72rem; } td.days { min-width: 0; } .check, tr.this td, p.note { print-color-adjust: exact; } }
        """;

    private readonly StringBuilder _html = new();

    /// <param name="foot">What stands at the foot of each printed page, beside its number.</param>
    public AuditPage(string title, string foot)
    {
        Line("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">");
        Line($"<title>{Text(title)}</title><style>{Style}");
        Line(
            $"@page {{ @bottom-left {{ content: \"{foot}\"; font: 9px system-ui, sans-serif; color: #51606f; }} }}</style></head><body><main>"
        );
    }

    /// <summary>The whole page.</summary>
    public string End() => _html.Append("</main></body></html>\n").ToString();

    /// <summary>Writes HTML.</summary>
    public void Line(string html) => _html.Append(html).Append('\n');

    /// <summary>Begins a list of figures, each with what it is.</summary>
    public void Figures(params IEnumerable<(string Name, string Value)> figures)
    {
        Line("<dl>");
        foreach (var (name, value) in figures)
            Line($"<div><dt>{Text(name)}</dt><dd>{Text(value)}</dd></div>");
        Line("</dl>");
    }

    /// <summary>A table, which scrolls by the keyboard where it is wider than the window; the head of a column of numbers begins with <c>#</c>, of times with <c>@</c>, and of dates with <c>%</c>. Cells are HTML.</summary>
    public void Table(string name, string[] heads, IEnumerable<string[]> rows, Func<int, bool>? isMarked = null)
    {
        Line($"<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{Text(name)}\"><table><thead><tr>");
        foreach (var head in heads)
            Line($"<th scope=\"col\"{ClassOf(head)}>{Text(head.TrimStart('#', '@', '%'))}</th>");
        Line("</tr></thead><tbody>");
        foreach (var (i, cells) in rows.Index())
            Line(
                $"<tr{(isMarked?.Invoke(i) == true ? " class=\"this\"" : "")}>{string.Concat(cells.Select((c, column) => $"<td{ClassOf(heads[column])}>{c}</td>"))}</tr>"
            );
        Line("</tbody></table></div>");
    }

    /// <summary>Text as HTML.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>kW or kWh, to the watt.</summary>
    public static string Kw(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A share of one as percent.</summary>
    public static string Share(double? value) => value is { } v ? (100 * v).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>Date and time to the second.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Date and time to the minute.</summary>
    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string ClassOf(string head) =>
        head[0] switch
        {
            '#' => " class=\"n\"",
            '@' => " class=\"t\"",
            '%' => " class=\"days\"",
            _ => "",
        };
}
