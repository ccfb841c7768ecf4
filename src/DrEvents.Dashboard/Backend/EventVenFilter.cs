using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Backend;

/// <summary>Which VENs of an event are shown, in which order: the parameters of <c>GET /api/events/{id}/vens</c>, and of the page that reads it.</summary>
public sealed record EventVenFilter
{
    /// <summary>Most VENs that the backend lists at once.</summary>
    public const int PageMost = 500;
    private const string SortDefault = "venId";

    /// <summary>This VEN alone. No page's address asks so.</summary>
    private string? VenId { get; init; }

    /// <summary>A part of the id or the name.</summary>
    public string? Search { get; init; }

    /// <summary>The state of their parts.</summary>
    public string? Status { get; init; }

    /// <summary>Why they give nothing, or less than they were asked.</summary>
    public string? Reason { get; init; }

    /// <summary>A group that they are in.</summary>
    public string? Group { get; init; }

    /// <summary>By what they are ordered, as the backend names it.</summary>
    public string Sort { get; init; } = SortDefault;

    /// <summary>Whether the greatest come first.</summary>
    public bool Descending { get; init; }

    /// <summary>Whether all are shown.</summary>
    public bool IsAll => (Search, Status, Reason, Group) == default;

    /// <summary>As parameters say; empty ones are none.</summary>
    public static EventVenFilter Of(string? search, string? status, string? reason, string? group, string? sort, bool descending) =>
        new()
        {
            Search = Said(search),
            Status = Said(status),
            Reason = Said(reason),
            Group = Said(group),
            Sort = Said(sort) ?? SortDefault,
            Descending = descending,
        };

    /// <summary>They as parameters of an address; null where nothing is said.</summary>
    public IReadOnlyDictionary<string, object?> Parameters =>
        new Dictionary<string, object?>
        {
            ["search"] = Search,
            ["status"] = Status,
            ["reason"] = Reason,
            ["group"] = Group,
            ["sort"] = Sort == SortDefault ? null : Sort,
            ["descending"] = Descending ? true : null,
        };

    /// <summary>An address with these.</summary>
    public string On(string path) =>
        QueryHelpers.AddQueryString(
            path,
            Parameters
                .Append(KeyValuePair.Create("venId", (object?)VenId))
                .Where(p => p.Value is not null)
                .Select(p => KeyValuePair.Create(p.Key, p.Value is true ? "true" : (string?)p.Value))
        );

    /// <summary>Reads one VEN's row; null where the event has none of it. Its id may be a part of thousands of others.</summary>
    /// <param name="get">Reads a path of the backend.</param>
    /// <param name="moment">As it was then; null for now.</param>
    public static async Task<EventVenRow?> RowAsync(
        Func<string, Task<EventVenTable>> get,
        string eventId,
        string venId,
        PastMoment? moment
    ) => (await new EventVenFilter { VenId = venId }.ReadAsync(get, eventId, 0, 1, moment)).Vens is [var row, ..] ? row : null;

    /// <summary>Reads as many as are asked for from an offset on, in pages that the backend lists at once.</summary>
    /// <param name="get">Reads a path of the backend.</param>
    /// <param name="moment">As they were then; null for now.</param>
    public async Task<EventVenTable> ReadAsync(
        Func<string, Task<EventVenTable>> get,
        string eventId,
        int offset,
        int count,
        PastMoment? moment
    )
    {
        var table = await PageAsync(offset, count);
        var vens = table.Vens.ToList();
        while (vens.Count < count && table.Vens.Count > 0 && offset + vens.Count < table.Total)
        {
            table = await PageAsync(offset + vens.Count, count - vens.Count);
            vens.AddRange(table.Vens);
        }
        return table with { Offset = offset, Vens = vens };

        Task<EventVenTable> PageAsync(int from, int most)
        {
            var path = moment is null ? $"api/events/{eventId}/vens" : moment.On($"api/events/{eventId}/at/vens");
            var address = QueryHelpers.AddQueryString(
                On(path),
                [
                    KeyValuePair.Create("offset", (string?)from.ToString(CultureInfo.InvariantCulture)),
                    KeyValuePair.Create("limit", (string?)Math.Clamp(most, 1, PageMost).ToString(CultureInfo.InvariantCulture)),
                ]
            );
            return get(address);
        }
    }

    /// <summary>Reads all of them, one page after the other.</summary>
    /// <param name="moment">As they were then; null for now.</param>
    public async IAsyncEnumerable<EventVenTable> PagesAsync(
        BackendClient backend,
        string eventId,
        PastMoment? moment,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var offset = 0;
        EventVenTable page;
        do
        {
            page = await ReadAsync(path => backend.GetAsync<EventVenTable>(path, cancellation), eventId, offset, PageMost, moment);
            yield return page;
            offset += PageMost;
        } while (offset < page.Total);
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
