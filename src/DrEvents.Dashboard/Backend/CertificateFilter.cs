using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace DrEvents.Dashboard.Backend;

/// <summary>Which certificates are shown, in which order: the parameters of <c>GET /api/identity/certificates</c>, and of the page that reads it.</summary>
/// <param name="Search">A part of the VEN's id or name.</param>
/// <param name="Status">One of <see cref="CertificateRowStatuses"/>.</param>
/// <param name="Sort">By what they are ordered, as the backend names it.</param>
/// <param name="Descending">Whether the greatest come first.</param>
public sealed record CertificateFilter(
    string? Search = null,
    string? Status = null,
    string Sort = CertificateFilter.SortEver,
    bool Descending = false
)
{
    private const string SortEver = "endsAt";

    /// <summary>Whether all are shown.</summary>
    public bool IsAll => (Search, Status) == default;

    /// <summary>As parameters say; empty ones are none.</summary>
    public static CertificateFilter Of(string? search, string? status, string? sort, bool descending) =>
        new(Said(search), Said(status), Said(sort) ?? SortEver, descending);

    /// <summary>The address of a page that shows these.</summary>
    public string On(string page) =>
        QueryHelpers.AddQueryString(
            page,
            new Dictionary<string, string?>
            {
                ["search"] = Search,
                ["status"] = Status,
                ["sort"] = Sort == SortEver ? null : Sort,
                ["descending"] = Descending ? "true" : null,
            }.Where(p => p.Value is not null)
        );

    /// <summary>The address where the backend lists a page of them.</summary>
    public string Table(int offset, int limit) =>
        QueryHelpers.AddQueryString(
            On("api/identity/certificates"),
            new Dictionary<string, string?>
            {
                ["offset"] = offset.ToString(CultureInfo.InvariantCulture),
                ["limit"] = limit.ToString(CultureInfo.InvariantCulture),
            }
        );

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
