namespace DrEvents.Backend.Store;

/// <summary>Sums over documents of one time.</summary>
/// <param name="Sum">Of the values that there are.</param>
/// <param name="Values">How many have a value.</param>
/// <param name="Flagged">How many are flagged instead.</param>
public sealed record SumAt(DateTimeOffset At, double Sum, long Values, long Flagged);

/// <summary>A value of an owner's document.</summary>
public sealed record ValueAt(string Owner, DateTimeOffset At, double Value);

/// <summary>Mean of an owner's documents over a time.</summary>
public sealed record MeanAt(string Owner, DateTimeOffset At, double Mean);

/// <summary>Reads columns of documents that have a time, in many ranges of it at once: one statement, however many days it goes back.</summary>
public static class RangeReading
{
    private const string Ranges = "unnest($1::timestamptz[], $2::timestamptz[]) as r(a, b)";

    /// <summary>Each parameter of the record TRow is named as a property of the document: a column of it, or what is taken out of it. In the order of time.</summary>
    public static Task<List<TRow>> InRangesAsync<TDoc, TRow>(
        this IQuerySession session,
        string time,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> ranges,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var at = ColumnReading.ColumnOf<TDoc>(options, time);
        var names = typeof(TRow).GetConstructors()[0].GetParameters().Select(p => ColumnReading.ColumnOrFieldOf<TDoc>(options, p));
        return session.ListAsync<TRow>(
            $"""
            select {string.Join(", ", names)} from {Ranges}
            join {options.Table<TDoc>()} d on d.{at} >= r.a and d.{at} < r.b
            order by d.{at}
            """,
            Values(ranges),
            cancellation
        );
    }

    /// <summary>The same of one owner's documents, from a time up to another. By an index by owner and time.</summary>
    public static Task<List<TRow>> RowsInRangeAsync<TDoc, TRow>(
        this IQuerySession session,
        (string Time, string Owner) properties,
        string owner,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var (at, of) = (ColumnReading.ColumnOf<TDoc>(options, properties.Time), ColumnReading.ColumnOf<TDoc>(options, properties.Owner));
        var names = typeof(TRow).GetConstructors()[0].GetParameters().Select(p => ColumnReading.ColumnOf<TDoc>(options, p.Name!));
        return session.ListAsync<TRow>(
            $"""
            select {string.Join(", ", names)} from {options.Table<TDoc>()}
            where {of} = $1 and {at} >= $2 and {at} < $3 order by {at}
            """,
            [owner, from.ToUniversalTime(), to.ToUniversalTime()],
            cancellation
        );
    }

    /// <summary>
    /// Adds up what the documents of these owners have at each time, in the order of time. There has to be an index by owner and time; each owner's
    /// ranges are looked up in it, which PostgreSQL would not always do (<c>offset 0</c>): of a thousand owners it took 14 s instead of one.
    /// </summary>
    public static Task<List<SumAt>> SumsInRangesAsync<TDoc>(
        this IQuerySession session,
        (string Time, string Owner, string Value, string Flag) properties,
        string[] owners,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> ranges,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var (at, owner) = (ColumnReading.ColumnOf<TDoc>(options, properties.Time), ColumnReading.ColumnOf<TDoc>(options, properties.Owner));
        var (value, flag) = (
            ColumnReading.ColumnOf<TDoc>(options, properties.Value),
            ColumnReading.ColumnOf<TDoc>(options, properties.Flag)
        );
        return session.ListAsync<SumAt>(
            $"""
            select d.at, coalesce(sum(d.value), 0), count(d.value), count(*) filter (where d.flag)
            from {Ranges} cross join unnest($3::text[]) as o(owner) cross join lateral (
                select {at} as at, {value} as value, {flag} as flag from {options.Table<TDoc>()}
                where {owner} = o.owner and {at} >= r.a and {at} < r.b offset 0
            ) d
            group by d.at order by d.at
            """,
            [.. Values(ranges), owners],
            cancellation
        );
    }

    /// <summary>
    /// Means of each owner's documents over times of that length, of which all parts have a value. As <see cref="SumsInRangesAsync{TDoc}"/> it goes by an
    /// index by owner and time, and reads all owners by one statement.
    /// </summary>
    public static Task<List<MeanAt>> MeansInRangesAsync<TDoc>(
        this IQuerySession session,
        (string Time, string Owner, string Value) properties,
        string[] owners,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> ranges,
        TimeSpan length,
        int parts,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var (at, owner, value) = (
            ColumnReading.ColumnOf<TDoc>(options, properties.Time),
            ColumnReading.ColumnOf<TDoc>(options, properties.Owner),
            ColumnReading.ColumnOf<TDoc>(options, properties.Value)
        );
        return session.ListAsync<MeanAt>(
            $"""
            select o.owner, date_bin($4, d.at, timestamptz 'epoch') as bin, avg(d.value)
            from {Ranges} cross join unnest($3::text[]) as o(owner) cross join lateral (
                select {at} as at, {value} as value from {options.Table<TDoc>()}
                where {owner} = o.owner and {at} >= r.a and {at} < r.b offset 0
            ) d
            group by o.owner, bin having count(d.value) >= $5 order by o.owner, bin
            """,
            [.. Values(ranges), owners, length, parts],
            cancellation
        );
    }

    /// <summary>The values of each owner's documents, whole numbers too, in the order of owners and time. By the same index.</summary>
    public static Task<List<ValueAt>> ValuesInRangesAsync<TDoc>(
        this IQuerySession session,
        (string Time, string Owner, string Value) properties,
        string[] owners,
        IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> ranges,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var (at, owner, value) = (
            ColumnReading.ColumnOf<TDoc>(options, properties.Time),
            ColumnReading.ColumnOf<TDoc>(options, properties.Owner),
            ColumnReading.ColumnOf<TDoc>(options, properties.Value)
        );
        return session.ListAsync<ValueAt>(
            $"""
            select o.owner, d.at, d.value::double precision
            from {Ranges} cross join unnest($3::text[]) as o(owner) cross join lateral (
                select {at} as at, {value} as value from {options.Table<TDoc>()}
                where {owner} = o.owner and {at} >= r.a and {at} < r.b and {value} is not null offset 0
            ) d
            order by o.owner collate "C", d.at
            """,
            [.. Values(ranges), owners],
            cancellation
        );
    }

    private static object[] Values(IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> ranges) =>
        [ranges.Select(r => r.From.ToUniversalTime()).ToArray(), ranges.Select(r => r.To.ToUniversalTime()).ToArray()];
}
