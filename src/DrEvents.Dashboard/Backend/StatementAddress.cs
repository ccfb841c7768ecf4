using System.Globalization;
using DrEvents.Dashboard.Viewing;

namespace DrEvents.Dashboard.Backend;

/// <summary>Which statement is asked for, as the backend and the files of the page are asked.</summary>
/// <param name="From">RFC 3339 in UTC; null for 31 days before the end.</param>
/// <param name="Until">Likewise; null for now.</param>
public sealed record StatementAddress(string? VenId = null, string? From = null, string? Until = null, string? Currency = null)
{
    private string? FromDay { get; init; }
    private string? ToDay { get; init; }

    /// <summary>By days of the viewer's clock, the last one whole; one that is not over ends now.</summary>
    public static StatementAddress Of(string? ven, string? from, string? to, string? currency, Viewer viewer)
    {
        var until = Midnight(to, 1, viewer.Zone);
        return new StatementAddress(
            string.IsNullOrWhiteSpace(ven) ? null : ven.Trim(),
            Text(Midnight(from, 0, viewer.Zone)),
            until < viewer.Now ? Text(until) : null,
            currency
        )
        {
            FromDay = from,
            ToDay = to,
        };
    }

    /// <summary>A path with what is asked.</summary>
    public string Of(string path)
    {
        var query = string.Join(
            '&',
            new[] { ("venId", VenId), ("from", From), ("until", Until), ("currency", Currency) }
                .Where(p => p.Item2 is not null)
                .Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}")
        );
        return query.Length == 0 ? path : path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
    }

    /// <summary>The page of the same period, of one VEN.</summary>
    public string OfVen(string venId) =>
        "statements?"
        + string.Join(
            '&',
            new[] { ("ven", venId), ("from", FromDay), ("to", ToDay), ("currency", Currency) }
                .Where(p => !string.IsNullOrEmpty(p.Item2))
                .Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2!)}")
        );

    private static DateTimeOffset? Midnight(string? day, int later, TimeZoneInfo zone)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return null;
        var midnight = date.AddDays(later).ToDateTime(TimeOnly.MinValue);
        // There are zones in which a day begins at one.
        return new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(zone.IsInvalidTime(midnight) ? midnight.AddHours(1) : midnight, zone));
    }

    private static string? Text(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
