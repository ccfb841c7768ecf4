namespace DrEvents.Backend.Features.Tables;

/// <summary>Which rows of a table are asked for, and in which order.</summary>
/// <param name="Search">A part of the id or the name; null for all.</param>
/// <param name="Reason">What a row lacks, or its trouble; null for all.</param>
/// <param name="VenId">This VEN alone; null for all.</param>
public sealed record TableQuery(
    string? Search,
    string? Status,
    string? Reason,
    string? Group,
    string Sort,
    bool Descending,
    int Offset,
    int Limit,
    string? VenId = null
)
{
    private const int LimitDefault = 100;
    private const int LimitMax = 500;
    private const int SearchMax = 128;

    /// <param name="statuses">Those that there are.</param>
    /// <param name="reasonName">What the parameter is called by which reasons are asked for.</param>
    /// <param name="sorts">By what rows can be ordered, the default first.</param>
    public static (TableQuery Query, ProblemDetails Problem) Read(
        (
            string? Search,
            string? Status,
            string? Reason,
            string? Group,
            string? Sort,
            string? Descending,
            string? Offset,
            string? Limit,
            string? VenId
        ) said,
        IReadOnlyCollection<string> statuses,
        string reasonName,
        IReadOnlyCollection<string> reasons,
        IReadOnlyCollection<string> sorts
    )
    {
        var fields = new QueryFields();
        fields.Text(said.Search, "search", SearchMax);
        fields.If(Value(said.VenId) is { } venId && !VenIds.IsValid(venId), "venId", $"is not {VenIds.Form}");
        fields.If(Value(said.Status) is { } status && !statuses.Contains(status), "status", "is none of " + string.Join(", ", statuses));
        fields.If(Value(said.Reason) is { } reason && !reasons.Contains(reason), reasonName, "is none of " + string.Join(", ", reasons));
        fields.Labels(Value(said.Group) is { } group ? [group] : null, "group");
        fields.If(Value(said.Sort) is { } sort && !sorts.Contains(sort), "sort", "is none of " + string.Join(", ", sorts));
        var query = new TableQuery(
            Value(said.Search)?.Trim(),
            Value(said.Status),
            Value(said.Reason),
            Value(said.Group),
            Value(said.Sort) ?? sorts.First(),
            fields.Flag("descending", said.Descending) ?? false,
            fields.Offset(said.Offset),
            fields.Limit(said.Limit, LimitDefault, LimitMax),
            Value(said.VenId)
        );
        return (query, fields.Answer);
    }

    public bool Finds(string venId, string name) =>
        Search is null
        || venId.Contains(Search, StringComparison.OrdinalIgnoreCase)
        || name.Contains(Search, StringComparison.OrdinalIgnoreCase);

    /// <summary>The rows in order; those without the value last, whichever way, and equal ones by their ids.</summary>
    /// <param name="rows">By their ids.</param>
    public IEnumerable<T> InOrder<T>(IReadOnlyList<T> rows, Func<T, object?>? by)
    {
        if (by is null)
            return Descending ? rows.Reverse() : rows;
        // Each key is made once, and the sort is stable.
        var keyed = rows.Select(r => (Row: r, Key: by(r))).ToLookup(r => r.Key is null);
        var known = Descending ? keyed[false].OrderByDescending(r => r.Key, Keys) : keyed[false].OrderBy(r => r.Key, Keys);
        return known.Concat(keyed[true]).Select(r => r.Row);
    }

    private static readonly Comparer<object?> Keys = Comparer<object?>.Create(
        (a, b) =>
            a is string s && b is string t
                ? string.Compare(s, t, StringComparison.OrdinalIgnoreCase)
                : Comparer<object>.Default.Compare(a!, b!)
    );

    private static string? Value(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
