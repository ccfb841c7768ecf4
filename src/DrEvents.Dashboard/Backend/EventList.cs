using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Backend;

/// <summary>The list of events of every status.</summary>
public static class EventList
{
    /// <summary>Most that the backend lists.</summary>
    public const int Most = 1_000;

    /// <summary>The address of the list; what is null or empty is not said.</summary>
    public static string Address(string? status, string? start, string? end, int limit) =>
        On("api/events/history", status, start, end, limit.ToString(CultureInfo.InvariantCulture));

    /// <summary>An address with the same filter.</summary>
    public static string On(string path, string? status, string? start, string? end, string? limit = null) =>
        QueryHelpers.AddQueryString(
            path,
            new (string Name, string? Value)[] { ("status", status), ("start", start), ("end", end), ("limit", limit) }
                .Where(p => !string.IsNullOrWhiteSpace(p.Value))
                .Select(p => KeyValuePair.Create(p.Name, p.Value))
        );
}
