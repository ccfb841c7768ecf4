using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Backend;

/// <summary>Which VENs are shown, in which order: the parameters of <c>GET /api/vens/table</c>, and of the pages that read it.</summary>
public sealed record VenFilter
{
    /// <summary>Most VENs that the backend lists at once.</summary>
    public const int PageMost = 500;

    /// <summary>A part of the id or the name.</summary>
    public string? Search { get; init; }

    /// <summary><c>online</c>, <c>offline</c> or <c>disabled</c>.</summary>
    public string? Status { get; init; }

    /// <summary>What is wrong with them.</summary>
    public string? Trouble { get; init; }

    /// <summary>A group that they are in.</summary>
    public string? Group { get; init; }

    /// <summary>By what they are ordered, as the backend names it.</summary>
    public string Sort { get; init; } = "id";

    /// <summary>Whether the greatest come first.</summary>
    public bool Descending { get; init; }

    /// <summary>Whether all are shown.</summary>
    public bool IsAll => (Search, Status, Trouble, Group) == default;

    /// <summary>As parameters say; empty ones are none.</summary>
    public static VenFilter Of(
        string? search,
        string? status,
        string? trouble,
        string? group,
        string? sort = null,
        bool descending = false
    ) =>
        new()
        {
            Search = Said(search),
            Status = Said(status),
            Trouble = Said(trouble),
            Group = Said(group),
            Sort = Said(sort) ?? "id",
            Descending = descending,
        };

    /// <summary>The address of a page that shows these.</summary>
    public string On(string page) => QueryHelpers.AddQueryString(page, Parameters());

    /// <summary>The address where the backend lists a page of them.</summary>
    public string Table(int offset, int limit) =>
        QueryHelpers.AddQueryString(
            On("api/vens/table"),
            new Dictionary<string, string?>
            {
                ["offset"] = offset.ToString(CultureInfo.InvariantCulture),
                ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
            }
        );

    private Dictionary<string, string?> Parameters()
    {
        var said = new Dictionary<string, string?>();
        Add("search", Search);
        Add("status", Status);
        Add("trouble", Trouble);
        Add("group", Group);
        Add("sort", Sort == "id" ? null : Sort);
        Add("descending", Descending ? "true" : null);
        return said;

        void Add(string name, string? value)
        {
            if (value is not null)
                said[name] = value;
        }
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
