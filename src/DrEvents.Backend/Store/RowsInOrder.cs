namespace DrEvents.Backend.Store;

/// <summary>Reads columns of documents one row after the other, so that what is read need not fit into memory.</summary>
public static class RowsInOrder
{
    /// <summary>
    /// Rows of documents of a time, in the order of these columns; texts in the order of their characters, whatever the database's language. Each parameter
    /// of the record TRow is named as a property of the document that has a column. The session can do nothing else meanwhile.
    /// </summary>
    /// <param name="of">Properties with a column, and the value that each has to have.</param>
    public static IAsyncEnumerable<TRow> RowsInOrderAsync<TDoc, TRow>(
        this IQuerySession session,
        IReadOnlyList<(string Property, string Value)> of,
        (string Property, DateTimeOffset From, DateTimeOffset Until) time,
        IReadOnlyList<string> order,
        CancellationToken cancellation
    )
    {
        var options = session.DocumentStore.Options;
        var names = typeof(TRow).GetConstructors()[0].GetParameters().Select(p => Column(p.Name!));
        var where = of.Select((o, i) => string.Create(CultureInfo.InvariantCulture, $"{Column(o.Property)} = ${i + 3}"));
        return session.RowsAsync<TRow>(
            $"""
            select {string.Join(", ", names)} from {options.Table<TDoc>()}
            where {string.Join(" and ", [$"{Column(time.Property)} >= $1", $"{Column(time.Property)} < $2", .. where])}
            order by {string.Join(", ", order.Select(Ordered))}
            """,
            [time.From.ToUniversalTime(), time.Until.ToUniversalTime(), .. of.Select(o => o.Value)],
            cancellation
        );

        string Column(string property) => ColumnReading.ColumnOf<TDoc>(options, property);

        string Ordered(string property) =>
            Column(property) + (typeof(TDoc).GetProperty(property)!.PropertyType == typeof(string) ? " collate \"C\"" : "");
    }
}
