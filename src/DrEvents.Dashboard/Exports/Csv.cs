using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DrEvents.Dashboard.Exports;

/// <summary>Files for spreadsheets: comma-separated, UTF-8, numbers with a point, times in UTC.</summary>
internal static class Csv
{
    /// <summary>Begins a file that the browser keeps.</summary>
    public static async Task BeginAsync(HttpResponse answer, string name, string head, CancellationToken cancellation)
    {
        answer.ContentType = "text/csv; charset=utf-8";
        answer.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        answer.Headers.CacheControl = "no-store";
        // By its mark spreadsheets know that it is UTF-8.
        await answer.Body.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellation);
        await answer.WriteAsync(head + "\r\n", cancellation);
    }

    /// <summary>A file that the browser makes of the link itself: what was computed for this page alone is stored nowhere, and is not computed again.</summary>
    public static string Link(string head, IEnumerable<string> lines) =>
        "data:text/csv;charset=utf-8," + Uri.EscapeDataString(head + "\r\n" + string.Concat(lines));

    /// <summary>A line of cells that are written already.</summary>
    public static string Line(params IEnumerable<string?> cells) => string.Join(',', cells) + "\r\n";

    /// <summary>A cell of text. One that a spreadsheet would compute with begins with an apostrophe, so that it shows it.</summary>
    public static string Text(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var shown = text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return shown.AsSpan().IndexOfAny(",\"\r\n'") < 0 ? shown : $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>A cell with a number.</summary>
    public static string? Number(double? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A cell with a time.</summary>
    public static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
