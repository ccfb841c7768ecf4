namespace DrEvents.Backend.Store;

/// <summary>Writes documents by one statement, whatever their number; Marten sends one statement each.</summary>
public static class StoreTogether
{
    /// <summary>Stores what is queued on a session, which is there for that alone.</summary>
    public static async Task SaveAsync(this IDocumentStore store, Func<IDocumentSession, Task> queue, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        await queue(session);
        await session.SaveChangesAsync(cancellation);
    }

    public static async Task SaveAsync(this IDocumentStore store, Action<IDocumentSession> queue, CancellationToken cancellation)
    {
        await using var session = store.LightweightSession();
        queue(session);
        await session.SaveChangesAsync(cancellation);
    }

    /// <summary>
    /// Saves what a session made of the one snapshot that it reads, unless somebody has changed the same documents since; then it is not worth saving.
    /// </summary>
    public static async Task SaveUnlessChangedAsync(this IDocumentSession snapshot, CancellationToken cancellation)
    {
        try
        {
            await snapshot.SaveChangesAsync(cancellation);
        }
        catch (Exception e) when (IsChanged(e))
        {
            // Whoever reads it next makes it anew.
        }

        static bool IsChanged(Exception? e) =>
            e is not null && (e is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure } || IsChanged(e.InnerException));
    }

    /// <summary>A column of a document's table, with PostgreSQL's type and the values in the order of the documents.</summary>
    private sealed record Column(string Name, string Type, Array Values)
    {
        /// <summary>Members may be called as SQL's own words are, such as <c>from</c>.</summary>
        public string Quoted => $"\"{Name}\"";
    }

    public static void StoreAll<T>(this IDocumentOperations operations, IReadOnlyCollection<T> documents, Func<T, string> idOf)
        where T : class => operations.StoreAll([.. documents.Select(idOf)], documents);

    internal static void StoreAll<T>(this IDocumentOperations operations, string[] ids, IReadOnlyCollection<T> documents)
        where T : class
    {
        if (documents.Count == 0)
            return;
        var options = operations.DocumentStore.Options;
        var serializer = options.Serializer();
        var beside = options.FindOrResolveDocumentType(typeof(T)).DuplicatedFields;
        Column[] all =
        [
            new("id", "varchar", ids),
            new("data", "text", documents.Select(serializer.ToJson).ToArray()),
            .. beside.Select(f => new Column(f.ColumnName, f.PgType, Values((PropertyInfo)f.Members[^1], documents))),
        ];
        var names = string.Join(", ", all.Select(c => c.Quoted));
        operations.QueueSqlCommand(
            $"""
            insert into {options.Table<T>()} ({names})
            select {string.Join(", ", all.Select(c => c.Name == "data" ? "d.data::jsonb" : "d." + c.Quoted))}
            from unnest({string.Join(", ", all.Select(c => $"?::{c.Type}[]"))}) as d({names})
            on conflict (id) do update set {string.Join(", ", all.Skip(1).Select(c => $"{c.Quoted} = excluded.{c.Quoted}"))}
            """,
            [.. all.Select(c => (object)c.Values)]
        );
    }

    private static Array Values<T>(PropertyInfo property, IReadOnlyCollection<T> documents)
    {
        var values = Array.CreateInstance(property.PropertyType, documents.Count);
        foreach (var (place, document) in documents.Index())
        {
            var value = property.GetValue(document);
            // PostgreSQL takes times in UTC only.
            values.SetValue(value is DateTimeOffset at ? at.ToUniversalTime() : value, place);
        }
        return values;
    }
}
